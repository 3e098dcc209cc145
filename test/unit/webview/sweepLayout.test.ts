import { describe, expect, test } from 'vitest'
import type { SweepPoint, SweepResult } from '../../../server/src/protocol/costs'
import { layOutSweep } from '../../../webview/src/views/costs/sweepLayout'

const gib = 2 ** 30
const point = (mesh: number[], memory: number, stepTime: number, isPareto = false, schedule = 'a'): SweepPoint => ({
  schedule,
  mesh,
  peakMemory: memory * gib,
  stepTime,
  fits: memory <= 32,
  isComplete: true,
  isPareto,
})

const sweep = (points: SweepPoint[]): SweepResult => ({
  devices: 32,
  device: 'tpu_v4',
  memory: 32 * gib,
  points,
  milliseconds: 1,
})

describe('a sweep', () => {
  const result = sweep([
    point([32, 1], 23, 2),
    point([16, 2], 19, 1.7, true),
    point([8, 4], 18.9, 1.71, true),
    point([4, 8], 17, 2.1, true, 'b'),
    point([2, 16], 56, 3, false, 'b'),
  ])
  const layout = layOutSweep(result, 0, 400, 200)

  test('stands within its frame, with more memory to the right and more time above', () => {
    const { plot, points } = layout
    for (const { x, y } of points) {
      expect(x).toBeGreaterThanOrEqual(plot.left)
      expect(x).toBeLessThanOrEqual(plot.right)
      expect(y).toBeGreaterThanOrEqual(plot.top)
      expect(y).toBeLessThanOrEqual(plot.bottom)
    }
    expect(points[4]!.x).toBeGreaterThan(layout.limit)
    expect(points[0]!.x).toBeLessThan(layout.limit)
    expect(points[4]!.y).toBeLessThan(points[1]!.y)
  })

  test('has labels that touch neither each other nor a point', () => {
    expect(layout.labels[0]?.text).toBe('now')
    const boxes = layout.labels.map(({ x, y, isEnd, text }) => ({
      left: isEnd ? x - text.length * 6 : x,
      right: isEnd ? x : x + text.length * 6,
      y,
    }))
    boxes.forEach((a, i) =>
      boxes.slice(i + 1).forEach((b) => {
        expect(a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < 11).toBe(false)
      }),
    )
  })

  test('names units once, and schedules by shape', () => {
    expect(layout.units).toEqual({ x: 'GiB', y: 's' })
    expect(layout.schedules).toEqual(['a', 'b'])
    expect(layout.xTicks.map(({ text }) => text)).toContain('32')
  })

  test('of one point is still a chart', () => {
    const one = layOutSweep(sweep([point([1], 0, 0)]), -1, 300, 200)
    expect(Number.isFinite(one.points[0]!.x) && Number.isFinite(one.points[0]!.y)).toBe(true)
    expect(one.front).toBe('')
  })
})
