// Collectives that the model holds itself, in regions partitioned by hand: the mesh axes whose devices their groups join.
import { indexed } from '../base/indexed'
import { readInteger } from '../model/attributes'
import { operationTable } from '../model/operations'
import type { Mesh } from '../sharding/mesh'
import { deviceCount } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import { attributesOf, findReducer } from '../sharding/reducers'
import { axisStride, replicaGroups } from './deviceGroups'
import type { Collective, CollectiveKind } from './localProgram'

export type ModelCollective = Pick<Collective, 'kind' | 'axes' | 'groupSize' | 'combiner' | 'dims'>

const dimKeys: Partial<Record<CollectiveKind, readonly string[]>> = {
  all_gather: ['all_gather_dim'],
  all_reduce: [],
  reduce_scatter: ['scatter_dimension'],
  all_to_all: ['split_dimension', 'concat_dimension'],
  collective_permute: [],
}

/** Finds the collective that a node is, or undefined: no collective, or one whose groups are not those of mesh axes. */
export type FindModelCollective = (node: number) => ModelCollective | undefined

/** What has been read of a program's operations, by the sizes of the mesh: each tactic lowers anew, and groups name every device. */
const readings = indexed((_: Program) => new Map<string, Map<number, ModelCollective | undefined>>())

/** Operations are read once for each mesh. */
export function createModelCollectives(program: Program, mesh: Mesh): FindModelCollective {
  const { module, nodes } = program
  const isCollective = module.kinds.map((kind) => operationTable[kind].family === 'collective')
  if (!isCollective.includes(true)) return () => undefined
  const sizes = mesh.axes.map(({ size }) => size).join('x')
  const known = readings(program).get(sizes) ?? new Map<number, ModelCollective | undefined>()
  readings(program).set(sizes, known)
  return (node) => {
    const operation = nodes.operation[node]!
    if (isCollective[module.columns.operations.name[operation]!] !== true) return undefined
    if (!known.has(operation)) known.set(operation, readCollective(program, operation, mesh))
    return known.get(operation)
  }
}

function readCollective({ module }: Program, operation: number, mesh: Mesh): ModelCollective | undefined {
  const kind = (Object.keys(dimKeys) as CollectiveKind[]).find(
    // the table's own keys
    (one) => one === module.kinds[module.columns.operations.name[operation]!],
  )
  const text = attributesOf(module, operation)
  // Without a channel the ids are those of replicas, of which there is one.
  if (kind === undefined || !/handle\s*=\s*[1-9]/.test(text)) return undefined
  const reduces = kind === 'all_reduce' || kind === 'reduce_scatter'
  const combiner = reduces ? findReducer(module, operation) : undefined
  if (reduces && combiner === undefined) return undefined
  const axes = kind === 'collective_permute' ? movedAxes(text, mesh) : joinedAxes(text, mesh, kind === 'all_reduce')
  if (axes === undefined) return undefined
  const dims = (dimKeys[kind] ?? []).map((key) => readInteger(text, key) ?? 0)
  const groupSize = axes.reduce((size, axis) => size * mesh.axes[axis]!.size, 1)
  return { kind, axes, groupSize, combiner, dims }
}

/** Pairs of devices of a collective_permute. */
export function readPairs(text: string): number[][] {
  return readRows(text, 'source_target_pairs')
}

function readRows(text: string, key: string): number[][] {
  const dense = new RegExp(`${key}\\s*=\\s*dense<([^>]*)>`).exec(text)?.[1] ?? ''
  if (!dense.includes('[')) return dense.trim() === '' ? [] : [[Number(dense)]]
  return [...dense.matchAll(/\[([\d,\s]+)\]/g)].map((row) => (row[1] ?? '').split(',').map(Number))
}

/** Axes, in an order, whose groups these are; for a sum the order within a group does not matter. */
function joinedAxes(text: string, mesh: Mesh, isSum: boolean): readonly number[] | undefined {
  const rows = readRows(text, 'replica_groups')
  const size = rows[0]?.length ?? 0
  // Groups of another mesh: those of this one, which may be much larger, are not made to see that.
  if (rows.length * size !== deviceCount(mesh)) return undefined
  const key = (groups: readonly (readonly number[])[]): string =>
    groups
      .map((group) => (isSum ? [...group].sort((a, b) => a - b) : group).join(','))
      .sort()
      .join(';')
  const wanted = key(rows)
  return ordersOfSize(mesh, size).find((axes) => key(replicaGroups(mesh, axes)) === wanted)
}

/** All ordered choices of axes of size above 1 whose sizes multiply to `size`. */
function ordersOfSize(mesh: Mesh, size: number, chosen: readonly number[] = []): (readonly number[])[] {
  if (size === 1) return [chosen]
  return mesh.axes.flatMap(({ size: own }, axis) =>
    own > 1 && size % own === 0 && !chosen.includes(axis) ? ordersOfSize(mesh, size / own, [...chosen, axis]) : [],
  )
}

/** Axes along which a source and its target differ. */
function movedAxes(text: string, mesh: Mesh): readonly number[] | undefined {
  const pairs = readPairs(text)
  const devices = deviceCount(mesh)
  if (pairs.flat().some((device) => device >= devices)) return undefined
  return mesh.axes.flatMap(({ size }, axis) => {
    const at = (device = 0): number => Math.floor(device / axisStride(mesh, axis)) % size
    return pairs.some(([source, target]) => at(source) !== at(target)) ? [axis] : []
  })
}
