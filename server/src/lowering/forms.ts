// The forms of a value: which local values hold it in which sharding, and how a use gets the one it needs.
import { addCollective, addResult, addStep } from './localBuilder'
import type { CollectiveCause } from './localProgram'
import { StepKind } from './localProgram'
import { ANY_NODE, addForm } from './formTable'
import type { Lowering } from './lowering'
import type { ReshardStep } from './reshard'
import { planReshard, planWeight } from './reshard'
import { findReshard } from './searchReshard'
import { groupSize } from './shardings'
import { NodeRole } from '../sharding/program'

/** One use of a value. */
export interface Use {
  readonly value: number
  readonly sharding: number
  readonly node: number
  readonly port: number
  readonly region: number
}

/** Records that a local value holds `value` in a sharding. */
export function defineForm(lowering: Lowering, value: number, sharding: number, local: number, region: number): void {
  addForm(lowering.forms, value, sharding, local, region, ANY_NODE)
}

/** Local value in the sharding that a use needs; inserts the reshard where no form has it. */
export function provide(
  lowering: Lowering,
  value: number,
  sharding: number,
  node: number,
  port: number,
  region: number,
): number {
  const { forms } = lowering
  forgetForms(lowering, value, node, region)
  for (let form = forms.newest[value]! - 1; form >= 0; form = forms.older.data[form]! - 1) {
    if (forms.sharding.data[form] !== sharding) continue
    const owner = forms.node.data[form]
    if ((owner === ANY_NODE || owner === node) && isVisible(lowering, form, region)) return forms.local.data[form]!
  }
  const use = { value, sharding, node, port, region }
  const base = lowering.program.values.isFree[value] === 1 ? NO_FORM : chooseBase(lowering, use)
  if (base === NO_FORM) return provideFree(lowering, use)
  const local = reshard(lowering, base, use, causeOf(lowering, use))
  addForm(forms, value, sharding, local, region, isGatheredAgain(lowering, value) ? node : ANY_NODE)
  return local
}

const NO_FORM = -1

/**
 * Drops the newest forms that no later use can take: of regions that have ended, and of other nodes. Without this each use of a
 * parameter that is gathered again would pass by the gathers of all uses before it.
 */
function forgetForms(lowering: Lowering, value: number, node: number, region: number): void {
  const { forms } = lowering
  for (let form = forms.newest[value]! - 1; form >= 0; form = forms.newest[value] - 1) {
    const owner = forms.node.data[form]
    if ((owner === ANY_NODE || owner === node) && isVisible(lowering, form, region)) return
    forms.newest[value] = forms.older.data[form]!
  }
}

function isGatheredAgain(lowering: Lowering, value: number): boolean {
  const { gatherAgain } = lowering.options
  return gatherAgain === 'all' || (gatherAgain === 'arguments' && lowering.isView[value] === 1)
}

function isVisible(lowering: Lowering, form: number, region: number): boolean {
  const home = lowering.forms.region.data[form]
  for (let at = region; at >= 0; at = lowering.regionParent[at]!) if (at === home) return true
  return false
}

/** A copy of a constant, made in local shape where it is used: no communication. */
function provideFree(lowering: Lowering, use: Use): number {
  const { program, builder } = lowering
  const node = program.values.node[use.value]!
  const operands: number[] = []
  if (node >= 0) {
    const first = program.nodes.portStart[node]!
    for (let port = 0; port < program.nodes.operandCount[node]!; port++) {
      const value = program.nodes.ports[first + port]!
      const rank = program.module.types[program.values.type[value]!]?.dims.length ?? 0
      operands.push(provide(lowering, value, lowering.table.whole(rank), node, port, use.region))
    }
  }
  const step = addStep(builder, StepKind.operation, { node, region: use.region }, operands)
  const local = addResult(builder, step, use.value, use.sharding)
  defineForm(lowering, use.value, use.sharding, local, use.region)
  return local
}

/** The form from which the reshard moves least; the declared one, then the older, where they are equal. */
function chooseBase(lowering: Lowering, use: Use): number {
  const { forms } = lowering
  const declared = lowering.declaredOf(use.value)
  let best = NO_FORM
  let bestWeight = Infinity
  for (let form = forms.newest[use.value]! - 1; form >= 0; form = forms.older.data[form]! - 1) {
    if (forms.node.data[form] !== ANY_NODE || !isVisible(lowering, form, use.region)) continue
    const sharding = forms.sharding.data[form]!
    const weight = planWeight(planOf(lowering, use.value, sharding, use.sharding), lowering.state.mesh)
    const isDeclared = best !== NO_FORM && forms.sharding.data[best] === declared
    if (weight > bestWeight || (weight === bestWeight && isDeclared)) continue
    best = form
    bestWeight = weight
  }
  return best
}

const planBits = 0x100000

/** Plans of several steps depend on the sizes of the value's dims; they are looked for once a type. */
function planOf(lowering: Lowering, value: number, from: number, to: number): readonly ReshardStep[] {
  const { plans, table, program, state } = lowering
  const key = from * planBits + to
  const plain = plans.plain.get(key) ?? planReshard(table.get(from), table.get(to))
  plans.plain.set(key, plain)
  if (plain.length < 2) return plain
  const type = program.values.type[value]!
  const ofType = plans.ofType[type] ?? new Map<number, readonly ReshardStep[]>()
  plans.ofType[type] = ofType
  const sizes = program.module.types[type]?.dims ?? []
  const plan = ofType.get(key) ?? findReshard(table.get(from), table.get(to), sizes, state.mesh)
  ofType.set(key, plan)
  return plan
}

function causeOf(lowering: Lowering, use: Use): CollectiveCause {
  const role = lowering.program.nodes.role[use.node]
  if (role === NodeRole.output) return { kind: 'output' }
  return role === NodeRole.tie ? { kind: 'loopCarried' } : { kind: 'use', operand: use.port }
}

/** Emits the steps of a plan and returns the last local value. */
function reshard(lowering: Lowering, form: number, use: Use, cause: CollectiveCause): number {
  const { builder, table, state, forms } = lowering
  let local = forms.local.data[form]!
  for (const step of planOf(lowering, use.value, forms.sharding.data[form]!, use.sharding)) {
    local = addCollective(builder, local, table.intern(step.result), use.region, {
      kind: step.kind,
      axes: step.axes,
      groupSize: groupSize(step.axes, state.mesh),
      combiner: undefined,
      dims: step.dims,
      value: use.value,
      node: use.node,
      tactic: tacticOf(lowering, use, step.axes),
      cause,
    })
  }
  return local
}

/** The latest tactic that decided the value or the node along these axes. */
export function tacticOf(lowering: Lowering, use: Pick<Use, 'value' | 'node'>, axes: readonly number[]): number {
  const { state } = lowering
  let tactic = -1
  for (const axis of axes) {
    const byNode = state.nodeTactic[use.node * state.axes + axis]!
    tactic = Math.max(tactic, state.valueTactic[use.value * state.axes + axis]!, byNode)
  }
  return tactic
}

/**
 * Brings a value from the form it was made in to its declared sharding, where a use needs that. Done where the value is
 * made, so that a loop does not repeat it.
 */
export function settleDeclared(lowering: Lowering, made: Omit<Use, 'port'>): void {
  const declared = lowering.declaredOf(made.value)
  if (declared === made.sharding) return
  const { cancelInverse } = lowering.options
  const { useStart, useNode, usePort } = lowering.program.values
  let isNeeded = !cancelInverse
  for (let at = useStart[made.value]!; at < useStart[made.value + 1]! && !isNeeded; at++) {
    const node = useNode[at]!
    const need = lowering.needsOf(node, lowering.sums.through[node]!).ports[usePort[at]!]
    isNeeded = need === declared
  }
  if (!isNeeded) return
  const { forms } = lowering
  let natural = forms.newest[made.value]! - 1
  while (natural >= 0 && forms.sharding.data[natural] !== made.sharding) natural = forms.older.data[natural]! - 1
  if (natural === NO_FORM) return
  const local = reshard(lowering, natural, { ...made, sharding: declared, port: -1 }, { kind: 'declared' })
  defineForm(lowering, made.value, declared, local, made.region)
}
