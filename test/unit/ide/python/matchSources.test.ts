// Files of a model's locations, found in the workspace.
import { expect, test } from 'vitest'
import type { PathMap } from '../../../../server/src/ide/python/matchSources'
import { expandPathMap, indexFiles, matchSource } from '../../../../server/src/ide/python/matchSources'

const files = indexFiles([
  '/disk/ann/project/src/train.py',
  '/disk/ann/project/src/models/mlp.py',
  '/disk/ann/project/old/models/mlp.py',
  '/disk/ann/project/src/normalization.py',
  '/disk/ann/project/a/util.py',
  '/disk/ann/project/b/util.py',
])

function match(name: string, map: PathMap = {}): string {
  const found = matchSource(name, files, map)
  if (found.kind === 'ambiguous') return `${found.paths.length} files`
  return found.kind === 'found' ? found.path.replace('/disk/ann/project/', '') : found.kind
}

test('a path of the workspace is itself', () => {
  expect(match('/disk/ann/project/src/train.py')).toBe('src/train.py')
  expect(match('/disk/ann/project/a/util.py')).toBe('a/util.py')
})

test('a relative name is the only file that ends with the whole of it', () => {
  expect(match('train.py')).toBe('src/train.py')
  expect(match('./src/models/mlp.py')).toBe('src/models/mlp.py')
  expect(match('src\\train.py')).toBe('src/train.py')
  expect(match('models/mlp.py')).toBe('2 files')
  expect(match('flax/linen/normalization.py')).toBe('none')
  expect(match('rain.py')).toBe('none')
})

test('a path of another machine is the file that shares the longest end', () => {
  expect(match('/app/train.py')).toBe('src/train.py')
  expect(match('C:\\work\\old\\models\\mlp.py')).toBe('old/models/mlp.py')
  expect(match('/app/models/mlp.py')).toBe('2 files')
  expect(match('/app/util.py')).toBe('2 files')
  expect(match('/venv/lib/python3.12/site-packages/flax/normalization.py')).toBe('none')
  expect(match('')).toBe('none')
})

test('a map says where folders of a container lie', () => {
  const map = expandPathMap(
    { '/app/': '${workspaceFolder}/b/', '/app/x': '${workspaceFolder:project}/a', '/no': '${env:A}' },
    ['/disk/ann/project'],
  )
  expect(map).toEqual({ '/app': '/disk/ann/project/b', '/app/x': '/disk/ann/project/a' })
  expect(match('/app/util.py', map)).toBe('b/util.py')
  expect(match('/app/x/util.py', map)).toBe('a/util.py')
  expect(match('/application/util.py', map)).toBe('2 files')
})
