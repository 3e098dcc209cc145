// Searches inside a program: layouts that meet, dims that no argument has; what they are called, and texts that name them.
import { describe, expect, test } from 'vitest'
import { findDevice } from '../../../server/src/cost/devices'
import { loadModel } from '../../../server/src/engine/loadModel'
import { recognise } from '../../../server/src/engine/search/recognise'
import { writeSet } from '../../../server/src/engine/search/writeSet'
import { applyBound, hashEnd } from '../../../server/src/engine/search/written'
import { lower } from '../../../server/src/lowering/lower'
import { encodeText } from '../../../server/src/mlir/text'
import { createSetApplier } from '../../../server/src/search/applySet'
import { findChoices } from '../../../server/src/search/choices'
import { findExchanges } from '../../../server/src/search/exchanges'
import { runSearch } from '../../../server/src/search/runSearch'
import { bindTactic } from '../../../server/src/sharding/bindTactic'
import { startState } from '../../../server/src/sharding/manualRegions'
import { valueName } from '../../../server/src/sharding/valueNames'
import { attentionModel, expertsModel, forkModel, positionsModel } from '../../support/layoutModels'
import { readTactics } from '../../support/loadProgram'
import { countCollectives } from '../../support/schedules'

const device = findDevice('tpu_v4')!
const mesh = { axes: [{ name: 'model', size: 4 }] }

function searchIn(text: string, memory = 2 ** 50) {
  const { program } = loadModel(encodeText(text))
  const start = { state: startState(program, mesh).value, conflicts: [], tactics: 0 }
  const { table, ledger } = runSearch({ start, axes: [0], over: undefined, device, memory, evaluations: 60 })
  const { set } = ledger.best!
  const { state } = createSetApplier(table, start).apply(set)
  return {
    program,
    start,
    state,
    kinds: set.map((id) => recognise(program, table.actions[id]!)),
    text: writeSet(table, set, start, [])
      .tactics.map((one) => one.text)
      .join('\n'),
    count: countCollectives(lower(state)).count,
  }
}

/** State that the text leaves, read as a person's. */
async function readBack({ program, start, text }: ReturnType<typeof searchIn>): Promise<string> {
  let reached = start
  for (const tactic of (await readTactics(text)).tactics) {
    const { value, problems } = bindTactic(tactic, program, mesh)
    expect(problems).toEqual([])
    reached = { ...applyBound(reached, value), conflicts: [] }
  }
  return hashEnd(reached)
}

test('experts among tokens meet where tokens are sent and come back', () => {
  const { program } = loadModel(encodeText(expertsModel()))
  const [exchange] = findExchanges(program)
  expect(exchange!.borders.map(({ value }) => valueName(program, value))).toEqual(['%s0', '%y0', '%s1', '%y1'])
  expect(exchange!.seeds.map(({ value, dim }) => `${valueName(program, value)}: ${dim}`)).toEqual([
    'params.layer_0.up: 0',
    'params.layer_0.down: 0',
    'params.layer_1.up: 0',
    'params.layer_1.down: 0',
  ])
})

test('heads among parts of a sequence meet around attention', () => {
  const { program } = loadModel(encodeText(attentionModel({ hasKeyHeads: true })))
  const [exchange, ...others] = findExchanges(program)
  expect(others).toEqual([])
  const names = ['%qa', '%ka', '%va', '%f'].map((name) => `${name}0`)
  expect(exchange!.borders.slice(0, 4).map(({ value }) => valueName(program, value))).toEqual(names)
})

describe('a search finds', () => {
  test('expert parallelism with all_to_all, where experts do not fit', async () => {
    const found = searchIn(expertsModel(), 0.6 * 2 ** 30)
    expect(found.kinds).toEqual(['expertExchange', 'data'])
    expect(found.count).toEqual({ all_to_all: 4 })
    expect(found.text).toMatchInlineSnapshot(`
      "tactic ExpertExchange on model {
        params.layer_*.{up, down}: 0
        at "layer_*/moe/dot_general" where dim(1) == 8: only 0
        at "layer_*/moe/dot_general" result 2: only 1
      }
      tactic Data on model { x: 0 }"
    `)
    expect(await readBack(found)).toBe(hashEnd(found))
  })

  test('sequence parallelism with all_to_all around attention', async () => {
    const found = searchIn(attentionModel({ hasKeyHeads: true }))
    expect(found.kinds).toEqual(['headExchange', 'sequence'])
    expect(found.count).toEqual({ all_to_all: 8 })
    expect(found.text).toMatchInlineSnapshot(`
      "tactic Ulysses on model {
        at "layer_*/attn/tanh": 1
        at "layer_*/attn/dot_general" where dim(2) == 8: only 1
        at "layer_*/attn/dot_general" result 4: only 2
      }
      tactic Sequence on model { x: 1 }"
    `)
    expect(await readBack(found)).toBe(hashEnd(found))
  })

  test('a value that is gathered once in the place of what is made of it', async () => {
    const found = searchIn(forkModel())
    expect(found.kinds).toEqual(['whole', 'data'])
    expect(found.count).toEqual({ all_gather: 1 })
    expect(found.text).toMatchInlineSnapshot(`
      "tactic Whole on model { at "rank/dot_general": replicated }
      tactic Data on model { x: 0 }"
    `)
    expect(await readBack(found)).toBe(hashEnd(found))
    // Without it each of the three is gathered.
    const { value: bound } = bindTactic(
      (await readTactics('tactic Data on model { x: 0 }')).tactics[0]!,
      found.program,
      mesh,
    )
    expect(countCollectives(lower(applyBound(found.start, bound).state)).count).toEqual({ all_gather: 3 })
  })

  test('a dim that no argument has', async () => {
    const found = searchIn(positionsModel())
    expect(found.kinds).toEqual(['inner'])
    expect(found.text).toMatchInlineSnapshot(
      `"tactic Inside on model { at "table/dot_general" where dim(1) == 4097: 0 }"`,
    )
    expect(await readBack(found)).toBe(hashEnd(found))
  })
})

test.each([true, false])('queries have heads, whether keys do (%s) or not', (hasKeyHeads) => {
  const { program } = loadModel(encodeText(attentionModel({ hasKeyHeads })))
  const kinds = findChoices(program).choices.map((choice) => {
    const sizes = choice.sizes.join()
    return `${sizes} ${recognise(program, { kind: 'tile', choice, axis: 0 })}`
  })
  expect(kinds.filter((kind) => kind.endsWith('heads'))).toEqual(['8 heads'])
})
