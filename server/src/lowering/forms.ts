// The forms of a value: which local values hold it in which sharding, and how a use gets the one it needs.
import { addCollective, addResult, addStep, localTypeOf } from './localBuilder'
import type { CollectiveCause } from './localProgram'
import { StepKind } from './localProgram'
import type { Form, Lowering } from './lowering'
import type { ReshardStep } from './reshard'
import { planReshard, planWeight } from './reshard'
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

const anyNode = -1

/** Records that a local value holds `value` in a sharding. */
export function defineForm(lowering: Lowering, value: number, sharding: number, local: number, region: number): void {
  pushForm(lowering, value, { sharding, local, region, node: anyNode })
}

function pushForm(lowering: Lowering, value: number, form: Form): void {
  const forms = lowering.forms[value]
  if (forms === undefined) lowering.forms[value] = [form]
  else forms.push(form)
}

/** Local value in the sharding that a use needs; inserts the reshard where no form has it. */
export function provide(lowering: Lowering, use: Use): number {
  if (lowering.program.values.isFree[use.value] === 1) return provideFree(lowering, use)
  const forms = lowering.forms[use.value] ?? []
  for (const form of forms) {
    const isOwn = form.node === anyNode || form.node === use.node
    if (form.sharding === use.sharding && isOwn && isVisible(lowering, form, use.region)) return form.local
  }
  const base = chooseBase(lowering, forms, use)
  const local = base === undefined ? provideFree(lowering, use) : reshard(lowering, base, use, causeOf(lowering, use))
  const isShared = !isGatheredAgain(lowering, use.value)
  pushForm(lowering, use.value, {
    sharding: use.sharding,
    local,
    region: use.region,
    node: isShared ? anyNode : use.node,
  })
  return local
}

function isGatheredAgain(lowering: Lowering, value: number): boolean {
  const { gatherAgain } = lowering.options
  return gatherAgain === 'all' || (gatherAgain === 'arguments' && lowering.isView[value] === 1)
}

function isVisible(lowering: Lowering, form: Form, region: number): boolean {
  for (let at = region; at >= 0; at = lowering.regionParent[at]!) if (at === form.region) return true
  return false
}

/** A copy of a constant, made in local shape where it is used: no communication. */
function provideFree(lowering: Lowering, use: Use): number {
  for (const form of lowering.forms[use.value] ?? []) {
    if (form.sharding === use.sharding && isVisible(lowering, form, use.region)) return form.local
  }
  const { program, builder } = lowering
  const node = program.values.node[use.value]!
  const operands: number[] = []
  if (node >= 0) {
    const first = program.nodes.portStart[node]!
    for (let port = 0; port < program.nodes.operandCount[node]!; port++) {
      const value = program.nodes.ports[first + port]!
      const rank = program.module.types[program.values.type[value]!]?.dims.length ?? 0
      operands.push(provide(lowering, { value, sharding: lowering.table.whole(rank), node, port, region: use.region }))
    }
  }
  const step = addStep(builder, StepKind.operation, node, use.region, operands)
  const local = addResult(builder, step, use.value, localTypeOf(builder, use.value, use.sharding))
  defineForm(lowering, use.value, use.sharding, local, use.region)
  return local
}

/** The form from which the reshard moves least; the declared one where they are equal. */
function chooseBase(lowering: Lowering, forms: readonly Form[], use: Use): Form | undefined {
  const declared = lowering.declaredOf(use.value)
  let best: Form | undefined
  let bestWeight = Infinity
  for (const form of forms) {
    if (form.node !== anyNode || !isVisible(lowering, form, use.region)) continue
    const plan = planOf(lowering, form.sharding, use.sharding)
    const weight = planWeight(plan, lowering.state.mesh)
    const isBetter = weight < bestWeight || (weight === bestWeight && form.sharding === declared)
    if (!isBetter && best !== undefined) continue
    best = form
    bestWeight = weight
  }
  return best
}

const planBits = 0x100000

function planOf(lowering: Lowering, from: number, to: number): readonly ReshardStep[] {
  const key = from * planBits + to
  const known = lowering.plans.get(key)
  if (known !== undefined) return known
  const plan = planReshard(lowering.table.get(from), lowering.table.get(to))
  lowering.plans.set(key, plan)
  return plan
}

function causeOf(lowering: Lowering, use: Use): CollectiveCause {
  const role = lowering.program.nodes.role[use.node]
  if (role === NodeRole.output) return { kind: 'output' }
  return role === NodeRole.tie ? { kind: 'loopCarried' } : { kind: 'use', operand: use.port }
}

/** Emits the steps of a plan and returns the last local value. */
function reshard(lowering: Lowering, from: Form, use: Use, cause: CollectiveCause): number {
  const { builder, table, state } = lowering
  let local = from.local
  for (const step of planOf(lowering, from.sharding, use.sharding)) {
    const type = localTypeOf(builder, use.value, table.intern(step.result))
    local = addCollective(builder, local, type, use.region, {
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
  const forms = lowering.forms[made.value] ?? []
  const natural = forms.find((form) => form.sharding === made.sharding)
  if (natural === undefined) return
  const local = reshard(lowering, natural, { ...made, sharding: declared, port: -1 }, { kind: 'declared' })
  pushForm(lowering, made.value, { sharding: declared, local, region: made.region, node: anyNode })
}
