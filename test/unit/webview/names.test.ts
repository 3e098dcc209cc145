import { describe, expect, test } from 'vitest'
import { fitName, foldLayers, splitName } from '../../../webview/src/base/names'

describe('a name that is too long', () => {
  test('gives up middle segments first: the tail identifies', () => {
    const name = 'params.layer_12.attn.mlp.up'
    expect(fitName(name, 40)).toBe(name)
    expect(fitName(name, 22)).toBe('params.…attn.mlp.up')
    expect(fitName(name, 15)).toBe('params.…mlp.up')
    expect(fitName(name, 12)).toBe('params.…up')
    expect(fitName(name, 9)).toBe('…mlp.up')
    expect(fitName('layer_*/mlp/dot_general', 17)).toBe('…mlp/dot_general')
  })

  test('of one segment is cut in its middle', () => {
    expect(fitName('a_very_long_name_of_one_segment', 11)).toBe('a_ver…gment')
    expect(fitName('x'.repeat(10_000), 9)).toHaveLength(9)
  })

  test('stands in the page in three short parts', () => {
    expect(splitName('params.layer_*.attn.mlp.up')).toEqual({
      head: 'params.',
      middle: '',
      tail: 'layer_*.attn.mlp.up',
    })
    const { head, middle, tail } = splitName('x'.repeat(10_000))
    expect((head + middle + tail).length).toBeLessThan(200)
    const many = splitName('seg.'.repeat(3000))
    expect(`${many.head}${many.middle}${many.tail}`.length).toBeLessThan(300)
  })
})

test('equal layers have one folded name', () => {
  expect(foldLayers('params.layer_12.mlp.up')).toBe('params.layer_*.mlp.up')
  expect(foldLayers('layers.3.w1')).toBe('layers.*.w*')
  expect(foldLayers('layer_0/attn')).toBe(foldLayers('layer_31/attn'))
})
