// The graph's layout without a browser: segments of edges, levels laid out once, the passes beside each other.
import { expect, test } from 'vitest'
import { alignParts, shifted } from '../../../webview/src/views/graph/layout/columns'
import { boundsOf, lengthOf, offsetLine, pointAlong, splitLine } from '../../../webview/src/views/graph/layout/geometry'
import { layOutLevels } from '../../../webview/src/views/graph/layout/levels'
import { border, findSegments } from '../../../webview/src/views/graph/layout/segments'
import { graphFixture, layOut, measure, openLayers, stackEngine } from './graphFixture'

test('an edge between groups leaves one, crosses to the other, and enters it', async () => {
  const { structure } = await graphFixture(openLayers)
  const { levels } = findSegments(structure)
  const name = (index: number): string => (index === border ? 'border' : structure.nodes[index]!.label)
  const printed = [...levels].flatMap(([level, segments]) =>
    segments.map(({ from, to }) => `${level < 0 ? 'top' : structure.nodes[level]!.label}: ${name(from)} > ${name(to)}`),
  )
  expect(printed).toEqual(
    expect.arrayContaining([
      'mlp: w > tanh · mul',
      'mlp: tanh · mul > border',
      'layer_0 … layer_2: mlp > add',
      // From one layer to the next.
      'layer_0 … layer_2: add > border',
      'layer_0 … layer_2: border > add',
      'forward: layer_0 … layer_2 > loss',
    ]),
  )
})

test('each level is laid out once as long as it stays the same, and equal levels share a layout', async () => {
  const asked: number[] = []
  const engine = (graph: Parameters<typeof stackEngine>[0]): ReturnType<typeof stackEngine> => {
    asked.push(graph.children?.length ?? 0)
    return stackEngine(graph)
  }
  const options = { engine, measure, cache: new Map() }
  const closed = await graphFixture()
  await layOutLevels(closed.structure, options)
  expect(asked).toHaveLength(2)
  await layOutLevels(closed.structure, options)
  expect(asked).toHaveLength(2)
  await layOutLevels((await graphFixture(openLayers)).structure, options)
  // The layer, what is in it, and the forward pass around it; the backward pass is as it was.
  expect(asked).toHaveLength(5)
})

test('boxes lie in their groups, and what tactics do moves nothing', async () => {
  const [one, other] = [await graphFixture(openLayers), await graphFixture(openLayers, 'model "layered.mlir"\n')]
  const [picture, same] = [await layOut(one.structure), await layOut(other.structure)]
  expect(same.boxes).toEqual(picture.boxes)
  one.structure.nodes.forEach(({ parent }, index) => {
    if (parent === undefined) return
    const [inner, outer] = [picture.boxes[index]!, picture.boxes[parent]!]
    expect(inner.y).toBeGreaterThanOrEqual(outer.y)
    expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height)
  })
  for (const line of picture.lines) for (const { x, y } of line.points) expect([x, y].every(Number.isFinite)).toBe(true)
})

test('parts of both passes are level, so that what is kept is a horizontal line', async () => {
  const { structure } = await graphFixture(openLayers)
  const picture = await layOut(structure)
  const indexOf = (id: string): number => structure.nodes.findIndex((node) => node.id === id)
  const [forward, backward] = [
    picture.boxes[indexOf('forward/layer_0*')]!,
    picture.boxes[indexOf('backward/layer_2*')]!,
  ]
  expect(backward.y).toBe(forward.y)
  expect(backward.height).toBeGreaterThanOrEqual(forward.height)
  const kept = picture.lines.filter(({ isCrossing, to }) => isCrossing && to === indexOf('backward/layer_2*'))
  expect(kept.length).toBeGreaterThan(0)
  for (const { points } of kept) expect(boundsOf(points).height).toBe(0)
})

test('alignment only ever moves down, and leaves pairs that cross as they are', () => {
  const part = (
    child: number,
    y: number,
    height = 10,
  ): { child: number; y: number; height: number; canGrow: boolean } => ({
    child,
    y,
    height,
    canGrow: true,
  })
  const { left, right, heights } = alignParts([
    [part(0, 0), part(10, 20)],
    [part(1, 40, 30), part(11, 50)],
    [part(2, 90), part(12, 0)],
  ])
  expect(left).toEqual([{ from: 0, by: 20 }])
  expect(right).toEqual([
    { from: 50, by: 10 },
    { from: 59, by: 20 },
  ])
  expect([...heights]).toEqual([[11, 30]])
  expect(shifted(right, 55)).toBe(65)
  expect(shifted(right, 70)).toBe(100)
})

test('strands run beside each other around corners', () => {
  const corner = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
  ]
  expect(offsetLine(corner, 2)).toEqual([
    { x: 0, y: 2 },
    { x: 8, y: 2 },
    { x: 8, y: 10 },
  ])
  expect(lengthOf(corner)).toBe(20)
  expect(pointAlong(corner, -5)).toMatchObject({ x: 10, y: 5, isHorizontal: false })
  const [before, behind] = splitLine(corner, pointAlong(corner, 4))
  expect(before).toEqual([
    { x: 0, y: 0 },
    { x: 4, y: 0 },
  ])
  expect(behind).toHaveLength(3)
  expect(pointAlong([{ x: 3, y: 4 }], 5)).toMatchObject({ x: 3, y: 4 })
})
