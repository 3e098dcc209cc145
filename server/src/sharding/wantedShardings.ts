// Shardings that a model states -> tilings and pins of the program's values, in terms of the mesh.
import { addToGroup, groupBy } from '../base/groups'
import { indexed } from '../base/indexed'
import type { RepeatedProblem } from '../base/problems'
import { isConstraint } from '../model/shardings/constraints'
import { readHloSharding } from '../model/shardings/readHloSharding'
import type { FoundSharding, MeshAxis, ModelShardings, NamedMesh, TensorSharding } from '../model/shardings/sharding'
import type { Program } from './program'
import { NodeRole } from './program'
import type { ShardingState } from './state'

/** Dims of one value that are to be split, all of one priority. */
export interface Wanted {
  readonly value: number
  readonly found: FoundSharding
  /** Axes of each dim, major to minor. */
  readonly dims: readonly (readonly number[])[]
  /** Lower ones are applied first. */
  readonly priority: number
  /** The node that asks its operand for the same: a constraint; -1 for what an attribute states. */
  readonly constraint: number
  /** Stated where a region partitioned by hand takes the value: it may be split otherwise before. */
  readonly isRequest: boolean
}

/** Axes along which a value is to stay as it is. */
export interface WantedPins {
  readonly value: number
  readonly axes: readonly number[]
}

export interface WantedShardings {
  readonly tilings: readonly Wanted[]
  readonly pins: readonly WantedPins[]
  /** Located in the model: axes, meshes and forms that are not known or not represented. */
  readonly problems: readonly RepeatedProblem[]
}

/** Reads every sharding of the model for the mesh of a state. */
export function readWanted(state: ShardingState, shardings: ModelShardings): WantedShardings {
  const tilings: Wanted[] = []
  const pins: WantedPins[] = []
  const problems: RepeatedProblem[] = []
  for (const found of shardings.found) {
    const report: Report = (message, fault = message) =>
      void problems.push({ problem: { code: 'model.bad-sharding', span: found.span, message }, fault })
    for (const value of valuesOf(state.program, found)) {
      const rank = state.program.module.types[state.program.values.type[value]!]?.dims.length ?? 0
      const made =
        found.sharding.kind === 'hlo'
          ? fromHlo(state, found.sharding, rank, report)
          : fromSdy(state, shardings.meshes, found.sharding.value, rank, report)
      if (made === undefined) continue
      const isRequest = found.place.kind === 'operand'
      if (!isRequest && made.pinned.length > 0) pins.push({ value, axes: made.pinned })
      const constraint = isRequest ? -1 : constraintNode(state.program, value, found)
      for (const priority of new Set(made.dims.flatMap((dim) => (dim.axes.length > 0 ? [dim.priority] : [])))) {
        const dims = made.dims.map((dim) => (dim.priority === priority ? dim.axes : []))
        tilings.push({ value, found, dims, priority, constraint, isRequest })
      }
    }
  }
  return { tilings, pins, problems }
}

/** Node of the constraint that makes the value, or -1. */
function constraintNode(program: Program, value: number, { place }: FoundSharding): number {
  const node = place.kind === 'operation' ? program.values.node[value]! : -1
  if (node < 0 || program.nodes.operandCount[node] !== 1) return -1
  return isConstraint(program.module, program.nodes.operation[node]!) ? node : -1
}

/** Values of the program that a sharding is of; none where the operation is not reached. */
function valuesOf(program: Program, { place }: FoundSharding): number[] {
  if (place.kind === 'argument') return [program.arguments[place.index] ?? -1].filter((value) => value >= 0)
  if (place.kind === 'result') {
    const node = program.outputs[place.index]
    return node === undefined ? [] : [program.nodes.ports[program.nodes.portStart[node]! + 1]!]
  }
  const { nodes } = program
  const borders = (bordersOf(program).get(place.operation) ?? []).filter(({ index }) => index === place.index)
  if (place.kind === 'operand')
    return borders.flatMap(({ node, isEntry }) => (isEntry ? [nodes.ports[nodes.portStart[node]!]!] : []))
  const exits = borders.filter(({ isEntry }) => !isEntry)
  if (exits.length > 0) return exits.map(({ node }) => nodes.ports[nodes.portStart[node]! + 1]!)
  return (operationResults(program).get(place.operation) ?? []).map((first) => first + place.index)
}

/** Borders of regions partitioned by hand, by their operation. */
const bordersOf = indexed(({ manual }: Program) => groupBy(manual.borders, ({ operation }) => operation))

/** First result value of each node, by its operation: an operation in a function called twice has two. */
const operationResults = indexed((program: Program): ReadonlyMap<number, readonly number[]> => {
  const results = new Map<number, number[]>()
  const { nodes } = program
  for (let node = 0; node < nodes.count; node++) {
    const first = nodes.ports[nodes.portStart[node]! + nodes.operandCount[node]!]
    if (
      nodes.role[node] !== NodeRole.operation ||
      nodes.portStart[node + 1]! === nodes.portStart[node]! + nodes.operandCount[node]!
    )
      continue
    addToGroup(results, nodes.operation[node]!, first!)
  }
  return results
})

interface Made {
  readonly dims: readonly { readonly axes: readonly number[]; readonly priority: number }[]
  readonly pinned: readonly number[]
}

/** `fault` is what places of one fault share; the message where it is left out. */
type Report = (message: string, fault?: string) => void

/** A string fixes the whole sharding, so all other axes are pinned, unless dims are named as unspecified. */
function fromHlo(
  state: ShardingState,
  { text, isOpen }: Extract<FoundSharding['sharding'], { kind: 'hlo' }>,
  rank: number,
  report: Report,
): Made | undefined {
  const read = readHloSharding(text, rank, state.mesh.axes)
  // The region's borders are reported where the model is read.
  if (read.kind === 'manual') return undefined
  if (read.kind === 'unclear') {
    const message = `the sharding \`${text}\` is not applied: ${read.reason}`
    report(message, read.isOfOtherMesh ? read.reason : message)
    return undefined
  }
  const dims = read.kind === 'tiled' ? read.dims : []
  return { dims: dims.map((axes) => ({ axes, priority: 0 })), pinned: isOpen ? [] : allExcept(state, dims.flat()) }
}

const allExcept = (state: ShardingState, axes: readonly number[]): number[] =>
  state.mesh.axes.map((_, axis) => axis).filter((axis) => !axes.includes(axis))

function fromSdy(
  state: ShardingState,
  meshes: readonly NamedMesh[],
  sharding: TensorSharding,
  rank: number,
  report: Report,
): Made | undefined {
  const own = sharding.inlineAxes ?? meshes.find(({ name }) => name === sharding.mesh)?.axes
  if (own === undefined) {
    const names = meshes.map(({ name }) => `@${name}`).join(', ')
    report(`the sharding is of mesh \`@${sharding.mesh}\`, which the model does not define; it has ${names || 'none'}`)
    return undefined
  }
  if (sharding.dims.length !== rank) {
    report(`the sharding has ${sharding.dims.length} dims where the value has ${rank}`)
    return undefined
  }
  if (sharding.unreduced.length > 0) report('unreduced axes are not represented: the value counts as reduced')
  const find = axisFinder(state, own, report)
  const dims = sharding.dims.map(({ axes, priority }) => ({ axes: axes.flatMap(find), priority }))
  const used = dims.flatMap(({ axes }) => axes)
  const isClosed = sharding.dims.every(({ isOpen }) => !isOpen)
  if (!isClosed && sharding.dims.some(({ isOpen }) => !isOpen) && rank > 1)
    report(
      'some dims are closed and some open: here a value is closed for an axis as a whole, so the closed dims may be split further',
    )
  const pinned = isClosed ? allExcept(state, used) : sharding.replicated.flatMap(find)
  return { dims, pinned }
}

/** Index of an axis in the mesh of the tactics; parts of axes and axes that it does not have are reported and left out. */
function axisFinder(
  state: ShardingState,
  own: readonly MeshAxis[],
  report: Report,
): (axis: TensorSharding['replicated'][number]) => number[] {
  const allowed = state.mesh.axes.map(({ name }) => `\`${name}\``).join(', ') || 'none'
  return ({ name, part }) => {
    const size = own.find((axis) => axis.name === name)?.size
    if (size === undefined) report(`the sharding names axis \`${name}\`, which its mesh does not have`)
    else if (part !== undefined)
      report(
        `\`${name}:(${part.before})${part.size}\`, a part of an axis, is not represented: the dim stays whole along it`,
      )
    else {
      const axis = state.mesh.axes.findIndex((one) => one.name === name)
      if (axis >= 0) return [axis]
      report(
        `the sharding names axis \`${name}\` of size ${size}, which the mesh of the tactics does not have; it has ${allowed}`,
      )
    }
    return []
  }
}
