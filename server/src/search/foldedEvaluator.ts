// Costs of sets on two shallow programs in place of a deep one: what each further layer adds is their difference, since equal layers
// cost the same. Figures that are shown are never made so: what a search ends with is evaluated in full.
import { indexed } from '../base/indexed'
import type { Device } from '../cost/devices'
import type { Program } from '../sharding/program'
import type { ShardingState } from '../sharding/state'
import type { Action, ActionTable } from './actions'
import type { Reached } from './applySet'
import { createSetApplier } from './applySet'
import type { Choice } from './choices'
import type { SetCost, SetEvaluator } from './evaluateSet'
import { createSetEvaluator } from './evaluateSet'
import type { Exchange } from './exchanges'
import type { InnerDim } from './exchangeSeeds'
import type { FoldedProgram } from './foldProgram'
import { foldProgram } from './foldProgram'
import { planLayers } from './layerPlan'
import type { Pin } from './pins'

/** Two depths of one program. */
export interface Folds {
  readonly shallow: FoldedProgram
  readonly deeper: FoldedProgram
  /** Layers of the whole program. */
  readonly layers: number
}

/** Nodes from which on folding is worth its rounding: what it leaves out of small programs is not small beside them. */
const leastNodes = 4000
/** Layers kept beside those that have to stay: the first and last of a run meet others than their like. */
const freeLayers = 2

/** None for programs without layers that can be told apart, and for those that stay nearly as large. */
export const foldsOf = indexed((program: Program): Folds | 'none' => findFolds(program) ?? 'none')

function findFolds(program: Program): Folds | undefined {
  if (program.nodes.count < leastNodes) return undefined
  const plan = planLayers(program)
  if (plan === undefined) return undefined
  const shallow = foldProgram(program, plan, freeLayers)
  const deeper = foldProgram(program, plan, freeLayers + 1)
  if (shallow === undefined || deeper === undefined || deeper.layers <= shallow.layers) return undefined
  const isSmaller = shallow.program.nodes.count + deeper.program.nodes.count < program.nodes.count / 2
  return isSmaller ? { shallow, deeper, layers: plan.count } : undefined
}

/** An evaluator of the same sets that is as much faster as the folded programs are smaller; undefined where nothing can be folded. */
export function createFoldedEvaluator(table: ActionTable, start: Reached, device: Device): SetEvaluator | undefined {
  const folds = foldsOf(table.program)
  if (folds === 'none') return undefined
  const { shallow, deeper, layers } = folds
  const [a, b] = [shallow, deeper].map((folded) =>
    createSetEvaluator(createSetApplier(foldTable(table, folded), foldReached(start, folded)), device),
  )
  const steps = (layers - shallow.layers) / (deeper.layers - shallow.layers)
  return {
    evaluate: (set) => {
      const [less, more] = [a!.evaluate(set), b!.evaluate(set)]
      const reach = (figure: Exclude<keyof SetCost, 'state' | 'conflicts'>): number =>
        Math.max(0, less[figure] + steps * (more[figure] - less[figure]))
      return {
        // Either alone could be equal by accident of its few layers.
        state: `${less.state} ${more.state}`,
        stepTime: reach('stepTime'),
        exposedCommunication: reach('exposedCommunication'),
        communicationTime: reach('communicationTime'),
        peakMemory: reach('peakMemory'),
        conflicts: more.conflicts,
      }
    },
  }
}

/** The same actions, on what is there of their seeds. */
function foldTable(table: ActionTable, folded: FoldedProgram): ActionTable {
  const choices = new Map<Choice, Choice>()
  const fold = (choice: Choice): Choice => {
    const seeds = choice.seeds.flatMap(({ value, dim, argument }) => {
      const own = folded.values[value]!
      return own < 0 ? [] : [{ value: own, dim, argument: argument < 0 ? -1 : folded.arguments[argument]! }]
    })
    const found = choices.get(choice) ?? { ...choice, seeds }
    choices.set(choice, found)
    return found
  }
  const actions = table.actions.map((action): Action => {
    if (action.kind === 'zero') return action
    if (action.kind === 'tile') return { ...action, choice: fold(action.choice) }
    if (action.kind === 'pin') return { ...action, pin: foldPin(action.pin, folded) }
    return { ...action, exchange: foldExchange(action.exchange, folded) }
  })
  return { ...table, program: folded.program, actions }
}

const foldPin = (pin: Pin, { values }: FoldedProgram): Pin => ({
  ...pin,
  values: pin.values.map((value) => values[value]!).filter((value) => value >= 0),
})

function foldExchange(exchange: Exchange, { values }: FoldedProgram): Exchange {
  const foldDims = (dims: readonly InnerDim[]): InnerDim[] =>
    dims.map(({ value, dim }) => ({ value: values[value]!, dim })).filter(({ value }) => value >= 0)
  return { ...exchange, borders: foldDims(exchange.borders), seeds: foldDims(exchange.seeds) }
}

function foldReached({ state, conflicts, tactics }: Reached, folded: FoldedProgram): Reached {
  const inside = conflicts.flatMap((conflict) => {
    const node = folded.nodes[conflict.node]!
    return node < 0 ? [] : [{ ...conflict, node, evidence: [] }]
  })
  return { state: foldState(state, folded), conflicts: inside, tactics }
}

/** The cells of what is kept. */
function foldState(state: ShardingState, { program, values, nodes }: FoldedProgram): ShardingState {
  const { axes } = state
  const pick = <Column extends Int8Array | Uint8Array | Int16Array | Int32Array>(
    column: Column,
    map: Int32Array,
    count: number,
    make: (length: number) => Column,
  ): Column => {
    const own = make(count * axes)
    map.forEach((to, from) => {
      for (let axis = 0; to >= 0 && axis < axes; axis++) own[to * axes + axis] = column[from * axes + axis]!
    })
    return own
  }
  const ofValue = program.values.count
  const ofNode = program.nodes.count
  return {
    program,
    mesh: state.mesh,
    axes,
    valueDim: pick(state.valueDim, values, ofValue, (length) => new Int8Array(length)),
    valueOrder: pick(state.valueOrder, values, ofValue, (length) => new Uint8Array(length)),
    valueTactic: pick(state.valueTactic, values, ofValue, (length) => new Int16Array(length)),
    valueVia: foldVia(
      pick(state.valueVia, values, ofValue, (length) => new Int32Array(length)),
      nodes,
    ),
    nodeFactor: pick(state.nodeFactor, nodes, ofNode, (length) => new Int16Array(length)),
    nodeOrder: pick(state.nodeOrder, nodes, ofNode, (length) => new Uint8Array(length)),
    nodeTactic: pick(state.nodeTactic, nodes, ofNode, (length) => new Int16Array(length)),
  }
}

const foldVia = (via: Int32Array, nodes: Int32Array): Int32Array => via.map((node) => (node < 0 ? node : nodes[node]!))
