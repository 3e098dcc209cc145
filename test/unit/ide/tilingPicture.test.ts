import { expect, test } from 'vitest'
import { palettes } from '../../../server/src/ide/palette'
import { axisSwatch, tilingPicture } from '../../../server/src/ide/tilingPicture'
import type { Mesh } from '../../../server/src/sharding/mesh'

const palette = palettes.dark
const outline = `fill="none" stroke="${palette.text}"`

test('axes behind the sixth repeat the colours, with an outline', () => {
  const [first, seventh] = [0, 6].map((axis) => decodeURIComponent(axisSwatch(axis, palette)))
  expect([first, seventh].map((svg) => svg?.includes(palette.axes[0] ?? ''))).toEqual([true, true])
  expect([first, seventh].map((svg) => svg?.includes(outline))).toEqual([false, true])
})

test('the part of one device is outlined in the same way', () => {
  const mesh: Mesh = { axes: [...'abcdefg'].map((name) => ({ name, size: 2 })) }
  const draw = (axis: number): string => decodeURIComponent(tilingPicture([8, 8], [[axis], []], mesh, palette) ?? '')
  expect([draw(0).includes(outline), draw(6).includes(outline)]).toEqual([false, true])
})
