// The programs that compilers' own figures are known for: a model of ../shared/models under a schedule on a mesh, lowered.
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { lower } from '../../server/src/lowering/lower'
import { startState } from '../../server/src/sharding/manualRegions'
import { nameOf, readKnownAnswers, sharedModel, tacticsOf } from '../support/knownAnswers'
import type { TestAction, TestTactic } from '../support/schedules'
import { runSchedule } from '../support/schedules'

/** Known as `MODEL SCHEDULE SIZES`, such as `t2_train BP+MP 4x2`, or `MODEL single` for the unpartitioned program. */
export interface FidelityCase {
  readonly name: string
  readonly model: string
  readonly mesh: Readonly<Record<string, number>>
  readonly tactics: readonly TestTactic[]
}

/** The case of that name; undefined when no strategy is known by it. */
export function findCase(name: string): FidelityCase | undefined {
  const [model, schedule, sizes] = name.split(' ')
  if (model === undefined || schedule === undefined) return undefined
  if (schedule === 'single') return { name, model, mesh: {}, tactics: [] }
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

/** The device-local program of a case. */
export function lowerCase({ model, mesh, tactics }: FidelityCase): LocalProgram {
  const loaded = sharedModel(model)
  if (tactics.length === 0) return lower(startState(loaded.program, { axes: [] }).value)
  return runSchedule(loaded, mesh, tactics).at(-1)!.local
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
