// Quick fixes and refactorings on real models: every offer is taken, and does what its title says.
import { expect, test } from 'vitest'
import { takeEveryOffer } from '../support/checkOffers'
import { sharedModel } from '../support/knownAnswers'
import { getTacticsParser } from '../support/tacticsParser'

const head = (model: string, memory: string): string =>
  `model "${model}.mlir"\nmesh { batch: 4, model: 2 }\ndevice tpu_v4 { memory: ${memory} }\n\n`

const dense = `tactic BP on batch {
  {tokens, targets}: 0
}
tactic Odd on batch {
  params.layer_*.mlp.up: 1
  params.layer_*.mlp.down: 1
}
tactic Two on model {
  params.embed: 1
  params.layer_*.attn.o: 1
}
tactic Spare on model {
  params.layer_*.mlp.up: 1
}
tactic Again on batch {
  params.layer_*.mlp.up: 1
}
`

const cases: readonly [model: string, text: string, codes: readonly string[]][] = [
  [
    't2_fused_train',
    `${head('t2_fused_train', '3 MiB')}${dense}schedule default = Odd, BP, Two, Again {\n  expect all_reduce == 7\n}\n`,
    [
      'cost.over-memory',
      'shard.conflict',
      'cost.large-reshard',
      'expect.failed',
      'tactics.unused-tactic',
      'tactics.no-effect',
    ],
  ],
  [
    'moe2_train',
    `${head('moe2_train', '3 MiB')}tactic BP on batch {\n  {tokens, targets}: 0\n}\ntactic EP on batch {\n  params.**.{up, down}: 0\n}\nschedule default = BP, EP\n`,
    ['cost.over-memory', 'cost.large-replicated'],
  ],
  [
    't2_scan_train',
    `${head('t2_scan_train', '3 MiB').replace('batch: 4', 'batch: 2')}tactic BP on batch {\n  {tokens, targets}: 0\n}\ntactic Z3 on batch {\n  {params, opt_state}.**: first_divisible\n}\nschedule default = BP, Z3\n`,
    ['cost.over-memory', 'shard.stacked-dim'],
  ],
]

test.each(cases)('%s', async (name, text, codes) => {
  const model = sharedModel(name)
  const taken = takeEveryOffer(text, model, await getTacticsParser())
  for (const code of codes) expect([...taken.keys()]).toContain(code)
})
