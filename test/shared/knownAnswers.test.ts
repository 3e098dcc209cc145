// Collectives after each tactic as an independent implementation of docs/SEMANTICS.md gives them: 60 schedules of the small
// models, and the published strategies on the large ones.
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../server/src/engine/analyze'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import type { KnownAnswer } from '../support/knownAnswers'
import { nameOf, readKnownAnswers, sharedModel, tacticsOf } from '../support/knownAnswers'
import { runSchedule } from '../support/schedules'
import { getTacticsParser } from '../support/tacticsParser'

const [AG, AR, RS] = ['all_gather', 'all_reduce', 'reduce_scatter'] as const
/**
 * The answers gather a vocabulary-sharded table before its look-up. Here each device looks up the rows that it holds and the
 * results are added: an all_reduce in place of that all_gather, as XLA does too. Executed in each iteration of a decoding loop.
 */
const maskedLookUps: Readonly<Record<string, number>> = { t2_train: 1, t2_fused_train: 1, it2_decode: 8 }

function expectedCounts(counts: Readonly<Record<string, number>>, lookUps: number): Record<string, number> {
  const { [AG]: gathers = 0, [AR]: reductions = 0, ...others } = counts
  const moved = { [AG]: gathers - lookUps, [AR]: reductions + lookUps }
  return { ...Object.fromEntries(Object.entries(moved).filter(([, count]) => count > 0)), ...others }
}

function expectedSteps(answer: KnownAnswer): unknown[] {
  const executed = answer.schedule.endsWith('ES-rows') ? (maskedLookUps[answer.model] ?? 0) : 0
  return answer.steps.map((step, i) => {
    const isLast = i === answer.steps.length - 1
    return {
      count: expectedCounts(step.count, isLast ? Math.min(executed, 1) : 0),
      executed: expectedCounts(step.executed, isLast ? executed : 0),
      conflicts: step.conflicts,
    }
  })
}

describe('schedules of small models', () => {
  test.each(readKnownAnswers().map((answer) => [nameOf(answer), answer] as const))('%s', (_, answer) => {
    const steps = runSchedule(sharedModel(answer.model), answer.mesh, tacticsOf(answer))
    expect(steps.map(({ count, executed, conflicts }) => ({ count, executed, conflicts: conflicts.length }))).toEqual(
      expectedSteps(answer),
    )
  })
})

const tactics = `
tactic BP on batch { {tokens, targets}: 0 }
tactic Fused on model {
  params.layer_*.attn.qkv: 2
  params.layer_*.attn.o: 0
  params.layer_*.mlp.up: 1
  params.layer_*.mlp.up_bias: 0
  params.layer_*.mlp.down: 0
}
tactic Split on model {
  params.layer_*.attn.{q, k, v}: 1
  params.layer_*.attn.o: 0
  params.layer_*.mlp.{gate, up}: 1
  params.layer_*.mlp.down: 0
}
tactic Stacked on model {
  params.layers.attn.{q, k, v}: 2
  params.layers.attn.o: 1
  params.layers.mlp.{gate, up}: 2
  params.layers.mlp.down: 1
}
tactic Cached on batch { cache.**: 0  token: 0 }
tactic Query on model {
  params.layer_*.attn.q: 1
  params.layer_*.attn.o: 0
  params.layer_*.mlp.{gate, up}: 1
  params.layer_*.mlp.down: 0
}
tactic Z2 on batch {
  params.**: replicated
  opt_state.** where bytes >= 1 MiB: first_divisible
}
tactic Z3 on batch { {params, opt_state}.** where bytes >= 1 MiB: first_divisible }
tactic Images on batch { {image, noise, time}: 0 }
tactic AllZ2 on batch {
  params.**: replicated
  opt_state.{m, v}.** where rank >= 1: first_divisible
}
tactic AllZ3 on batch { {params, opt_state}.** where rank >= 1: first_divisible }
tactic StateZ3 on batch { state.** where rank >= 1: first_divisible }
tactic Edges on batch { graph.{edges, receivers, senders}: 0 }
tactic Batch on batch { batch.**: 0 }
`

interface LargeAnswer {
  readonly model: string
  readonly schedule: string
  readonly executed: Readonly<Record<string, number>>
  readonly written?: Readonly<Record<string, number>>
}

const large: readonly LargeAnswer[] = [
  { model: 't32_fused_train', schedule: 'BP', executed: { [AR]: 290 } },
  { model: 't32_fused_train', schedule: 'Fused', executed: { [AR]: 128 } },
  { model: 't32_fused_train', schedule: 'BP, Fused', executed: { [AR]: 418 } },
  { model: 't32_fused_train', schedule: 'BP, Fused, Z2', executed: { [AG]: 129, [AR]: 289, [RS]: 129 } },
  { model: 't32_fused_train', schedule: 'BP, Fused, Z3', executed: { [AG]: 259, [AR]: 289, [RS]: 129 } },
  { model: 't32_train', schedule: 'BP', executed: { [AR]: 290 } },
  { model: 't32_train', schedule: 'Split', executed: { [AR]: 128 } },
  { model: 't32_train', schedule: 'BP, Split', executed: { [AR]: 418 } },
  { model: 't32_train', schedule: 'BP, Split, Z2', executed: { [AG]: 225, [AR]: 193, [RS]: 225 } },
  { model: 't32_train', schedule: 'BP, Split, Z3', executed: { [AG]: 451, [AR]: 193, [RS]: 225 } },
  { model: 't32_scan_train', schedule: 'BP', executed: { [AR]: 290 }, written: { [AR]: 11 } },
  { model: 't32_scan_train', schedule: 'Stacked', executed: { [AR]: 128 }, written: { [AR]: 4 } },
  { model: 't32_scan_train', schedule: 'BP, Stacked', executed: { [AR]: 418 }, written: { [AR]: 15 } },
  { model: 'it32_decode', schedule: 'Cached, Query', executed: { [AR]: 98_304 } },
  { model: 'unet_train', schedule: 'Images', executed: { [AR]: 333 } },
  { model: 'unet_train', schedule: 'Images, AllZ2', executed: { [AG]: 331, [AR]: 2, [RS]: 331 } },
  { model: 'unet_train', schedule: 'Images, AllZ3', executed: { [AG]: 507, [AR]: 2, [RS]: 331 } },
  { model: 'gns_train', schedule: 'Edges', executed: { [AR]: 348 } },
  { model: 'resnet50_train', schedule: 'Batch', executed: { [AR]: 322 } },
  { model: 'gpt2_flax_train', schedule: 'Batch', executed: { [AR]: 149 } },
  // Published with AG 223, AR 4: the rows of the position table are looked up where they are, and added.
  { model: 'gpt2_flax_train', schedule: 'Batch, StateZ3', executed: { [AG]: 222, [AR]: 5, [RS]: 147 } },
]

describe('published strategies on large models, {batch: 16, model: 2}', () => {
  test.each(large)('$model: $schedule', async ({ model, schedule, executed, written }) => {
    const text = `model "m.mlir"\nmesh { batch: 16, model: 2 }\n${tactics}\nschedule it = ${schedule}\n`
    const { value: file, problems } = parseTactics(await getTacticsParser(), text)
    expect(problems).toEqual([])
    const analysis = createAnalyzer().analyze({ file, syntaxProblems: [], model: sharedModel(model) })
    const figures = analysis?.schedules[0]?.final.figures
    const found = Object.entries(figures?.collectives ?? {}).filter(
      ([kind, { count }]) => count > 0 && kind !== 'all_slice',
    )
    expect(Object.fromEntries(found.map(([kind, one]) => [kind, one.executed]))).toEqual(executed)
    if (written !== undefined)
      expect(Object.fromEntries(found.map(([kind, one]) => [kind, one.count]))).toEqual(written)
  })
})
