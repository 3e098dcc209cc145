// The programs that compilers' own figures are known for: a model of ../shared/models under a schedule on a mesh, lowered.
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { lower } from '../../server/src/lowering/lower'
import type { LoweringOptions } from '../../server/src/lowering/lowering'
import { applyModuleShardings } from '../../server/src/sharding/applyModuleShardings'
import type { ShardingState } from '../../server/src/sharding/state'
import { startState } from '../../server/src/sharding/manualRegions'
import { nameOf, readKnownAnswers, sharedModel, tacticsOf } from '../support/knownAnswers'
import type { TestAction, TestTactic } from '../support/schedules'
import { runSchedule } from '../support/schedules'
import { namedSchedules } from './namedCases'

/** Known as `MODEL SCHEDULE SIZES`, such as `t2_train BP+MP 4x2`, or `MODEL single` for the unpartitioned program. */
export interface FidelityCase {
  readonly name: string
  readonly model: string
  readonly mesh: Readonly<Record<string, number>>
  readonly tactics: readonly TestTactic[]
  /** The model's own shardings and constraints are the schedule. */
  readonly isConstrained?: true
}

/** The case of that name; undefined when no strategy is known by it. */
export function findCase(name: string): FidelityCase | undefined {
  const known = cases.get(name) ?? makeCase(name)
  if (known !== undefined) cases.set(name, known)
  return known
}

const cases = new Map<string, FidelityCase>()

function makeCase(name: string): FidelityCase | undefined {
  const [model, schedule, sizes] = name.split(' ')
  if (model === undefined || schedule === undefined) return undefined
  if (schedule === 'single') return { name, model, mesh: {}, tactics: [] }
  if (schedule.endsWith('+constraint'))
    return { name, model: constrainedModel, mesh: {}, tactics: [], isConstrained: true }
  const named = namedSchedules[name]
  if (named !== undefined) return { name, model, ...named }
  const known = readKnownAnswers().find((answer) => nameOf(answer) === name)
  if (known !== undefined) return { name, model, mesh: known.mesh, tactics: tacticsOf(known) }
  if (!/^t32_(fused_)?train$/.test(model) || sizes === undefined) return undefined
  return {
    name,
    model,
    mesh: meshOf(schedule, sizes),
    tactics: schedule.split('+').map((tactic) => largeTactic(tactic, model)),
  }
}

/** moe2_train, lowered with its shardings and with constraints on the dispatched tensors. */
const constrainedModel = 'moe2_train_ep_sdy'

/** The device-local program of a case; the one by default is kept, as several figures are taken from it. */
export function lowerCase(found: FidelityCase, options?: LoweringOptions): LocalProgram {
  const state = states.get(found) ?? stateOf(found)
  states.set(found, state)
  if (options !== undefined) return lower(state, options)
  const program = programs.get(found) ?? lower(state)
  programs.set(found, program)
  return program
}

const states = new WeakMap<FidelityCase, ShardingState>()
const programs = new WeakMap<FidelityCase, LocalProgram>()

/** What its schedule has decided. */
function stateOf({ model, mesh, tactics, isConstrained }: FidelityCase): ShardingState {
  const loaded = sharedModel(model)
  if (isConstrained === true) {
    const axes = loaded.shardings.meshes.find((one) => one.axes.length > 0)?.axes ?? []
    return applyModuleShardings(startState(loaded.program, { axes }).value, loaded.shardings).outcome.state
  }
  if (tactics.length === 0) return startState(loaded.program, { axes: [] }).value
  return runSchedule(loaded, mesh, tactics).at(-1)!.state
}

function meshOf(schedule: string, sizes: string): Record<string, number> {
  const [first, second] = sizes.split('x').map(Number)
  if (second !== undefined) return { batch: first!, model: second }
  return schedule.startsWith('BP') ? { batch: first! } : { model: first! }
}

const action = (pattern: RegExp, value: TestAction['value']): TestAction => ({
  matches: (path) => pattern.test(path),
  value,
})

/** Matrices of a layer, and the embedding. */
const large = /\.(attn|mlp)\.(q|k|v|o|qkv|gate|up|down)$|\.embed/

/** The published strategies on the 32-layer transformers. */
function largeTactic(name: string, model: string): TestTactic {
  switch (name) {
    case 'BP':
      return { axis: 'batch', actions: [action(/^(tokens|targets)$/, 0)] }
    case 'MP':
      return {
        axis: 'model',
        actions: [
          ...(model === 't32_fused_train' ? [action(/^params.*\.qkv$/, 2)] : []),
          action(/^params.*\.(attn\.[qkv]|mlp\.(gate|up))$/, 1),
          action(/^params.*\.(o|down|up_bias)$/, 0),
        ],
      }
    case 'Z2':
      return {
        axis: 'batch',
        actions: [
          action(/^params\./, 'replicated'),
          { matches: (path) => path.startsWith('opt_state.') && large.test(path), value: 'first_divisible' },
        ],
      }
    case 'Z3':
      return {
        axis: 'batch',
        actions: [
          { matches: (path) => /^(params|opt_state)\./.test(path) && large.test(path), value: 'first_divisible' },
        ],
      }
    default:
      throw new Error(`no strategy is called ${name}`)
  }
}
