// Evaluation -> the model's text with every sharding as Shardy's attributes: what `shardlens export --format sdy` writes.
import { isShardingEntry, removeEntries } from '../lowering/write/attributeTexts'
import { printModule } from '../mlir/printModule'
import { isConstraint } from '../model/shardings/constraints'
import type { MeshAxis } from '../model/shardings/sharding'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import type { ShardingState } from '../sharding/state'
import type { Evaluation, LoadedModel } from './analysis'
import { declaredAxes } from './valueSharding'

export interface ExportedModel {
  readonly text: string
  /** Values of functions that are called from places with different shardings: they have none in the text. */
  readonly ambiguous: number
}

/**
 * Writes dims closed, as nothing is left to decide. The order of tactics is in the priorities: dims split by tactic t have
 * priority t, so that reading the text back applies them in that order.
 */
export function exportSdy(evaluation: Evaluation, model: LoadedModel): ExportedModel {
  const { state } = evaluation
  const { columns, main } = model.module
  const { name, isNew } = meshOf(state.mesh.axes, model)
  const write = (value: number): string => `<@${name}, [${dimTexts(state, value).join(', ')}]>`
  const attribute = (text: string, sharding: string): string =>
    withEntry(removeEntries(text, isShardingEntry), `sdy.sharding = #sdy.sharding${sharding}`)
  const args = new Map(Array.from(state.program.arguments, (value) => [state.program.values.source[value]!, value]))
  const { shardings, ambiguous } = operationShardings(state, write)
  const text = printModule(columns, {
    first: isNew
      ? [`sdy.mesh @${name} = <[${state.mesh.axes.map((axis) => `"${axis.name}"=${axis.size}`).join(', ')}]>`]
      : [],
    ofArgument: (value, own) => (args.has(value) ? attribute(own, write(args.get(value)!)) : own),
    ofResult: (row, index, own) => (row === main ? attribute(own, resultText(evaluation, index, name)) : own),
    ofOperation: (operation, before, after) => {
      const sharding = shardings.get(operation)
      if (sharding === undefined) return [before, after]
      if (isConstraint(model.module, operation)) return [before.startsWith('<') ? sharding.join() : before, after]
      const entry = `sdy.sharding = #sdy.sharding_per_value<[${sharding.join(', ')}]>`
      // A dictionary stands after regions, but before a reducer in its own form (`across dimensions = [0]`).
      const hasRegions = columns.operations.regionCount[operation]! > 0 && !/\bdimensions\s*=\s*\[/.test(before)
      const clean = (part: string): string => removeEntries(part, isShardingEntry)
      return hasRegions ? [before, withEntry(clean(after), entry)] : [withEntry(clean(before), entry), after]
    },
  })
  return { text, ambiguous }
}

/** A mesh of the model with these axes, or a name that none of its meshes has. */
function meshOf(axes: readonly MeshAxis[], { shardings }: LoadedModel): { name: string; isNew: boolean } {
  const text = (list: readonly MeshAxis[]): string => list.map(({ name, size }) => `${name}=${size}`).join()
  const same = shardings.meshes.find((mesh) => text(mesh.axes) === text(axes))
  if (same !== undefined) return { name: same.name, isNew: false }
  const names = new Set(shardings.meshes.map(({ name }) => name))
  let name = 'mesh'
  for (let number = 1; names.has(name); number++) name = `mesh_${number}`
  return { name, isNew: true }
}

/** `{"batch", "model"}p1` for each dim of a value. */
function dimTexts(state: ShardingState, value: number): string[] {
  return declaredAxes(state, value).map((axes) => {
    const tactics = axes.map((axis) => state.valueTactic[value * state.axes + axis]!)
    return dimText(state, axes, Math.max(0, ...tactics))
  })
}

function dimText(state: ShardingState, axes: readonly number[], priority: number): string {
  const names = axes.map((axis) => `"${state.mesh.axes[axis]!.name}"`).join(', ')
  return `{${names}}${axes.length > 0 && priority > 0 ? `p${priority}` : ''}`
}

/** A result that takes an argument's buffer has that argument's sharding. */
function resultText({ state, local }: Evaluation, index: number, mesh: string): string {
  const { program } = state
  const node = program.outputs[index]!
  const output = program.nodes.ports[program.nodes.portStart[node]! + 1]!
  const argument = program.arguments[local.aliases[index] ?? -1]
  const dims = (local.resultShardings[index] ?? []).map((axes) => {
    const tactics = axes.flatMap((axis) =>
      [output, argument].map((value) => (value === undefined ? 0 : state.valueTactic[value * state.axes + axis]!)),
    )
    return dimText(state, axes, Math.max(0, ...tactics))
  })
  return `<@${mesh}, [${dims.join(', ')}]>`
}

interface OperationShardings {
  /** One text for each result. */
  readonly shardings: ReadonlyMap<number, readonly string[]>
  readonly ambiguous: number
}

/** Of operations whose results all have dims; an operation in a function that is called twice counts where both agree. */
function operationShardings(state: ShardingState, write: (value: number) => string): OperationShardings {
  const { program } = state
  const { columns } = program.module
  const found = new Map<number, string[]>()
  const differing = new Set<number>()
  const ofSource = valuesBySource(program)
  const { resultStart, resultCount, count } = columns.operations
  for (let operation = 0; operation < count; operation++) {
    const first = resultStart[operation]!
    const texts: string[] = []
    for (let source = first; source < first + resultCount[operation]!; source++) {
      const values = ofSource.get(source)
      const own = new Set(values?.map(write))
      if (own.size > 1) differing.add(source)
      if (own.size === 1) texts.push([...own][0]!)
    }
    if (texts.length > 0 && texts.length === resultCount[operation]) found.set(operation, texts)
  }
  return { shardings: found, ambiguous: differing.size }
}

/** Values that operations make, by value of the columns: not copies for each use, not what is inside of a region partitioned by hand. */
function valuesBySource({ nodes, values, manual, module }: Program): Map<number, number[]> {
  const bySource = new Map<number, number[]>()
  const isInside = (value: number): boolean =>
    manual.regions.some(({ firstValue, endValue }) => value >= firstValue && value < endValue)
  const borders = new Set(manual.borders.map(({ node }) => node))
  for (let value = 0; value < values.count; value++) {
    const node = values.node[value]!
    if (node < 0 || nodes.role[node] === NodeRole.output || borders.has(node) || values.isFree[value] === 1) continue
    if ((module.types[values.type[value]!]?.dims.length ?? 0) === 0 || isInside(value)) continue
    const source = values.source[value]!
    const known = bySource.get(source)
    if (known === undefined) bySource.set(source, [value])
    else known.push(value)
  }
  return bySource
}

/** A text that may end in a dictionary, with one entry more in it. */
function withEntry(text: string, entry: string): string {
  // Properties `<{..}>` and lists `[..]` are no dictionary.
  if (!text.endsWith('}')) return text === '' ? `{${entry}}` : `${text} {${entry}}`
  return `${text.slice(0, -1).trimEnd()}${/\{\s*$/.test(text.slice(0, -1)) ? '' : ', '}${entry}}`
}
