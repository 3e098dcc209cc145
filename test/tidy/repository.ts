// The repository's files, for the checks in this folder.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Paths from the root, with `/`, of the files that are committed or would be. */
export function listFiles(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const paths = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0')
  return [...new Set(paths)].filter((path) => path !== '' && existsSync(join(root, path)))
}

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

export const isSource = (path: string): boolean => /^(server|client|webview)\/src\/.*\.ts$/.test(path)

export interface Import {
  /** As written: `../base/units`, `node:fs`, `vscode`. */
  readonly specifier: string
  /** True for `import type`, which leaves nothing in the bundle. */
  readonly typeOnly: boolean
}

/** Imports and re-exports of a TypeScript text, dynamic ones too. */
export function findImports(text: string): readonly Import[] {
  const found: Import[] = []
  const statements = /^(?:import|export)\s(type\s)?(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]/gm
  for (const [, type, specifier] of text.matchAll(statements)) {
    if (specifier !== undefined) found.push({ specifier, typeOnly: type !== undefined })
  }
  for (const [, specifier] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)) {
    if (specifier !== undefined) found.push({ specifier, typeOnly: false })
  }
  return found
}

/** The parts of package.json that checks read. */
export interface Manifest {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly contributes: {
    readonly languages: readonly { readonly configuration: string }[]
    readonly grammars: readonly { readonly path: string }[]
    readonly commands: readonly ContributedCommand[]
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>
    readonly configuration: { readonly properties: Readonly<Record<string, ContributedSetting>> }
    readonly walkthroughs: readonly { readonly steps: readonly WalkthroughStep[] }[]
  }
}

interface ContributedCommand {
  readonly command: string
  readonly title?: string
  readonly category?: string
}

interface ContributedSetting {
  readonly default: unknown
  readonly description?: string
  readonly markdownDescription?: string
}

interface WalkthroughStep {
  readonly description: string
  readonly media: { readonly image?: string; readonly markdown?: string }
  readonly completionEvents: readonly string[]
}

// The file is ours, and npm and the editor check its shape.
export const readManifest = (): Manifest => JSON.parse(readText('package.json')) as Manifest
