// Files that a model's locations name -> files of the workspace: the same path, a path of another machine or a container
// mapped to here, else the file whose path ends alike.

export type SourceMatch =
  | { readonly kind: 'found'; readonly path: string }
  /** Several files end alike and nothing tells which is meant. */
  | { readonly kind: 'ambiguous'; readonly paths: readonly string[] }
  | { readonly kind: 'none' }

/** From a folder as models name it to one of this machine: `/app/src` to `/disk/me/project/src`. */
export type PathMap = Readonly<Record<string, string>>

/** Paths have `/`, on every system. */
export interface WorkspaceFiles {
  readonly roots: readonly string[]
  /** Python files in them. */
  readonly paths: readonly string[]
}

/** Code of packages that are installed, not written here: a file of the workspace with the same name is another one. */
const installed = /(?:^|\/)(?:site-packages|dist-packages|python3(?:\.\d+)?)\//

/**
 * The file that `name` means, found by `byName` of `indexFiles`.
 *
 * 1. The path itself, where a folder of the workspace holds it; after that, where the longest fitting entry of the map leads.
 * 2. A relative name: the files that end with the whole of it. An absolute one: those that share the most segments of its end,
 *    at least the file's name; never of an installed package.
 */
export function matchSource(name: string, files: FileIndex, map: PathMap): SourceMatch {
  const path = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  for (const candidate of [path, mapPath(path, map)]) {
    if (candidate !== undefined && files.paths.has(candidate)) return { kind: 'found', path: candidate }
  }
  const segments = path.split('/').filter((segment) => segment !== '')
  const isAbsolute = /^(?:\/|[A-Za-z]:\/)/.test(path)
  if (installed.test(path)) return { kind: 'none' }
  const fewest = isAbsolute ? 1 : segments.length
  let [best, paths]: [number, string[]] = [fewest, []]
  for (const candidate of files.byName.get(segments.at(-1) ?? '') ?? []) {
    const common = commonEnd(segments, candidate.split('/'))
    if (common > best) [best, paths] = [common, [candidate]]
    else if (common === best) paths.push(candidate)
  }
  const [only] = paths
  if (only === undefined) return { kind: 'none' }
  return paths.length === 1 ? { kind: 'found', path: only } : { kind: 'ambiguous', paths }
}

export interface FileIndex {
  readonly paths: ReadonlySet<string>
  readonly byName: ReadonlyMap<string, readonly string[]>
}

/** Made once a search of the workspace. */
export function indexFiles(paths: readonly string[]): FileIndex {
  const byName = new Map<string, string[]>()
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const list = byName.get(name)
    if (list === undefined) byName.set(name, [path])
    else list.push(path)
  }
  return { paths: new Set(paths), byName }
}

/** `${workspaceFolder}` is the first folder, `${workspaceFolder:name}` the one of that name. Unknown folders leave no entry. */
export function expandPathMap(map: PathMap, roots: readonly string[]): PathMap {
  const entries = Object.entries(map).flatMap(([from, to]): [string, string][] => {
    const expanded = to.replace(/\$\{workspaceFolder(?::([^}]*))?\}/g, (whole, name: string | undefined) => {
      const root = name === undefined ? roots[0] : roots.find((one) => one.endsWith(`/${name}`))
      return root ?? whole
    })
    return expanded.includes('${') ? [] : [[trimEnd(from), trimEnd(expanded)]]
  })
  return Object.fromEntries(entries)
}

const trimEnd = (folder: string): string => folder.replaceAll('\\', '/').replace(/\/+$/, '')

function mapPath(path: string, map: PathMap): string | undefined {
  const from = Object.keys(map)
    .filter((folder) => path === folder || path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0]
  return from === undefined ? undefined : `${map[from] ?? ''}${path.slice(from.length)}`
}

/** Segments that two paths share at their end. */
function commonEnd(a: readonly string[], b: readonly string[]): number {
  let count = 0
  while (count < a.length && count < b.length && a[a.length - 1 - count] === b[b.length - 1 - count]) count++
  return count
}
