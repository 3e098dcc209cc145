// Figures as people read them, and what no figure can be.
import { describe, expect, test } from 'vitest'
import {
  formatBandwidth,
  formatBytes,
  formatChange,
  formatCount,
  formatFlopRate,
  formatFlops,
  formatPercent,
  formatPoints,
  formatQuantity,
  formatSeconds,
} from '../../../server/src/base/format'

describe('figures', () => {
  test.each([
    [formatBytes(0), '0 B'],
    [formatBytes(21.3 * 2 ** 30), '21.3 GiB'],
    [formatBytes(3 * 2 ** 50), '3.00 PiB'],
    [formatSeconds(0), '0 s'],
    [formatSeconds(0.0402), '40.2 ms'],
    [formatSeconds(4.27e-10), '0.427 ns'],
    [formatFlops(2.58e13), '25.8 TFLOP'],
    [formatFlopRate(2.75e14), '275 TFLOP/s'],
    [formatBandwidth(1.2e12), '1.2 TB/s'],
    [formatCount(18709), '18,709'],
    [formatPercent(0.45), '45 %'],
    [formatPercent(0.004), '0.4 %'],
    [formatPercent(0.00000093), '< 0.01 %'],
    [formatPercent(0), '0 %'],
    [formatChange(-0.00000093, formatPercent), '< 0.01 %'],
    [formatChange(0.063, formatPoints), '+6.3 points'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected)
  })

  test('change with their sign', () => {
    expect(formatChange(128, formatCount)).toBe('+128')
    expect(formatChange(-26.4 * 2 ** 30, formatBytes)).toBe('\u221226.4 GiB')
    expect(formatChange(0, formatBytes)).toBe('0 B')
  })
})

describe.each(['bytes', 'seconds', 'flops', 'bandwidth', 'flopRate', 'share', 'count'] as const)('in %s', (unit) => {
  test('what overflows or is no number is said in words', () => {
    expect(formatQuantity(Infinity, unit)).toBe('too large')
    expect(formatQuantity(1e300, unit)).toBe('too large')
    expect(formatQuantity(Number.NaN, unit)).toBe('unknown')
    expect(formatQuantity(-1, unit)).toBe('unknown')
  })
})
