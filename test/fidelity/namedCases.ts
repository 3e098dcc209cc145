// The schedules that memory_truth.json knows by a name of its own; bytes of arguments and results tell that they are these.
import type { TestAction, TestTactic } from '../support/schedules'

interface NamedSchedule {
  readonly mesh: Readonly<Record<string, number>>
  readonly tactics: readonly TestTactic[]
}

const tactic = (axis: string, ...actions: readonly (readonly [RegExp, TestAction['value']])[]): TestTactic => ({
  axis,
  actions: actions.map(([pattern, value]) => ({ matches: (path) => pattern.test(path), value })),
})

const edges = tactic('batch', [/^graph\.(edges|receivers|senders)$/, 0])
const images = tactic('batch', [/^(image|noise|time)$/, 0])
const state = /^(params|opt_state\.(m|v))\./

/** By `MODEL NAME`. */
export const namedSchedules: Readonly<Record<string, NamedSchedule>> = {
  'gns_small_train gns_es_small': { mesh: { batch: 4 }, tactics: [edges] },
  'gns_small_train gns_es_mp_small': {
    mesh: { batch: 4, model: 2 },
    tactics: [edges, tactic('model', [/^params\..*linear_0\.w$/, 1], [/^params\..*linear_1\.w$/, 0])],
  },
  'gns_small_train gns_es_z3_small': {
    mesh: { batch: 4 },
    tactics: [edges, tactic('batch', [state, 'first_divisible'])],
  },
  'gpt2_flax_small_train gpt2s_bp_small': {
    mesh: { batch: 4 },
    tactics: [tactic('batch', [/^batch\./, 0]), tactic('batch', [/^state\./, 'first_divisible'])],
  },
  // Its figures are those of the unpartitioned program.
  'gpt2_flax_small_train gpt2_bp_z3_small': { mesh: {}, tactics: [] },
  'resnet_small_train resnet_bp_small': { mesh: { batch: 4 }, tactics: [tactic('batch', [/^batch\./, 0])] },
  'unet_small_train unet_bp_small': { mesh: { batch: 4 }, tactics: [images] },
  'unet_small_train unet_bp_z2_small': {
    mesh: { batch: 4 },
    tactics: [images, tactic('batch', [/^params\./, 'replicated'], [/^opt_state\.(m|v)\./, 'first_divisible'])],
  },
  'unet_small_train unet_bp_z3_small': {
    mesh: { batch: 4 },
    tactics: [images, tactic('batch', [state, 'first_divisible'])],
  },
}
