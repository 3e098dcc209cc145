// The shardings that a model states itself, as tactic 0: axes tiled in the order written, closed dims pinned, then propagation.
import type { Problem } from '../base/problems'
import { readHloSharding } from '../model/shardings/readHloSharding'
import type { FoundSharding, MeshAxis, ModelShardings, NamedMesh, TensorSharding } from '../model/shardings/sharding'
import { operationTable } from '../model/operations'
import type { ActionOutcome, Refusal, TacticOutcome } from './applyTactic'
import type { Conflict } from './propagate'
import { propagate } from './propagate'
import type { Program } from './program'
import { NodeRole } from './program'
import type { ShardingState } from './state'
import { BY_ACTION, OPEN, PINNED, copyState, localDimSize, setFactor, setTile } from './state'

/** In `valueDim`, while this tactic is applied: the value's own sharding is applied in a later turn. */
const HELD = -3

/** One value's sharding in terms of the mesh: axes by dim, and whether other axes may be added. */
interface Wanted {
  readonly value: number
  readonly found: FoundSharding
  readonly dims: readonly (readonly number[])[]
  readonly pinned: readonly number[]
  readonly priority: number
}

export interface ModuleOutcome {
  readonly outcome: TacticOutcome
  /** Located in the model: what cannot be represented, and what does not fit. */
  readonly problems: readonly Problem[]
}

/**
 * Applies what the model states, in one order whatever the text's: by priority (lower first), and within one priority the inputs
 * of the step, then its state (arguments whose buffers results take, results), then constraints inside. Each part ends in a
 * propagation of all axes. What comes later is held until then: it is no evidence yet, and nothing may split it otherwise.
 */
export function applyModuleShardings(before: ShardingState, shardings: ModelShardings): ModuleOutcome {
  const state = copyState(before)
  const problems: Problem[] = []
  const wanted = shardings.found.flatMap((found) => toWanted(state, shardings, found, problems))
  const counts = { tiled: [] as number[], pinned: [] as number[], refusals: [] as Refusal[] }
  const conflicts: Conflict[] = []
  for (const one of wanted) hold(state, one)
  for (const turn of inTurns(state.program, wanted)) {
    for (const one of turn) release(state, one)
    for (const one of turn) tileValue(state, one, counts, problems)
    for (const one of turn) pinValue(state, one, counts.pinned)
    propagateAll(state, [...new Set(turn.map(({ value }) => value))], conflicts)
    propagateAll(state, tileBehind(state, turn), conflicts)
  }
  const values = [...new Set(wanted.map(({ value }) => value))]
  const action: ActionOutcome = { values, ...counts, indivisible: [], skipped: [], stacked: [] }
  return { outcome: { state, actions: [action], conflicts, changed: countChanged(before, state) }, problems }
}

/** Groups that are applied one after the other. */
function inTurns(program: Program, wanted: readonly Wanted[]): Wanted[][] {
  const taken = new Set(program.module.results.map(({ alias }) => alias))
  const turnOf = ({ found: { place } }: Wanted): number => {
    if (place.kind === 'operation') return 2
    return place.kind === 'result' || taken.has(place.index) ? 1 : 0
  }
  const turns = new Map<number, Wanted[]>()
  for (const one of wanted) {
    const key = 3 * one.priority + turnOf(one)
    const turn = turns.get(key)
    if (turn === undefined) turns.set(key, [one])
    else turn.push(one)
  }
  return [...turns].sort(([a], [b]) => a - b).map(([, turn]) => turn)
}

/** Keeps a value that says how it is split from being split otherwise before its turn. A constraint asks its operand for the same at once. */
function hold(state: ShardingState, { value, found, dims, pinned }: Wanted): void {
  const node = constraintNode(state, value, found)
  const own = [...dims.flat(), ...pinned]
  for (const axis of own) {
    const cell = value * state.axes + axis
    if (state.valueDim[cell] === OPEN) state.valueDim[cell] = HELD
  }
  dims.forEach((axes, dim) => {
    for (const axis of axes) takeFactor(state, node, dim, axis)
  })
}

function release(state: ShardingState, { value }: Wanted): void {
  for (let cell = value * state.axes; cell < (value + 1) * state.axes; cell++)
    if (state.valueDim[cell] === HELD) state.valueDim[cell] = OPEN
}

function propagateAll(state: ShardingState, values: readonly number[], conflicts: Conflict[]): void {
  for (let axis = 0; axis < state.axes; axis++) {
    if (state.mesh.axes[axis]!.size === 1) continue
    const inConflict = new Set(conflicts.flatMap((one) => (one.axis === axis ? [one.node] : [])))
    const changed = values.filter((value) => state.valueDim[value * state.axes + axis]! >= 0)
    conflicts.push(...propagate(state, axis, 0, changed, inConflict))
  }
}

/**
 * What goes into a constraint may be split otherwise, and is exchanged there. Where nothing has split it, it follows the
 * constraint. Returns the values tiled.
 */
function tileBehind(state: ShardingState, wanted: readonly Wanted[]): number[] {
  const { nodes } = state.program
  const tiled: number[] = []
  for (const { value, dims, found } of wanted) {
    const node = constraintNode(state, value, found)
    if (node < 0) continue
    const operand = nodes.ports[nodes.portStart[node]!]!
    dims.forEach((axes, dim) => {
      for (const axis of axes) {
        const isFree =
          state.valueDim[operand * state.axes + axis] === OPEN && state.program.values.isFree[operand] === 0
        if (!isFree || localDimSize(state, operand, dim) % state.mesh.axes[axis]!.size !== 0) continue
        setTile(state, operand, dim, axis, 0, node)
        tiled.push(operand)
      }
    })
  }
  return tiled
}

/** Node of the constraint that makes the value, or -1 when an attribute states its sharding. */
function constraintNode({ program }: ShardingState, value: number, { place }: FoundSharding): number {
  const node = place.kind === 'operation' ? program.values.node[value]! : -1
  if (node < 0 || program.nodes.operandCount[node] !== 1) return -1
  const kind =
    program.module.kinds[program.module.columns.operations.name[program.nodes.operation[node]!]!] ?? 'unknown'
  return operationTable[kind].family === 'constraint' || kind === 'custom_call' ? node : -1
}

function countChanged(before: ShardingState, after: ShardingState): number {
  let changed = 0
  for (let cell = 0; cell < after.valueDim.length; cell++) if (before.valueDim[cell] !== after.valueDim[cell]) changed++
  return changed
}

/** Values of the program that a sharding is of; none where the operation is not reached. */
function valuesOf(program: Program, { place }: FoundSharding): number[] {
  if (place.kind === 'argument') return [program.arguments[place.index] ?? -1].filter((value) => value >= 0)
  if (place.kind === 'result') {
    const node = program.outputs[place.index]
    return node === undefined ? [] : [program.nodes.ports[program.nodes.portStart[node]! + 1]!]
  }
  return (operationResults(program).get(place.operation) ?? []).map((first) => first + place.index)
}

const knownResults = new WeakMap<Program, Map<number, number[]>>()

/** First result value of each node, by its operation: an operation in a function called twice has two. */
function operationResults(program: Program): Map<number, number[]> {
  const known = knownResults.get(program)
  if (known !== undefined) return known
  const results = new Map<number, number[]>()
  const { nodes } = program
  for (let node = 0; node < nodes.count; node++) {
    const first = nodes.ports[nodes.portStart[node]! + nodes.operandCount[node]!]
    if (
      nodes.role[node] !== NodeRole.operation ||
      nodes.portStart[node + 1]! === nodes.portStart[node]! + nodes.operandCount[node]!
    )
      continue
    const list = results.get(nodes.operation[node]!)
    if (list === undefined) results.set(nodes.operation[node]!, [first!])
    else list.push(first!)
  }
  knownResults.set(program, results)
  return results
}

function toWanted(
  state: ShardingState,
  shardings: ModelShardings,
  found: FoundSharding,
  problems: Problem[],
): Wanted[] {
  const report = (message: string): void =>
    void problems.push({ code: 'model.bad-sharding', span: found.span, message })
  return valuesOf(state.program, found).flatMap((value) => {
    const rank = state.program.module.types[state.program.values.type[value]!]?.dims.length ?? 0
    const made =
      found.sharding.kind === 'hlo'
        ? fromHlo(state, found.sharding.text, rank, report)
        : fromSdy(state, shardings.meshes, found.sharding.value, rank, report)
    return made === undefined ? [] : [{ value, found, ...made }]
  })
}

type Made = Omit<Wanted, 'value' | 'found'>
type Report = (message: string) => void

/** A string fixes the whole sharding: all other axes are pinned. */
function fromHlo(state: ShardingState, text: string, rank: number, report: Report): Made | undefined {
  const read = readHloSharding(text, rank, state.mesh.axes)
  // The region's borders are reported where the model is read.
  if (read.kind === 'manual') return undefined
  if (read.kind === 'unclear') {
    report(`the sharding \`${text}\` is not applied: ${read.reason}`)
    return undefined
  }
  const dims = read.kind === 'tiled' ? read.dims : Array.from({ length: rank }, () => [])
  return { dims, pinned: allExcept(state, dims.flat()), priority: 0 }
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
  const dims = sharding.dims.map(({ axes }) => axes.flatMap(find))
  const isClosed = sharding.dims.every(({ isOpen }) => !isOpen)
  if (!isClosed && sharding.dims.some(({ isOpen }) => !isOpen) && rank > 1)
    report(
      'some dims are closed and some open: here a value is closed for an axis as a whole, so the closed dims may be split further',
    )
  const pinned = isClosed ? allExcept(state, dims.flat()) : sharding.replicated.flatMap(find)
  const used = sharding.dims.filter(({ axes }) => axes.length > 0)
  return { dims, pinned, priority: Math.max(0, ...used.map(({ priority }) => priority)) }
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

function tileValue(
  state: ShardingState,
  { value, dims, found }: Wanted,
  counts: { readonly tiled: number[]; readonly refusals: Refusal[] },
  problems: Problem[],
): void {
  dims.forEach((axes, dim) => {
    for (const axis of axes) {
      const cell = value * state.axes + axis
      if (state.valueDim[cell] === dim) continue
      const size = localDimSize(state, value, dim)
      const { name, size: parts } = state.mesh.axes[axis]!
      if (state.valueDim[cell] === OPEN && size % parts === 0 && size > 0) {
        setTile(state, value, dim, axis, 0, BY_ACTION)
        counts.tiled.push(value)
        continue
      }
      counts.refusals.push({ value, kind: size % parts === 0 ? 'already-tiled' : 'indivisible', dim, size })
      const why =
        state.valueDim[cell] === OPEN
          ? `its local size ${size} does not divide by ${parts}`
          : 'the value is split or pinned on it already'
      problems.push({
        code: 'model.bad-sharding',
        span: found.span,
        message: `dim ${dim} is not split on \`${name}\`: ${why}`,
      })
    }
  })
}

/** A constraint needs its operand split as it says, whatever its operand's own sharding. */
function takeFactor(state: ShardingState, node: number, dim: number, axis: number): void {
  if (node < 0) return
  const { nodes, rules } = state.program
  const factor = rules[nodes.rule[node]!]!.ports[1]?.[dim]?.[0]
  if (factor !== undefined && rules[nodes.rule[node]!]!.factors[factor]!.kind === 'parallel')
    if (state.nodeFactor[node * state.axes + axis] === OPEN) setFactor(state, node, factor, axis, 0)
}

function pinValue(state: ShardingState, { value, pinned }: Wanted, list: number[]): void {
  for (const axis of pinned) {
    const cell = value * state.axes + axis
    if (state.valueDim[cell] !== OPEN) continue
    state.valueDim[cell] = PINNED
    state.valueTactic[cell] = 0
    state.valueVia[cell] = BY_ACTION
    list.push(value)
  }
}
