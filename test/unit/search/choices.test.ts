// What a search chooses from: dims that are tiled alike, equal layers as one.
import { expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { findChoices } from '../../../server/src/search/choices'
import { wideModel, wideSizes } from '../../support/wideModel'
import { mlpTrain } from '../../support/models'

function listChoices(text: string): string[] {
  const { program, module } = loadModel(encodeText(text))
  return findChoices(program).choices.map(({ seeds, roots, isHub, isInput }) => {
    const marks = `${roots.length > 1 ? ` ×${roots.length}` : ''}${isHub ? ' hub' : ''}${isInput ? ' input' : ''}`
    return `${seeds.map(({ argument, dim }) => `${module.arguments[argument]!.path}:${dim}`).join(' ')}${marks}`
  })
}

test('dims that must be tiled alike are one choice', () => {
  expect(listChoices(mlpTrain)).toMatchInlineSnapshot(`
    [
      "params.w1:1 params.w2:0",
      "x:0 y:0 input",
      "params.w1:0 x:1 input",
      "params.w2:1 y:1 input",
    ]
  `)
})

test('equal layers are one choice, by their paths', () => {
  expect(listChoices(wideModel(wideSizes))).toMatchInlineSnapshot(`
    [
      "params.layer_0.up:1 params.layer_0.down:0 params.layer_1.up:1 params.layer_1.down:0 params.layer_2.up:1 params.layer_2.down:0 ×3",
      "params.layer_0.up:0 params.layer_0.down:1 params.layer_1.up:0 params.layer_1.down:1 params.layer_2.up:0 params.layer_2.down:1 x:1 input",
      "x:0 input",
    ]
  `)
})

test('equal layers are one choice where no name says so', () => {
  const named = wideModel({ ...wideSizes, layers: ['ape', 'bee', 'cat', 'dog', 'elk', 'fox', 'gnu'] })
  const hidden = listChoices(named).find((choice) => choice.includes('params.dog.up:1'))
  expect(hidden).toContain('×')
})
