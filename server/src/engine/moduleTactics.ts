// The shardings that a model states itself, written as manual tactics: one an axis, over arguments, results and named values. What
// they give is compared with what the model's own shardings give, so that it can be said where the two differ.
import type { Assignment, BoundAction, BoundTactic } from '../sharding/applyTactic'
import { applyModuleShardings } from '../sharding/applyModuleShardings'
import { applyTactic } from '../sharding/applyTactic'
import { startState } from '../sharding/manualRegions'
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import type { ShardingState } from '../sharding/state'
import { PINNED } from '../sharding/state'
import { findNamedValues, valueName } from '../sharding/valueNames'
import { readWanted } from '../sharding/wantedShardings'
import { foldPaths } from '../tactics/foldPaths'
import type { LoadedModel } from './analysis'
import { declaredAxes } from './valueSharding'

export interface WrittenTactic {
  readonly axis: string
  /** Its actions, as they are written. */
  readonly lines: readonly string[]
}

export interface ModuleTactics {
  /** In the order in which they are to be applied. */
  readonly tactics: readonly WrittenTactic[]
  /** Values with a sharding of the model's, but without a name that a tactics file could use. */
  readonly unnamed: number
  /** Values that end up split otherwise under the tactics, and values split at all under the model's own shardings. */
  readonly differing: number
  readonly split: number
}

/** Nothing to write where the model states nothing: no tactics. */
export function writeModuleTactics({ program, shardings }: LoadedModel, mesh: Mesh): ModuleTactics {
  const start = startState(program, mesh).value
  const wanted = readWanted(start, shardings)
  const own = applyModuleShardings(start, shardings).outcome.state
  const said = new Set([
    ...wanted.tilings.flatMap(({ value, dims }) => dims.flat().map((axis) => value * start.axes + axis)),
    ...wanted.pins.flatMap(({ value, axes }) => axes.map((axis) => value * start.axes + axis)),
  ])
  const stated = [
    ...new Set([...wanted.tilings.filter(({ isRequest }) => !isRequest), ...wanted.pins].map(({ value }) => value)),
  ]
  const names = new Map(stated.flatMap((value) => nameOf(program, value) ?? []))
  const parts = orderAxes(own, [...names.keys()])
    .map((axis) => ({ axis, choices: choose(own, axis, [...names.keys()], said) }))
    .filter(({ choices }) => choices.length > 0)
  const made = applyAll(
    start,
    parts.map(({ axis, choices }) => ({ axis, actions: choices.map(bind) })),
  )
  const values = valuesOf(program)
  return {
    tactics: parts.map(({ axis, choices }) => ({
      axis: mesh.axes[axis]!.name,
      lines: choices.flatMap((one) => writeLines(program, one, names)),
    })),
    unnamed: stated.length - names.size,
    differing: values.filter((value) => !isAlike(own, made, value)).length,
    split: values.filter((value) => declaredAxes(own, value).some((axes) => axes.length > 0)).length,
  }
}

const valuesOf = (program: Program): number[] => Array.from({ length: program.values.count }, (_, value) => value)

/** How a value is called in a target. */
type ValueName =
  | { readonly kind: 'argument' | 'result'; readonly path: readonly string[] }
  | { readonly kind: 'value'; readonly text: string }

/** Undefined for a value whose name in the text is another one's too. */
function nameOf(program: Program, value: number): [number, ValueName][] | undefined {
  const { module, nodes } = program
  const argument = program.arguments.indexOf(value)
  if (argument >= 0) return [[value, { kind: 'argument', path: module.arguments[argument]!.segments }]]
  const result = program.outputs.findIndex((node) => nodes.ports[nodes.portStart[node]! + 1] === value)
  if (result >= 0) return [[value, { kind: 'result', path: module.results[result]!.segments }]]
  const text = valueName(program, value)
  const found = findNamedValues(program, text)
  return found.length === 1 && found[0] === value ? [[value, { kind: 'value', text }]] : undefined
}

/** Axes that come first where they share a dim; else in the order of the mesh. */
function orderAxes(own: ShardingState, values: readonly number[]): number[] {
  const before = new Map<number, number>()
  for (const value of values) {
    for (const axes of declaredAxes(own, value)) {
      axes.forEach((axis, position) => before.set(axis, Math.max(before.get(axis) ?? 0, position)))
    }
  }
  return own.mesh.axes.map((_, axis) => axis).sort((a, b) => (before.get(a) ?? 0) - (before.get(b) ?? 0) || a - b)
}

interface Choice {
  readonly assignment: Assignment
  readonly values: readonly number[]
}

/** What the model's own shardings have made of the named values along one axis, by dim, where the model says it. */
function choose(own: ShardingState, axis: number, values: readonly number[], said: ReadonlySet<number>): Choice[] {
  const byDim = new Map<number, number[]>()
  for (const value of values) {
    const cell = value * own.axes + axis
    const dim = own.valueDim[cell]!
    if (said.has(cell) && (dim >= 0 || dim === PINNED)) byDim.set(dim, [...(byDim.get(dim) ?? []), value])
  }
  // A tactic that splits nothing would only keep whole what is whole.
  if (![...byDim.keys()].some((dim) => dim >= 0)) return []
  return [...byDim]
    .sort(([a], [b]) => (a === PINNED ? 1 : b === PINNED ? -1 : a - b))
    .map(([dim, values]) => ({
      assignment: dim === PINNED ? { kind: 'replicated' as const } : { kind: 'dim' as const, dim },
      values,
    }))
}

const bind = ({ assignment, values }: Choice): BoundAction => ({ assignment, values })

function applyAll(start: ShardingState, tactics: readonly BoundTactic[]): ShardingState {
  let state = start
  tactics.forEach((bound, i) => (state = applyTactic(state, bound, i, []).state))
  return state
}

function writeLines(program: Program, { assignment, values }: Choice, names: ReadonlyMap<number, ValueName>): string[] {
  const { module } = program
  const chosen = values.flatMap((value) => names.get(value) ?? [])
  const paths = (kind: 'argument' | 'result'): (readonly string[])[] =>
    chosen.flatMap((name) => (name.kind === kind ? [name.path] : []))
  const targets = [
    ...foldPaths(
      paths('argument'),
      module.arguments.map(({ segments }) => segments),
    ),
    ...foldPaths(
      paths('result'),
      module.results.map(({ segments }) => segments),
      { isResult: true },
    ),
    ...chosen.flatMap((name) => (name.kind === 'value' ? [`at ${name.text}`] : [])),
  ]
  const value = assignment.kind === 'dim' ? String(assignment.dim) : 'replicated'
  return targets.map((target) => `${target}: ${value}`)
}

const isAlike = (a: ShardingState, b: ShardingState, value: number): boolean =>
  JSON.stringify(declaredAxes(a, value)) === JSON.stringify(declaredAxes(b, value))
