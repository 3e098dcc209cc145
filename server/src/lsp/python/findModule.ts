// Path of a Python file -> the name under which a script beside it imports it.
import { access } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import type { ModulePlace } from '../../ide/python/captureScript'
import { slashed } from '../uris'

const deepest = 32

/**
 * A file in a package is imported from the folder that holds the outermost one; imports of the code itself may also start at
 * the workspace's folder. Undefined for a file whose name no import can say, such as `train-step.py`.
 */
export async function findModule(path: string, roots: readonly string[]): Promise<ModulePlace | undefined> {
  const own = dirname(path)
  const names = [basename(path, '.py')]
  let folder = own
  while (names.length < deepest && (await exists(join(folder, '__init__.py')))) {
    names.unshift(basename(folder))
    folder = dirname(folder)
  }
  if (names.at(-1) === '__init__') names.pop()
  if (names.length === 0 || !names.every((name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))) return undefined
  const root = roots.find((one) => path.startsWith(one))
  const folders = [folder, ...(root === undefined ? [] : [root])].map((one) => slashed(relative(own, one)) || '.')
  return { module: names.join('.'), file: basename(path), folders: [...new Set(folders)] }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
