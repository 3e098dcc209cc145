// What holds for every file: sizes, names, no paths or hosts of one machine, and links that lead somewhere.
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listFiles, readText, root } from './repository'

const files = listFiles()
const maximumLines = 400

/** Made by tools, or data. */
const isWritten = (path: string): boolean =>
  /\.(ts|mjs|js|json|md|yml|tactics|scm)$|\.ci\/run$/.test(path) &&
  !path.startsWith('syntaxes/tactics/src/') &&
  !path.startsWith('test/golden/') &&
  path !== 'package-lock.json'

describe('files', () => {
  test('of code have at most 400 lines', () => {
    const code = files.filter((path) => /\.(ts|mjs|js)$/.test(path) && isWritten(path))
    const long = code.map((path) => ({ path, lines: readText(path).split('\n').length - 1 }))
    expect(long.filter(({ lines }) => lines > maximumLines)).toEqual([])
  })

  test('of TypeScript but tests begin with a comment that says what they are', () => {
    const bare = files.filter((path) => /(?<!\.test)\.ts$/.test(path) && !/^(\/\/|\/\*)/.test(readText(path)))
    expect(bare).toEqual([])
  })

  test('of TypeScript have names in camelCase', () => {
    const odd = files.filter(
      (path) => path.endsWith('.ts') && !/^[a-z][A-Za-z0-9]*(\.test|\.d)?\.ts$/.test(posix.basename(path)),
    )
    expect(odd).toEqual([])
  })

  test('name no place of one machine and no registry', () => {
    // Spelled in pieces, so that this file passes its own check.
    const places = [
      '/wo' + 'rk/',
      '/ho' + 'me/',
      '/ro' + 'ot/',
      '/t' + 'mp/',
      'registry.npm' + 'js',
      'registry.yarn' + 'pkg',
    ]
    const faults = files.filter(isWritten).flatMap((path) => {
      const text = readText(path)
      return places.filter((place) => text.includes(place)).map((place) => `${path} names ${place}`)
    })
    expect(faults).toEqual([])
  })

  test('of documentation link to files that exist', () => {
    const broken: string[] = []
    for (const path of files.filter((file) => file.endsWith('.md'))) {
      for (const [, target] of readText(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (target === undefined || /^[a-z]+:/.test(target)) continue
        if (!existsSync(join(root, posix.dirname(path), target))) broken.push(`${path}: ${target}`)
      }
    }
    expect(broken).toEqual([])
  })
})

describe('every folder of tests', () => {
  const kinds = new Set(files.map((path) => /^test\/(\w+)\//.exec(path)?.[1]).filter((kind) => kind !== undefined))
  test.each([...kinds].filter((kind) => !['support', 'bench', 'fidelity'].includes(kind)))('%s has tests', (kind) => {
    expect(files.some((path) => path.startsWith(`test/${kind}/`) && path.endsWith('.test.ts'))).toBe(true)
  })
})
