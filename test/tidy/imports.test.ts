// Who may import whom: the table of docs/ARCHITECTURE.md, and no cycles between files.
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findImports, isSource, listFiles, readText } from './repository'

interface Allowed {
  readonly folders: readonly string[]
  /** Packages beside ours; `node:` stands for Node's own modules. */
  readonly packages: readonly string[]
}

const analysis = 'base protocol mlir tactics model evaluate sharding lowering cost search'
const engineAndBelow = `${analysis} engine`
const below = (folders: string, ...packages: readonly string[]): Allowed => ({
  folders: folders.split(' ').filter((folder) => folder !== ''),
  packages,
})

const table: Readonly<Record<string, Allowed>> = {
  'server/src/base': below(''),
  'server/src/protocol': below('', 'valibot'),
  'server/src/mlir': below('base'),
  'server/src/tactics': below('base', 'web-tree-sitter', 'fastest-levenshtein', 'picomatch'),
  'server/src/model': below('base mlir'),
  'server/src/evaluate': below('base mlir model'),
  'server/src/sharding': below('base mlir model tactics'),
  'server/src/lowering': below('base mlir model sharding'),
  'server/src/cost': below('base mlir model sharding lowering'),
  'server/src/search': below('base model sharding lowering cost'),
  'server/src/engine': below(analysis, 'fastest-levenshtein', 'jsonc-parser'),
  'server/src/ide': below(engineAndBelow, 'vscode-languageserver-types', 'fastest-levenshtein'),
  'server/src/worker': below(`${engineAndBelow} ide`, 'node:', 'web-tree-sitter'),
  'server/src/lsp': below(
    `${engineAndBelow} ide worker`,
    'node:',
    'web-tree-sitter',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
    'vscode-languageserver-types',
  ),
  'server/src/cli': below(`${engineAndBelow} ide worker`, 'node:', 'web-tree-sitter', 'commander', 'cli-table3'),
  'server/src': below('protocol lsp worker', 'node:'),
  'client/src': below('protocol', 'node:', 'vscode', 'vscode-languageclient', 'valibot'),
  'webview/src/base': below('protocol server/src/base tactics', 'valibot'),
  'webview/src/widgets': below('protocol base', 'lit-html', '@vscode/webview-ui-toolkit'),
  'webview/src/views': below(
    'protocol base server/src/base widgets',
    'lit-html',
    'valibot',
    'uplot',
    'd3-zoom',
    'd3-selection',
    'elkjs',
  ),
  'webview/src': below('base views', 'elkjs'),
}

const sources = listFiles().filter(isSource)

/** Row of the table that the file falls under: the folder below server/src or webview/src, else the component's root. */
function findRow(path: string): string {
  const [component, src, folder, ...rest] = path.split('/')
  return component !== 'client' && rest.length > 0 ? `${component}/${src}/${folder}` : `${component}/${src}`
}

/** Row of a folder that a row names: by its path, beside it in the same component, or of the server. */
const rowOf = (row: string, folder: string): string => {
  if (folder in table) return folder
  const own = `${row.split('/')[0]}/src/${folder}`
  return own in table ? own : `server/src/${folder}`
}

/** File that a relative import means; undefined when there is none. */
function resolveImport(from: string, specifier: string): string | undefined {
  const path = posix.join(posix.dirname(from), specifier)
  return [`${path}.ts`, `${path}/index.ts`].find((candidate) => sources.includes(candidate))
}

describe('imports', () => {
  test('keep to the table', () => {
    const faults: string[] = []
    for (const path of sources) {
      const row = findRow(path)
      const allowed = table[row]
      if (allowed === undefined) {
        faults.push(`${path}: its folder has no row`)
        continue
      }
      for (const { specifier } of findImports(readText(path))) {
        if (!isAllowed(path, row, specifier, allowed)) faults.push(`${path} imports ${specifier}`)
      }
    }
    expect(faults).toEqual([])
  })

  test('of files form no cycle', () => {
    expect(findCycle(valueImports())).toBeUndefined()
  })

  test('of the table form no cycle', () => {
    const edges = Object.entries(table).map(
      ([row, { folders }]) => [row, folders.map((folder) => rowOf(row, folder))] as const,
    )
    expect(findCycle(new Map(edges))).toBeUndefined()
  })
})

function isAllowed(path: string, row: string, specifier: string, { folders, packages }: Allowed): boolean {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier)
    const targetRow = findRow(`${target}.ts`)
    return targetRow === row || folders.some((folder) => targetRow === rowOf(row, folder))
  }
  if (specifier.startsWith('node:')) return packages.includes('node:')
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  return packages.includes(name)
}

/** What each file loads; imports of types alone load nothing. */
function valueImports(): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, readonly string[]>()
  for (const path of sources) {
    const loaded = findImports(readText(path)).filter(
      ({ specifier, typeOnly }) => !typeOnly && specifier.startsWith('.'),
    )
    const targets = loaded.map(({ specifier }) => resolveImport(path, specifier))
    edges.set(
      path,
      targets.filter((target) => target !== undefined),
    )
  }
  return edges
}

/** Some cycle as a path of names; undefined when there is none. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (name: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of edges.get(name) ?? []) {
      const cycle = visit(next, [...trail, name])
      if (cycle !== undefined) return cycle
    }
    done.add(name)
    return undefined
  }
  for (const name of edges.keys()) {
    const cycle = visit(name, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}
