// Hovers of a model: values, operations, functions, calls, loops, types and locations; what they link to; hostile names.
import { describe, expect, test } from 'vitest'
import type { Presentation } from '../../../server/src/ide/presentation'
import { wordsAlone } from '../../../server/src/ide/presentation'
import { modelFiguresOf } from '../../../server/src/ide/modelFigures'
import { modelHover } from '../../../server/src/ide/modelHover'
import { encodeText } from '../../../server/src/mlir/text'
import { takeCaret } from '../../support/caret'
import { figure } from '../../support/figured'
import { loopModel, mlpTactics, mlpTrain } from '../../support/models'

/** Addresses that tell what they lead to. */
const linking = (tactics: string): Presentation => ({
  pictures: 'dark',
  modelAddress: (offset) => `file:///m.mlir#L${offset}`,
  tacticsPlace: ({ start, end }) => {
    const line = tactics.slice(0, start).split('\n').length
    return { text: tactics.slice(start, end), label: `a.tactics:${line}`, href: `file:///a.tactics#L${line}` }
  },
  sourceAddress: (file, line) => `file:///${file}#L${line}`,
})

interface Options {
  readonly tactics?: string
  readonly presentation?: Presentation
  readonly active?: string
}

/** Text of the hover at the caret of a model. */
async function hoverAt(fixture: string, { tactics = mlpTactics, presentation, active }: Options = {}): Promise<string> {
  const { text, offset } = takeCaret(fixture)
  const { model, snapshot } = await figure(text, tactics, active)
  const bytes = encodeText(text.slice(0, offset)).length
  return modelHover(model, bytes, modelFiguresOf(snapshot), presentation ?? wordsAlone)?.text ?? ''
}

const caretAt = (text: string, place: string, from = 0): string => {
  const at = text.indexOf(place, from)
  if (at < 0) throw new Error(`no ${place}`)
  return `${text.slice(0, at + 1)}<|>${text.slice(at + 1)}`
}

describe('a value', () => {
  test('has both types, aligned, and each axis with the action that it comes from', async () => {
    const text = await hoverAt(caretAt(mlpTrain, '%2 = '), { presentation: linking(mlpTactics) })
    expect(text).toContain('```\n%2 : 32x4xf32   global, 512 B\n   : 8x4xf32    on one device, 128 B\n```')
    expect(text).toContain('**{batch, –}** in schedule `default`: 4 parts, each on 2 devices')
    expect(text).toMatch(
      /- dim 0 on !\[batch\]\(data:image\/svg\+xml,[^)]*\) \*\*batch\*\*: \[\*\*BP\*\*\]\(file:\/\/\/a\.tactics#L5\), \[`y`\]\(file:\/\/\/m\.mlir#L\d+\) dim 0, `\{x, y\}: 0` \[a\.tactics:6\]\(file:\/\/\/a\.tactics#L6\), through 1 operation \(\[`subtract` :6\]\(file:\/\/\/m\.mlir#L\d+\)\)/,
    )
    expect(text).toMatch(/- whole on .*\*\*model\*\*: its sum is completed here/)
    expect(text).toMatch(/!\[tiling\]\(data:image\/svg\+xml,/)
  })

  test('tells what else could be: dims that divide, and what the operations around would need', async () => {
    const text = await hoverAt(caretAt(mlpTrain, '%0 = '), { active: 'data' })
    expect(text).toContain('**Otherwise**\n\n- **batch** on another dim: dim 1 would divide too')
    expect(text).toContain(
      '- dims 0, 1 on **model** (8 → 4, 16 → 8): 256 B a device; its `dot_general` can make it so; of 1 use, 1 can work on parts',
    )
    const third = mlpTrain.replaceAll('8x16x', '8x15x').replaceAll('16x4x', '15x4x').replaceAll('32x16x', '32x15x')
    expect(await hoverAt(caretAt(third, '%0 = '), { active: 'data' })).toContain(
      'dim 1 on **model** (15): not divisible by 2',
    )
  })

  test('counts tactics as the state does, without those that could not be applied', async () => {
    const tactics =
      'mesh { batch: 4 }\ntactic Idle on nowhere { y: 0 }\ntactic BP on batch {\n  x: 0\n}\nschedule s = Idle, BP\n'
    expect(await hoverAt(caretAt(mlpTrain, '%x: '), { tactics, presentation: linking(tactics) })).toMatch(
      /dim 0 on .*\*\*batch\*\*: \[\*\*BP\*\*\]\(.*\), `x: 0` \[a\.tactics:4\]/,
    )
  })

  test('says which action pinned it', async () => {
    const tactics = 'mesh { batch: 4 }\ntactic Pin on batch {\n  x: replicated\n}\nschedule s = Pin\n'
    expect(await hoverAt(caretAt(mlpTrain, '%x: '), { tactics, presentation: linking(tactics) })).toMatch(
      /pinned whole on .*\*\*batch\*\*: \[\*\*Pin\*\*\].*, `x: replicated` \[a\.tactics:3\]/,
    )
  })

  test('leaves formulas to its operation, so that it fits a screen', async () => {
    const text = await hoverAt(caretAt(mlpTrain, '%2 = '))
    expect(text).not.toMatch(/^ *= /m)
    expect(text).toContain('an estimate')
    expect(await hoverAt(caretAt(mlpTrain, 'stablehlo.dot_general %1, %w2'))).toMatch(/^ *= max\(/m)
  })

  test('lists collectives with cost, reason, and the tactic and action to blame', async () => {
    const text = await hoverAt(caretAt(mlpTrain, '%2 = '), { presentation: linking(mlpTactics) })
    expect(text).toMatch(/- \*\*all_reduce\*\* .*\*\*model\*\* add, 128 B, .*all exposed, bound by latency/)
    expect(text).toMatch(
      /Megatron tiles params\.w2 dim 0 on model; .*; from \[\*\*Megatron\*\*\]\(file:\/\/\/a\.tactics#L8\)/,
    )
    expect(text).toMatch(/all_gather.*\n.*from \[\*\*Z3\*\*\]\(.*\), `params\.\*\*: first_divisible` \[a\.tactics:16\]/)
  })

  test('has no pictures where they would be shown as addresses', async () => {
    expect(await hoverAt(caretAt(mlpTrain, '%2 = '))).not.toContain('data:')
  })
})

describe('an operation', () => {
  test('has its factors, what took them, work and time', async () => {
    const text = await hoverAt(caretAt(mlpTrain, 'stablehlo.dot_general %1, %w2'), {
      presentation: linking(mlpTactics),
    })
    expect(text).toMatch(/^\*\*stablehlo\.dot\\_general\*\*/)
    expect(text).toContain('`([i, k], [k, j])->([i, j]) {i, j parallel; k add}`')
    expect(text).toMatch(/- i on .*\*\*batch\*\*: \[\*\*BP\*\*\]\(file:\/\/\/a\.tactics#L5\)/)
    expect(text).toMatch(/- k on .*\*\*model\*\*: \[\*\*Megatron\*\*\]\(.*\), which leaves partial sums/)
    expect(text).toMatch(/FLOP on one device · .* read and written · \*\*.*s\*\*, an estimate/)
    expect(text).toMatch(/---\n\n`out` · forward$/)
  })

  test('says why a factor stays whole', async () => {
    const sort = `func.func public @main(%a: tensor<4x8xf32> loc("a")) -> tensor<4x8xf32> {
  %0 = "stablehlo.<|>sort"(%a) <{dimension = 1 : i64, is_stable = false}> ({
  ^bb0(%x: tensor<f32>, %y: tensor<f32>):
    %1 = stablehlo.compare LT, %x, %y : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %1 : tensor<i1>
  }) : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
`
    const tactics = 'mesh { batch: 4 }\ntactic T on batch { a: 0 }\nschedule s = T\n'
    expect(await hoverAt(sort, { tactics })).toMatch(/- i on \*\*batch\*\*: \*\*T\*\*\n- j stays whole: \w+/)
  })

  test('names both sides of a conflict', async () => {
    const add = `func.func public @main(%a: tensor<8x8xf32> loc("a"), %b: tensor<8x8xf32> loc("b")) -> tensor<8x8xf32> {
  %0 = stablehlo.<|>add %a, %b : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
`
    const tactics = 'mesh { m: 2 }\ntactic T on m {\n  a: 0\n  b: 1\n}\nschedule s = T\n'
    expect(await hoverAt(add, { tactics, presentation: linking(tactics) })).toMatch(
      /\$\(warning\) conflict on .*\*\*m\*\*: \[`a`\]\(.*\) dim 0 \(\[\*\*T\*\*\]\(.*\), `a: 0` \[a\.tactics:3\]\(.*\)\) against \[`b`\]\(.*\) dim 1 \(.*`b: 1` \[a\.tactics:4\]\(.*\)\); they ask for different factors/,
    )
  })
})

describe('what holds operations', () => {
  const loopTactics = 'mesh { batch: 4 }\ntactic T on batch { a: 0 }\nschedule s = T\n'

  test('a loop tells its trips, one iteration and the whole', async () => {
    const text = await hoverAt(caretAt(loopModel, 'stablehlo.while'), { tactics: loopTactics })
    expect(text).toMatch(/^\*\*stablehlo\.while\*\* · 5 iterations/)
    expect(text).toMatch(
      /of a step: .*s compute, 0 s exposed communication · 5\.13 kFLOP on one device · no collectives/,
    )
    expect(text).toMatch(/- one execution of the body: \*\*.*s\*\*/)
  })

  test('a function and a call of it tell how often it is expanded, and what that takes', async () => {
    const calls = `func.func public @main(%a: tensor<8x8xf32> loc("a")) -> tensor<8x8xf32> {
  %0 = call @square(%a) : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = call @square(%0) : (tensor<8x8xf32>) -> tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}
func.func private @square(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = stablehlo.dot_general %x, %x, contracting_dims = [1] x [0] : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
`
    const options = { tactics: loopTactics }
    const callee = await hoverAt(caretAt(calls, '@square(%x'), options)
    expect(callee).toMatch(/^\*\*function\*\* `@square` · 2 operations · expanded 2 times/)
    expect(callee).toMatch(
      /2\.05 kFLOP on one device · 1 all_gather\n\nthe first expansion: .* 1\.02 kFLOP on one device · 1 all_gather/,
    )
    expect(await hoverAt(caretAt(calls, 'call @square(%0'), options)).toMatch(
      /^\*\*call\*\* `@square`\n\n.*1\.02 kFLOP/,
    )
    const main = await hoverAt(caretAt(calls, '@main'), options)
    expect(main).toMatch(
      /the analysed function\n\n1 argument, 256 B · 1 result, 256 B, all global\n\nin schedule `s`: \*\*.* · .*s\*\*/,
    )
  })
})

describe('other text', () => {
  test('a type tells its bytes', async () => {
    expect(await hoverAt(caretAt(mlpTrain, 'tensor<32x16xf32> loc'))).toBe(
      '`tensor<32x16xf32>`: **2.00 KiB**, 512 elements in 2 dims, 32 bits each',
    )
  })

  test('an alias of a location tells its name stack and source', async () => {
    const text = `func.func public @main(%a: tensor<8xf32>) -> tensor<8xf32> {
  %0 = stablehlo.tanh %a : tensor<8xf32> loc(#loc<|>2)
  return %0 : tensor<8xf32>
}
#loc1 = loc("model.py":12:4)
#loc2 = loc("jit(step)/jvp(layer_0/mlp)/tanh"(#loc1))
`
    expect(await hoverAt(text, { presentation: linking('') })).toBe(
      'name `jit(step)/jvp(layer_0/mlp)/tanh`  \nscope `layer_0/mlp`  \nprimitive `tanh`, forward  \nsource [model.py:12:4](file:///model.py#L12)',
    )
  })
})

test('names of the model are text, whatever they hold', async () => {
  const evil = "p['a|b`c`](http://x.y) <img src=q> **d** $(zap) www.z.com"
  const model = mlpTrain
    .replace('loc("params[\'w2\']")', `loc("${evil.replaceAll('"', '\\"')}")`)
    .replaceAll('jvp(out)', 'jvp(o|`u`<b>[t](http://x.y))')
  const tactics = mlpTactics
    .replace('  params.w2: 0\n', '')
    .replaceAll('params.w1: 1', 'params.w1: 1\n  **: first_divisible')
  const text = await hoverAt(caretAt(model, '%2 = '), { tactics })
  const outside = text.replaceAll(/(`+)[^\n]*?[^`]\1(?!`)/g, '').replaceAll(/```[^]*?```/g, '')
  for (const markup of [/(?<!\\)<(?:img|b)/, /(?<!\\)\]\(/, /\$\(zap/, /https?:\/\//, /www\.z/])
    expect(outside).not.toMatch(markup)
})
