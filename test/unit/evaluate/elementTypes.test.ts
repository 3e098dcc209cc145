// Numbers of each element type: round to nearest even, what happens beyond the largest, wrapping integers.
import { describe, expect, test } from 'vitest'
import { fromBits, rounderOf, toBits } from '../../../server/src/evaluate/elementTypes'
import type { ElementType } from '../../../server/src/model/tensorTypes'

describe('floats round to nearest, ties to even', () => {
  test.each<readonly [ElementType, number, number]>([
    // 8 bits of mantissa: 256 + 1 lies between 256 and 258.
    ['bf16', 257, 256],
    ['bf16', 259, 260],
    ['bf16', 3.39e38, 3.3895313892515355e38],
    ['bf16', 1e-45, 0],
    ['f16', 2049, 2048],
    ['f16', 2051, 2052],
    ['f16', 65519, 65504],
    ['f16', 65520, Infinity],
    ['f16', 2 ** -25, 0],
    ['f16', 1.5 * 2 ** -24, 2 ** -23],
    ['f32', 16777217, 16777216],
    ['f8E5M2', 9, 8],
    ['f8E5M2', 11, 12],
    ['f8E5M2', 57344, 57344],
    ['f8E5M2', 61440, Infinity],
    // No infinity: beyond the largest is NaN.
    ['f8E4M3FN', 17, 16],
    ['f8E4M3FN', 448, 448],
    ['f8E4M3FN', 465, NaN],
    ['f8E4M3B11FNUZ', 30, 30],
    ['f8E4M3B11FNUZ', 32, NaN],
    ['f8E5M2FNUZ', 57344, 57344],
    // Neither infinity nor NaN: the largest stays.
    ['f4E2M1FN', 100, 6],
    ['f4E2M1FN', 2.5, 2],
    ['f4E2M1FN', 3.5, 4],
  ])('%s: %d is %d', (type, number, rounded) => {
    expect(rounderOf(type)(number)).toBe(rounded)
  })

  test('the sign of zero is kept where there is one', () => {
    expect(rounderOf('bf16')(-0)).toBe(-0)
    expect(rounderOf('f8E4M3B11FNUZ')(-0)).toBe(0)
  })
})

describe('integers wrap', () => {
  test.each<readonly [ElementType, number, number]>([
    ['i4', 8, -8],
    ['i4', -9, 7],
    ['ui4', 17, 1],
    ['i2', 2, -2],
    ['ui2', 5, 1],
    ['i8', 200, -56],
    ['ui8', -1, 255],
    ['i32', 2 ** 31, -(2 ** 31)],
    ['ui32', -1, 2 ** 32 - 1],
  ])('%s: %d is %d', (type, number, wrapped) => {
    expect(rounderOf(type)(number)).toBe(wrapped)
  })
})

test('bits and back', () => {
  const numbers: Readonly<Partial<Record<ElementType, readonly number[]>>> = {
    f32: [1.5, -0.1, Infinity],
    bf16: [1.5, -256, 2 ** -130],
    f16: [1.5, -65504, 2 ** -24],
    f8E4M3FN: [1.5, -448, 2 ** -9],
    f8E5M2: [1.5, -57344, 2 ** -16],
    f8E4M3B11FNUZ: [1.5, -30, 2 ** -13],
    i8: [-128, 127],
    ui4: [0, 15],
  }
  for (const [type, list] of Object.entries(numbers) as [ElementType, readonly number[]][])
    // keys are element types
    for (const number of list) {
      const rounded = rounderOf(type)(number)
      expect(fromBits(toBits(rounded, type), type)).toBe(rounded)
    }
  expect(toBits(1, 'bf16')).toBe(0x3f80n)
  expect(toBits(1, 'f8E4M3FN')).toBe(0x38n)
})
