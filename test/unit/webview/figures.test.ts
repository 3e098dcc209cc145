import { describe, expect, test } from 'vitest'
import {
  findTicks,
  formatAge,
  formatDifference,
  formatDifferenceIn,
  formatIn,
  formatRound,
  splitFigure,
} from '../../../webview/src/base/figures'

const gib = 2 ** 30

describe('figures', () => {
  test('come apart into digits and unit', () => {
    expect(splitFigure(21.3 * gib, 'bytes')).toEqual({ digits: '21.3', unit: 'GiB' })
    expect(splitFigure(0, 'seconds')).toEqual({ digits: '0', unit: 's' })
    expect(splitFigure(0.45, 'share')).toEqual({ digits: '45', unit: '%' })
    expect(splitFigure(0.0000007, 'share')).toEqual({ digits: '<0.01', unit: '%' })
    expect(splitFigure(675, 'count')).toEqual({ digits: '675', unit: '' })
  })

  test('that are round have no zeros behind the point', () => {
    expect(formatRound(32 * gib, 'bytes')).toBe('32 GiB')
    expect(formatRound(32.5 * gib, 'bytes')).toBe('32.5 GiB')
    expect(formatRound(100, 'bytes')).toBe('100 B')
  })

  test('share a unit with others in their column', () => {
    expect(formatIn(0.548, 's')).toBe('0.548')
    expect(formatIn(6.8, 's')).toBe('6.80')
    expect(formatIn(656 * gib, 'GiB')).toBe('656')
    expect(formatIn(0.238, '%')).toBe('23.8')
  })

  test('differ with a sign, where anything is seen of it', () => {
    expect(formatDifference(21.3 * gib, 34.8 * gib, 'bytes')).toBe('+13.5 GiB')
    expect(formatDifference(1.781, 1.7812, 'seconds')).toBeUndefined()
    expect(formatDifferenceIn(1.78, 1.72, 's')).toBe('\u22120.060')
    expect(formatDifferenceIn(1, 1.0001, 's')).toBeUndefined()
  })

  test('say their age', () => {
    expect(formatAge(4_200)).toBe('4 s ago')
    expect(formatAge(180_000)).toBe('3 min ago')
    expect(formatAge(-5)).toBe('0 s ago')
  })
})

describe('ticks', () => {
  test('are round, in tens or in twos', () => {
    expect(findTicks(3.2, 4, 10)).toEqual([0, 1, 2, 3])
    expect(findTicks(64 * gib, 4, 2).map((tick) => tick / gib)).toEqual([0, 16, 32, 48, 64])
  })

  test('of nothing are the origin', () => {
    expect(findTicks(0, 4, 10)).toEqual([0])
    expect(findTicks(NaN, 4, 2)).toEqual([0])
    expect(findTicks(Infinity, 4, 2)).toEqual([0])
  })
})
