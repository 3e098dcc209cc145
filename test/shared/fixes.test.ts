// Quick fixes and refactorings on real models: of every kind that changes a text of one file, each offer is taken on three models and
// does what its title says.
import { describe, expect, test } from 'vitest'
import type { DiagnosticCode } from '../../server/src/base/diagnostics'
import { tacticsFixes, tacticsRefactorings } from '../../server/src/ide/fixes/table'
import { takeEveryOffer } from '../support/checkOffers'
import { analyseText, offersAt } from '../support/offers'
import { sharedModel } from '../support/knownAnswers'

/** A model, and weights of every layer in it: the first of a pair, and the second. */
interface Subject {
  readonly name: string
  readonly up: string
  readonly down: string
}

const subjects: readonly Subject[] = [
  { name: 't2_fused_train', up: 'params.layer_*.mlp.up', down: 'params.layer_*.mlp.down' },
  { name: 'moe2_train', up: 'params.layer_*.attn.q', down: 'params.layer_*.attn.o' },
  { name: 't2_train', up: 'params.layer_*.mlp.up', down: 'params.layer_*.mlp.down' },
]

const head = (mesh: string, device: string): string => `model "m.mlir"\nmesh { ${mesh} }\ndevice ${device}\n\n`
const usual = head('batch: 4, model: 2', 'tpu_v4')
const small = head('batch: 4, model: 2', 'tpu_v4 { memory: 2.5 MiB }')
const tactic = (name: string, axis: string, ...lines: readonly string[]): string =>
  `tactic ${name} on ${axis} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`
const bp = tactic('BP', 'batch', '{tokens, targets}: 0')
const schedule = (...names: readonly string[]): string => `schedule default = ${names.join(', ')}\n`

/** Texts that have the problem. */
const problems: Readonly<Partial<Record<DiagnosticCode, (subject: Subject) => string>>> = {
  'tactics.syntax': () => `${usual}${bp}shedule default = BP\n`,
  'tactics.redefined': ({ up }) => `${usual}${bp}${tactic('BP', 'model', `${up}: 1`)}${schedule('BP')}`,
  'tactics.unknown-name': () => `${usual}${bp}${schedule('BPP')}`,
  'tactics.unknown-axis': ({ up }) => `${usual}${bp}${tactic('Two', 'modl', `${up}: 1`)}${schedule('BP', 'Two')}`,
  'tactics.unknown-device': () => `${head('batch: 4, model: 2', 'tpu_v44')}${bp}${schedule('BP')}`,
  'tactics.unknown-field': () => `${head('batch: 4, model: 2', 'tpu_v4 { memry: 3 MiB }')}${bp}${schedule('BP')}`,
  'tactics.bad-value': ({ up }) => `${usual}${bp}${tactic('Two', 'batch, model', `${up}: 1`)}${schedule('BP', 'Two')}`,
  'tactics.no-mesh': () => `model "m.mlir"\ndevice tpu_v4\n${bp}${schedule('BP')}`,
  'tactics.unused-tactic': ({ up }) => `${usual}${bp}${tactic('Two', 'model', `${up}: 1`)}${schedule('BP')}`,
  'tactics.no-match': ({ up }) =>
    `${usual}${bp}${tactic('Two', 'model', `${up.replace('layer', 'layr')}: 1`)}${schedule('BP', 'Two')}`,
  'tactics.no-effect': ({ up }) =>
    `${usual}${bp}${tactic('Two', 'model', `${up}: 1`)}${tactic('Again', 'model', `${up}: 1`)}${schedule('BP', 'Two', 'Again')}`,
  'tactics.dead-alternative': () => `${usual}${tactic('BP', 'batch', '{tokens, tragets}: 0')}${schedule('BP')}`,
  'tactics.shadowed': ({ up }) =>
    `${usual}${bp}${tactic('Two', 'model', 'params.**: first_divisible', `${up}: 1`)}${schedule('BP', 'Two')}`,
  'device.wrong-unit': () => `${head('batch: 4', 'tpu_v4 { memory: 3 MiB/s }')}${bp}${schedule('BP')}`,
  'shard.no-such-dim': ({ up }) => `${usual}${bp}${tactic('Two', 'model', `${up}: 7`)}${schedule('BP', 'Two')}`,
  'shard.indivisible': ({ up }) =>
    `${head('batch: 4, model: 3', 'tpu_v4')}${bp}${tactic('Two', 'model', `${up}: 0`)}${schedule('BP', 'Two')}`,
  'shard.conflict': ({ up }) =>
    `${usual}${bp}${tactic('Two', 'model', 'tokens: 1', `${up}: 1`, 'params.embed: 1')}${schedule('BP', 'Two')}`,
  'cost.over-memory': () => `${small}${bp}${schedule('BP')}`,
  'cost.large-replicated': ({ up }) => `${small}${bp}${tactic('Two', 'model', `${up}: 1`)}${schedule('BP', 'Two')}`,
  'cost.large-reshard': ({ up, down }) =>
    `${usual}${bp}${tactic('Odd', 'batch', `${up}: 1`, `${down}: 1`)}${tactic('Two', 'model', 'params.embed: 1', 'params.layer_*.attn.o: 1')}${schedule('Odd', 'BP', 'Two')}`,
  'expect.failed': () => `${usual}${bp}schedule default = BP {\n  expect all_reduce == 7\n}\n`,
  'expect.unknown-figure': () => `${usual}${bp}schedule default = BP {\n  expect all_reduces == 7\n}\n`,
}

/** What other texts than one tactics file are needed for, or no figures are known at; their tests are in unit and lsp. */
const elsewhere: readonly DiagnosticCode[] = [
  'model.missing',
  'tactics.no-model',
  'include.missing',
  'include.not-tactics',
  'include.cycle',
  // After a search.
  'search.nothing',
  'search.over-memory',
  // On models that loop, below.
  'shard.stacked-dim',
]

test('every diagnostic that has a fix is here or named as tested elsewhere', () => {
  const codes = Object.entries(tacticsFixes).flatMap(([code, fixes]) => (fixes.length > 0 ? [code] : []))
  expect([...Object.keys(problems), ...elsewhere].sort()).toEqual(codes.sort())
})

describe.each(subjects)('$name', (subject) => {
  test.each(Object.entries(problems))('%s', (code, textFor) => {
    const taken = takeEveryOffer(textFor(subject), sharedModel(subject.name), { only: code })
    expect([...taken.keys()]).toEqual([code])
  })

  test('the ZeRO stages are offered one by one', () => {
    const analysed = analyseText(`${small}${bp}${schedule('BP')}`, sharedModel(subject.name))
    const problem = analysed.problems.find(({ code }) => code === 'cost.over-memory')
    const titles = offersAt(analysed, problem?.span ?? { start: 0, end: 0 }).offers.map(({ title }) => title)
    for (const stage of [1, 2, 3])
      expect(titles).toContainEqual(expect.stringMatching(`^Add ZeRO-${stage} on batch: .* → .* \\(.*\\), .* time`))
  })

  test('refactorings', () => {
    const { up, down } = subject
    const lines = tactic(
      'Two',
      'model',
      `${up}: 1`,
      `${down}: 0`,
      'params.embed: 0',
      'opt_state.m.embed: 0',
      'opt_state.v.embed: 0',
    )
    const text = `${usual}${bp}${lines}${tactic('Three', 'model', `opt_state.**: 1`)}${schedule('BP', 'Two', 'Three')}`
    const taken = takeEveryOffer(text, sharedModel(subject.name))
    // Moving a tactic takes a second file, writing shardings down a model that has some, writing what was found a search.
    const summaries = tacticsRefactorings.map(({ summary }) => summary)
    const others = summaries.filter((summary) => /is included|own shardings|was found/.test(summary))
    expect(others).toHaveLength(3)
    expect([...taken.keys()]).toEqual(expect.arrayContaining(summaries.filter((summary) => !others.includes(summary))))
  })
})

// Two of the shared models loop over layers.
test.each(['t2_scan_train', 't32_scan_train'])('stacked layers of %s', (name) => {
  const text = `${head('batch: 2', 'tpu_v4')}${tactic('Z', 'batch', 'params.**: first_divisible')}${schedule('Z')}`
  expect(takeEveryOffer(text, sharedModel(name), { only: 'shard.stacked-dim' }).size).toBe(1)
})

test.each(['gpt2_sdy', 't2_train_bp_mp_sdy', 'moe2_train_ep_sdy'])("%s's own shardings become tactics", (name) => {
  const summary = tacticsRefactorings.find((one) => one.summary.includes('own shardings'))?.summary ?? ''
  const taken = takeEveryOffer('model "m.mlir"\n', sharedModel(name), { withoutModule: true, only: summary })
  expect([...taken.keys()]).toEqual([summary])
})
