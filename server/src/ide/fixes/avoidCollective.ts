// One collective -> what would make it cheaper or needless: the value split as its use needs it, a sum that is split, the tile that
// makes it lie otherwise left out, the tactics in another order, or without the one that brought it about.
import { findOrigin } from '../../engine/origin'
import type { Collective } from '../../lowering/localProgram'
import { appendAction, prependAction, removeFromSchedule, swapNames } from './edits'
import type { Candidate } from './fix'
import type { Scene } from './scene'
import { openDims, sourceOfTile, tacticOfStep } from './scene'
import { nameValue } from './targets'

/** Each under a title of its own, the likeliest first; `member`: index in the local program. */
export function avoidCollective(scene: Scene, member: number): Candidate[] {
  const collective = scene.evaluation.local.collectives[member]
  if (collective === undefined) return []
  const made = [
    ...asNeeded(scene, collective),
    ...collective.axes.flatMap((axis) => [
      ...splitSum(scene, collective, axis),
      ...leaveWhole(scene, movedValue(scene, collective, axis), axis),
      ...otherOrder(scene, collective, axis),
    ]),
    ...leaveOut(scene, collective),
  ]
  const titles = new Set<string>()
  return made.filter(({ title }) => !titles.has(title) && titles.add(title).size > 0)
}

const candidate = (title: string, edits: Candidate['edits']): Candidate => ({
  kind: 'quickfix',
  title,
  edits,
  needsSimulation: true,
})

/** An exchange: the value gets the dim that the use needs from the start. */
function asNeeded(scene: Scene, { kind, value, dims, axes, tactic: index }: Collective): Candidate[] {
  const [needed] = dims
  const axis = scene.state.mesh.axes[axes[0] ?? -1]
  const tactic = tacticOfStep(scene, index)
  const target = nameValue(scene.model.program, value)
  if (kind !== 'all_to_all' || needed === undefined || axis === undefined) return []
  if (tactic === undefined || target === undefined || tactic.axes[0]?.text !== axis.name) return []
  const title = `Shard ${target} dim ${needed} on ${axis.name} in ${tactic.name.text}`
  return [candidate(title, [prependAction(scene.context, tactic, `${target}: ${needed}`)])]
}

/** What is moved; of a sum, the operand whose tile makes it partial. */
function movedValue({ state }: Scene, { value, node, cause }: Collective, axis: number): number {
  if (cause.kind !== 'partialSum') return value
  const { portStart, operandCount, ports } = state.program.nodes
  const operands = ports.subarray(portStart[node], portStart[node]! + operandCount[node]!)
  return operands.find((one) => state.valueDim[one * state.axes + axis]! >= 0) ?? value
}

/** A sum that every device gets whole: each gets a part of it instead. */
function splitSum(scene: Scene, { kind, value, cause, tactic: index }: Collective, axis: number): Candidate[] {
  const tactic = tacticOfStep(scene, index)
  const target = nameValue(scene.model.program, value)
  const name = scene.state.mesh.axes[axis]!.name
  if (kind !== 'all_reduce' || cause.kind !== 'partialSum' || target === undefined) return []
  if (tactic === undefined || tactic.axes[0]?.text !== name) return []
  return openDims(scene.state, value, axis)
    .slice(0, mostSplits)
    .map((dim) =>
      candidate(`Shard ${target} dim ${dim} on ${name} in ${tactic.name.text}`, [
        appendAction(scene.context, tactic, `${target}: ${dim}`),
      ]),
    )
}

const mostSplits = 3

/** The value that an action names and whose tile comes as far as here, kept whole; or the value itself; or, where that has no name in every layer, what it is made of. */
function leaveWhole(scene: Scene, value: number, axis: number): Candidate[] {
  const source = sourceOfTile(scene, value, axis)
  if (source === undefined) return []
  const { name } = scene.state.mesh.axes[axis]!
  const { program } = scene.model
  return [...new Set([source.value, value, ...namedBefore(scene, value, axis)])].flatMap((one) => {
    const target = nameValue(program, one)
    if (target === undefined) return []
    const action = `${target}: replicated`
    const edit =
      one === value
        ? appendAction(scene.context, source.tactic, action)
        : prependAction(scene.context, source.tactic, action)
    return [candidate(`Keep ${target} whole on ${name} in ${source.tactic.name.text}`, [edit])]
  })
}

/** Steps back from a value, such as the stack that a loop takes apart, to one that a scope names. */
const mostStepsBack = 4

function namedBefore({ state, model }: Scene, value: number, axis: number): number[] {
  const { nodes } = model.program
  const through = findOrigin(state, value, axis)?.through ?? []
  const isNamed = (one: number): boolean => nameValue(model.program, one)?.startsWith('at "') === true
  if (isNamed(value)) return []
  const results = through.slice(0, mostStepsBack).flatMap((node) => {
    const first = nodes.portStart[node]! + nodes.operandCount[node]!
    return [...nodes.ports.subarray(first, nodes.portStart[node + 1])]
  })
  return results.filter(isNamed).slice(0, 1)
}

/** The tactic that splits the operation, before the one that splits the value; or the other way round. */
function otherOrder(scene: Scene, { value, node }: Collective, axis: number): Candidate[] {
  const { state, schedule } = scene
  const [ofValue, ofNode] = [
    tacticOfStep(scene, state.valueTactic[value * state.axes + axis]!),
    tacticOfStep(scene, state.nodeTactic[node * state.axes + axis]!),
  ]
  const first = schedule?.tactics.find(({ text }) => text === ofValue?.name.text || text === ofNode?.name.text)
  const second = schedule?.tactics.findLast(({ text }) => text === ofValue?.name.text || text === ofNode?.name.text)
  if (first === undefined || second === undefined || first === second) return []
  return [candidate(`Apply ${second.text} before ${first.text}`, swapNames(first, second))]
}

function leaveOut(scene: Scene, { tactic: index }: Collective): Candidate[] {
  const name = tacticOfStep(scene, index)?.name.text
  const edit = name === undefined || scene.schedule === undefined ? undefined : removeFromSchedule(scene.schedule, name)
  if (name === undefined || edit === undefined || scene.schedule === undefined) return []
  return [candidate(`Remove ${name} from ${scene.schedule.name.text}`, [edit])]
}
