// `gradient.PATH`: the gradients of parameters, found by what the step does; `gradient` names no argument.
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { bindTactic } from '../../../server/src/sharding/bindTactic'
import type { Program } from '../../../server/src/sharding/program'
import { valueName } from '../../../server/src/sharding/valueNames'
import { readTactics } from '../../support/loadProgram'
import { mlpTrain } from '../../support/models'

const mesh = { axes: [{ name: 'batch', size: 4 }] }

const train = loadModel(encodeText(mlpTrain)).program

const forward = loadModel(
  encodeText(
    'func.func public @main(%arg0: tensor<8xf32> loc("gradient")) -> tensor<8xf32> {\n  return %arg0 : tensor<8xf32>\n}\n',
  ),
).program

async function bind(program: Program, target: string) {
  const tactic = (await readTactics(`tactic A on batch { ${target}: replicated }`)).tactics[0]!
  const { value, problems } = bindTactic(tactic, program, mesh)
  const names = value.actions.flatMap(({ values }) => values.map((one) => valueName(program, one)))
  return { names, problems: problems.map(({ message }) => message) }
}

describe('gradients', () => {
  test('each parameter has its own', async () => {
    const all = await bind(train, 'gradient')
    expect(all.names).toHaveLength(2)
    const first = await bind(train, 'gradient.params.w1')
    const second = await bind(train, 'gradient.params.w2')
    expect(new Set([...first.names, ...second.names])).toEqual(new Set(all.names))
    expect(first.names).toHaveLength(1)
    expect((await bind(train, 'gradient.**.w*')).names).toEqual(all.names)
  })

  test('of what is no parameter there is none', async () => {
    expect((await bind(train, 'gradient.x')).problems).toEqual([
      'no gradient matches `gradient.x`; nothing below `gradient` is `x`; there is `params`',
    ])
    expect((await bind(train, 'gradient.params.w3')).problems).toEqual([
      'no gradient matches `gradient.params.w3`; nothing below `gradient.params` is `w3`; did you mean `w1` or `w2`?',
    ])
  })

  test('a model that trains nothing has none; an argument of that name is quoted', async () => {
    expect((await bind(forward, 'gradient')).problems).toEqual([
      'no gradient matches `gradient`: the model trains no parameters',
    ])
    expect(await bind(forward, '"gradient"')).toEqual({ names: ['gradient'], problems: [] })
  })
})
