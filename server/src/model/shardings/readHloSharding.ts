// `{devices=[4,1,2]<=[8] last_tile_dim_replicate}` -> for each dim the axes of a mesh. Source: XLA's HloSharding, V1 and V2 forms.
import type { MeshAxis } from './sharding'

export type HloSharding =
  /** Axes of each dim, major to minor, as indices in the mesh. */
  | { readonly kind: 'tiled'; readonly dims: readonly (readonly number[])[] }
  | { readonly kind: 'replicated' }
  /** Inside of a region partitioned by hand. */
  | {
      readonly kind: 'manual'
      /** Along which axes; undefined: all. */
      readonly axes: readonly number[] | undefined
    }
  | Unclear

interface Unclear {
  readonly kind: 'unclear'
  readonly reason: string
  /** The mesh has another number of devices: all shardings of the model are unclear then. */
  readonly isOfOtherMesh: boolean
}

/** Reads one sharding of a value of rank `rank` over devices in row-major order of the mesh. */
export function readHloSharding(text: string, rank: number, mesh: readonly MeshAxis[]): HloSharding {
  const body = text.trim().replace(/^\{|\}$/g, '')
  if (body.startsWith('{')) return unclear('it is a tuple of shardings')
  if (/^replicated\b/.test(body)) return { kind: 'replicated' }
  if (/^manual\b/.test(body)) return { kind: 'manual', axes: undefined }
  if (/^(maximal|unknown|unreduced)\b/.test(body)) return unclear(`\`${body.split(' ')[0] ?? body}\` is no tiling`)
  const tiles = /devices=\[([\d,]+)\]/.exec(body)
  if (tiles === null) return unclear('its form is not known')
  const counts = numbers(tiles[1])
  const order = readOrder(body, mesh)
  if (!Array.isArray(order)) return order
  const trailing = trailingKinds(body)
  if (counts.length !== rank + trailing.length)
    return unclear(`it has ${counts.length - trailing.length} dims where the value has ${rank}`)
  const manual = trailing.indexOf('manual')
  const dims = dealOut(order, counts, mesh)
  if (dims === undefined) return unclear(`its tiles do not fall on axes of the mesh`)
  if (manual >= 0 && counts[rank + manual]! > 1) return { kind: 'manual', axes: dims[rank + manual] ?? [] }
  return { kind: 'tiled', dims: dims.slice(0, rank) }
}

const unclear = (reason: string, isOfOtherMesh = false): Unclear => ({ kind: 'unclear', reason, isOfOtherMesh })

const ofOtherMesh = (found: number, devices: number): Unclear =>
  unclear(`it is of ${found} devices, the mesh has ${devices}`, true)

const numbers = (text: string | undefined): number[] =>
  (text ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map(Number)

/** What the last tile dims beyond the rank are. */
function trailingKinds(body: string): string[] {
  if (/last_tile_dim_replicate/.test(body)) return ['replicated']
  const listed = /last_tile_dims=\{([^}]*)\}/.exec(body)?.[1]
  return (listed ?? '')
    .split(',')
    .map((kind) => kind.trim())
    .filter((kind) => kind !== '')
}

/** Axes of the mesh in the order in which the tile assignment counts devices; or why that cannot be said. */
function readOrder(body: string, mesh: readonly MeshAxis[]): number[] | Unclear {
  const all = mesh.map((_, axis) => axis)
  const devices = mesh.reduce((count, { size }) => count * size, 1)
  const iota = /<=\[([\d,]+)\](?:T\(([\d,]+)\))?/.exec(body)
  if (iota === null) {
    const ids = numbers(/\](\d[\d,]*)/.exec(body)?.[1])
    if (ids.length !== devices) return ofOtherMesh(ids.length, devices)
    return ids.every((id, i) => id === i) ? all : unclear('its devices are not in the order of the mesh')
  }
  const reshape = numbers(iota[1])
  const total = reshape.reduce((count, size) => count * size, 1)
  if (total !== devices) return ofOtherMesh(total, devices)
  const blocks = dealOut(all, reshape, mesh)
  if (blocks === undefined) return unclear('its device order does not fall on axes of the mesh')
  const permutation = iota[2] === undefined ? reshape.map((_, i) => i) : numbers(iota[2])
  return permutation.flatMap((i) => blocks[i] ?? [])
}

/** Splits a list of axes into consecutive runs whose sizes multiply to the counts. */
function dealOut(
  axes: readonly number[],
  counts: readonly number[],
  mesh: readonly MeshAxis[],
): number[][] | undefined {
  let at = 0
  const runs: number[][] = []
  for (const count of counts) {
    const run: number[] = []
    let size = 1
    while (size < count && at < axes.length) {
      size *= mesh[axes[at]!]!.size
      run.push(axes[at++]!)
    }
    if (size !== count) return undefined
    runs.push(run)
  }
  return runs
}
