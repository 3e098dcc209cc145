// Hovers of the parts of statements: the model, includes, the mesh, conditions, right sides, fields.
import { formatBytes, formatCount } from '../base/format'
import { deviceFieldTable } from '../cost/deviceFields'
import { findDevice, sourceOf } from '../cost/devices'
import type { LoadedModel } from '../engine/analysis'
import { describeUnits } from '../engine/deviceValues'
import type { Snapshot } from '../engine/snapshot'
import { declaredAxes } from '../engine/valueSharding'
import { localType } from '../lowering/shardings'
import { printTensorType } from '../model/tensorTypes'
import { findTargetValues, findValues } from '../sharding/bindTactic'
import { deviceCount } from '../sharding/mesh'
import { evaluateCondition } from '../tactics/conditions'
import { printCondition } from '../tactics/printTactics'
import type {
  Action,
  Condition,
  DeviceStatement,
  Field,
  IncludeStatement,
  MeshStatement,
  Tactic,
  TacticsFile,
} from '../tactics/syntaxTree'
import { layoutText, printFigure } from './deviceText'
import type { Hover } from './hover'
import { covers } from './hover'
import { automaticFieldHelp, keywordHelp, layoutFieldHelp } from './keywords'
import { bulletTable, code, limitRows } from './markdown'
import { modelSummary } from './modelSummary'
import { printSharding } from './shardingText'

/** What of a snapshot these hovers read; parts of it may be missing while a file is broken. */
export interface KnownFigures {
  readonly snapshot: Snapshot
  readonly model: LoadedModel
}

export function partHover(file: TacticsFile, offset: number, known: KnownFigures | undefined): Hover | undefined {
  for (const statement of file.statements) {
    if (!covers(statement.span, offset)) continue
    switch (statement.kind) {
      case 'model':
        return known && { span: statement.pathSpan, text: modelSummary(known.model, known.snapshot) }
      case 'include':
        return hoverInclude(statement, file)
      case 'mesh':
        return known && hoverMesh(statement, known.snapshot)
      case 'device':
        return hoverDeviceField(statement, offset, known?.snapshot)
      case 'tactic':
        return hoverInTactic(statement, offset, known)
      case 'schedule':
        return undefined
    }
  }
  return undefined
}

/** What the file brings: statements that follow it, up to the next one of the file that includes it. */
function hoverInclude(include: IncludeStatement, { statements, ownEnd }: TacticsFile): Hover {
  const behind = statements.slice(statements.indexOf(include) + 1)
  const end = include.span.start > ownEnd ? -1 : behind.findIndex(({ span }) => span.start <= ownEnd)
  const brought = end < 0 ? behind : behind.slice(0, end)
  const tactics = brought.flatMap((one) => (one.kind === 'tactic' ? code(one.name.text) : []))
  const others = brought.flatMap(({ kind }) =>
    kind === 'mesh' || kind === 'device' || kind === 'model' ? `the ${kind}` : [],
  )
  const parts = [...(tactics.length === 0 ? [] : [`tactics ${tactics.join(', ')}`]), ...others]
  const text = parts.length === 0 ? 'brings nothing' : `brings ${parts.join(', ')}`
  return { span: include.pathSpan, text: `**${include.path}** ${text}` }
}

function hoverMesh({ headSpan }: MeshStatement, { mesh, device }: Snapshot): Hover {
  const count = deviceCount(mesh)
  const head = `**mesh** of ${formatCount(count)} ${count === 1 ? 'device' : 'devices'} ${code(device.name)}`
  const layout = mesh.axes.length === 0 ? '' : `\n\n${layoutText(device, mesh)}`
  const order = mesh.axes.map(({ name }) => name).join(', ')
  return { span: headSpan, text: `${head}${layout}\n\nThe id of a device is its row-major index over (${order}).` }
}

/** Meaning and value with its source; the catalogue's value beside one that is replaced. */
function hoverDeviceField(
  { name, overrides }: DeviceStatement,
  offset: number,
  snapshot: Snapshot | undefined,
): Hover | undefined {
  const field = overrides.find(({ span }) => covers(span, offset))
  if (field === undefined) return undefined
  const known = deviceFieldTable.get(field.name.text)
  if (known === undefined) {
    const help = layoutFieldHelp.get(field.name.text)
    const layout = snapshot === undefined ? '' : `\n\n${layoutText(snapshot.device, snapshot.mesh)}`
    return help === undefined ? undefined : { span: field.name.span, text: help + layout }
  }
  const catalogue = findDevice(name.text, snapshot?.devices)
  const own = snapshot?.device.name === name.text ? snapshot.device : undefined
  const rows = [
    ...(own === undefined ? [] : [['here', printFigure(own, known) ?? '', sourceOf(own, known.key)]]),
    ...(catalogue === undefined
      ? []
      : [[name.text, printFigure(catalogue, known) ?? '', sourceOf(catalogue, known.key)]]),
  ]
  const table = rows.length === 0 ? '' : `\n\n${bulletTable(['', 'value', 'source'], rows)}`
  const head = `**${field.name.text}** ${known.meaning}`
  return { span: field.name.span, text: `${head}${table}\n\nTakes ${describeUnits(known)}.` }
}

function hoverInTactic(tactic: Tactic, offset: number, known: KnownFigures | undefined): Hover | undefined {
  const field = tactic.fields.find(({ name }) => covers(name.span, offset))
  if (field !== undefined) return hoverAutomaticField(field)
  const action = tactic.actions.find(({ span }) => covers(span, offset))
  if (action === undefined || known === undefined) return undefined
  if (action.condition !== undefined && covers(action.condition.span, offset)) {
    return hoverCondition(action, innermost(action.condition, offset), known.model)
  }
  return covers(action.valueSpan, offset) ? hoverValue(tactic, action, known) : undefined
}

function hoverAutomaticField({ name }: Field): Hover | undefined {
  const help = automaticFieldHelp.get(name.text)
  return help === undefined ? undefined : { span: name.span, text: help }
}

/** The smallest condition that holds the offset. */
function innermost(condition: Condition, offset: number): Condition {
  const parts =
    condition.kind === 'not'
      ? [condition.operand]
      : condition.kind === 'comparison'
        ? []
        : [condition.left, condition.right]
  const inner = parts.find(({ span }) => covers(span, offset))
  return inner === undefined ? condition : innermost(inner, offset)
}

/** How many of what the target names fulfil it. */
function hoverCondition(action: Action, condition: Condition, { program }: LoadedModel): Hover {
  const types = findTargetValues(action, program).flatMap(
    (value) => program.module.types[program.values.type[value]!] ?? [],
  )
  const fitting = types.filter((type) => evaluateCondition(condition, type))
  const bytesOf = (all: typeof types): string => formatBytes(all.reduce((sum, { bytes }) => sum + bytes, 0))
  const head = `**${formatCount(fitting.length)} of ${formatCount(types.length)}** ${types.length === 1 ? 'tensor' : 'tensors'}`
  const text = `${head}, ${bytesOf(fitting)} of ${bytesOf(types)}, fulfil ${code(printCondition(condition))}`
  return { span: condition.span, text }
}

/** What the values become, those of one type and sharding in one row. */
function hoverValue(
  { axes: [axis] }: Tactic,
  action: Action,
  { snapshot, model: { program } }: KnownFigures,
): Hover | undefined {
  const state = snapshot.evaluation?.state
  if (state === undefined || axis === undefined) return undefined
  const size = state.mesh.axes.find(({ name }) => name === axis.text)?.size ?? 1
  const groups = new Map<string, { readonly cells: string[]; count: number }>()
  for (const value of findValues(action, program)) {
    const type = program.module.types[program.values.type[value]!]
    if (type === undefined) continue
    const sharding = declaredAxes(state, value)
    const dim = state.valueDim[value * state.axes + state.mesh.axes.findIndex(({ name }) => name === axis.text)] ?? -1
    const local = printTensorType(localType(type, sharding, state.mesh))
    const cells = [printTensorType(type), dim < 0 ? 'whole' : `dim ${dim}`, local, printSharding(sharding, state.mesh)]
    const group = groups.get(cells.join(' '))
    if (group === undefined) groups.set(cells.join(' '), { cells, count: 1 })
    else group.count++
  }
  const rows = [...groups.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ cells, count }) => [formatCount(count), ...cells])
  const { shown, note } = limitRows(rows, 12)
  const help = keywordHelp.get(valueWords[action.value.kind])
  const head = `on ${code(axis.text)} (${formatCount(size)}), after schedule ${code(snapshot.active?.name ?? '')}`
  return {
    span: action.valueSpan,
    text: `${help === undefined ? '' : `${help}\n\n`}${head}\n\n${bulletTable(['', 'type', axis.text, 'on one device', 'sharding'], shown)}${note}`,
  }
}

/** Words of the language for right sides; a dim has none. */
const valueWords = {
  dim: '',
  only: 'only',
  firstDivisible: 'first_divisible',
  largestDivisible: 'largest_divisible',
  replicated: 'replicated',
} as const
