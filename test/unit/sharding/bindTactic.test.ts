import { describe, expect, test } from 'vitest'
import { bindTactic } from '../../../server/src/sharding/bindTactic'
import { valueName } from '../../../server/src/sharding/valueNames'
import { loadProgram, readTactics } from '../../support/loadProgram'

const mesh = { axes: [{ name: 'batch', size: 4 }] }

const program = loadProgram(`
#up = loc("jit(f)/jvp(layer_0/mlp)/dot_general")
module @m {
  func.func public @main(
      %arg0: tensor<8x16xf32> loc("params['layer_0']['mlp']['up']"),
      %arg1: tensor<16x8xf32> loc("params['layer_0']['mlp']['down']"),
      %arg2: tensor<8xf32> loc("params['norm']"),
      %arg3: tensor<32x8xf32> loc("tokens"),
      %arg4: tensor<i32>)
      -> (tensor<32x8xf32> {jax.result_info = "result[0]['logits']"}, tensor<8xf32> {jax.result_info = "result[1]"}) {
    %0 = stablehlo.dot_general %arg3, %arg0, contracting_dims = [1] x [0] : (tensor<32x8xf32>, tensor<8x16xf32>) -> tensor<32x16xf32> loc(#up)
    %1 = stablehlo.dot_general %0, %arg1, contracting_dims = [1] x [0] : (tensor<32x16xf32>, tensor<16x8xf32>) -> tensor<32x8xf32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %2:2 = stablehlo.while(%iterArg = %arg4, %iterArg_0 = %1) : tensor<i32>, tensor<32x8xf32>
    cond {
      %3 = stablehlo.compare LT, %iterArg, %arg4 : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %3 : tensor<i1>
    } do {
      %3 = stablehlo.add %iterArg, %iterArg : tensor<i32>
      %4 = stablehlo.tanh %iterArg_0 : tensor<32x8xf32>
      stablehlo.return %3, %4 : tensor<i32>, tensor<32x8xf32>
    }
    %3 = func.call @square(%2#1) : (tensor<32x8xf32>) -> tensor<32x8xf32>
    return %3, %arg2 : tensor<32x8xf32>, tensor<8xf32>
  }
  func.func private @square(%arg0: tensor<32x8xf32>) -> tensor<32x8xf32> {
    %9 = stablehlo.multiply %arg0, %arg0 : tensor<32x8xf32>
    return %9 : tensor<32x8xf32>
  }
}`)

/** Names of the values that the actions bind, in order, and the problems as `code @ text | message`. */
async function bind(actions: string): Promise<{ names: string[][]; problems: string[] }> {
  const text = `tactic A on batch { ${actions} }`
  const tactic = (await readTactics(text)).tactics[0]
  if (tactic === undefined) throw new Error('no tactic')
  const { value, problems } = bindTactic(tactic, program, mesh)
  expect(value.axis).toBe(0)
  return {
    names: value.actions.map(({ values }) => values.map((one) => valueName(program, one))),
    problems: problems.map(({ code, span, message }) => `${code} @ ${text.slice(span.start, span.end)} | ${message}`),
  }
}

async function checkNames(action: string, expected: readonly string[]): Promise<void> {
  expect(await bind(`${action}: 0`)).toEqual({ names: [expected], problems: [] })
}

async function checkNoMatch(target: string, message: string): Promise<void> {
  expect(await bind(`${target}: 0`)).toEqual({
    names: [[]],
    problems: [`tactics.no-match @ ${target.replace(/ where .*/, '')} | ${message}`],
  })
}

describe('an action names', () => {
  test('arguments by path, in order', async () => {
    await checkNames('params.**', ['params.layer_0.mlp.up', 'params.layer_0.mlp.down', 'params.norm'])
    await checkNames('{tokens, params.norm}', ['params.norm', 'tokens'])
    await checkNames('arg4', ['arg4'])
  })

  test('arguments by path and type', async () => {
    await checkNames('** where rank == 2 and dim(0) >= 16', ['params.layer_0.mlp.down', 'tokens'])
    await checkNames('** where dtype == i32', ['arg4'])
  })

  test('results, which are values of their own', async () => {
    const actions = 'result.1: 0\nresult.0.logits: 0\nparams.norm: 0'
    const tactic = (await readTactics(`tactic A on batch { ${actions} }`)).tactics[0]
    const bound = tactic && bindTactic(tactic, program, mesh).value.actions.map(({ values }) => values[0])
    const output = (i: number): number => {
      const { ports, portStart } = program.nodes
      return ports[portStart[program.outputs[i] ?? -1]! + 1]!
    }
    expect(bound).toEqual([output(1), output(0), program.arguments[2]])
  })

  test('values of the function by their names', async () => {
    await checkNames('at %0', ['%0'])
    await checkNames('at %arg3', ['tokens'])
    await checkNames('at %2#1', ['%2#1'])
    await checkNames('at %2', ['%2#0', '%2#1'])
    await checkNames('at %4', ['%4'])
  })

  test('the value of the body where regions use a name again', async () => {
    const tactic = (await readTactics('tactic A on batch { at %4: 0\nat %iterArg_0: 0 }')).tactics[0]
    const values = tactic && bindTactic(tactic, program, mesh).value.actions.map((action) => action.values)
    expect(values?.map((list) => list.length)).toEqual([1, 1])
    expect(program.values.region[values?.[0]?.[0] ?? -1]).not.toBe(0)
  })

  test('no value of a function that is called', () => checkNoMatch('at %9', 'the analysed function has no value `%9`'))
})

describe('an action that names nothing', () => {
  test.each([
    ['parms.**', 'no argument matches `parms.**`; did you mean `params`?'],
    [
      'params.layer_*.mlp.upp',
      'no argument matches `params.layer_*.mlp.upp`; nothing below `params.layer_*.mlp` is `upp`; did you mean `up`?',
    ],
    ['**.nrm', 'no argument matches `**.nrm`; nothing below `**` is `nrm`; did you mean `norm`?'],
    ['params.norm.scale', 'no argument matches `params.norm.scale`: `params.norm` is as deep as it goes'],
    ['cache', 'no argument matches `cache`; there are `params`, `tokens`, `arg4`'],
    ['result.7', 'no result matches `result.7`; nothing below `result` is `7`; there are `0`, `1`'],
    ['params.** where rank == 3', 'none of the 3 values matched here fulfils `rank == 3`; their rank is 1 to 2'],
    ['tokens where rank == 3', 'the value matched here does not fulfil `rank == 3`; its rank is 2'],
    ['at %77', 'the analysed function has no value `%77`'],
    [
      'at "layer_*/mpl"',
      'no value leaves a scope `layer_*/mpl`, and no operation is called so; did you mean `layer_0/mlp`?',
    ],
    [
      'at "layer_*/mlp" result 3',
      'no scope or operation that `layer_*/mlp` matches has a result 3; results are counted from 0',
    ],
    [
      'at "layer_*/mlp/reshape"',
      'no value leaves a scope `layer_*/mlp/reshape`, and no operation is called so; nothing in `layer_*/mlp` is `reshape`; there is `dot_general`',
    ],
  ])('%s', checkNoMatch)
})

test('an action whose values are all taken is reported; one that still has some is not', async () => {
  const { names, problems } = await bind('params.norm: 0\nparams: 1\nparams.layer_*: 0')
  expect(names[2]).toEqual(['params.layer_0.mlp.up', 'params.layer_0.mlp.down'])
  expect(problems).toEqual([
    'tactics.shadowed @ params.layer_* | earlier actions of this tactic name all of these values; the first action counts',
  ])
})

test('an axis that the mesh lacks binds to -1', async () => {
  const tactic = (await readTactics('tactic A on bath { tokens: 0 }')).tactics[0]
  const { value, problems } = bindTactic(tactic ?? expect.fail(), program, mesh)
  expect(value.axis).toBe(-1)
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['tactics.unknown-axis', 'the mesh has no axis `bath`; did you mean `batch`?'],
  ])
})
