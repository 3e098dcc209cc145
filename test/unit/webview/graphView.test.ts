// What the graph's page makes of messages, marks and choices, without a browser.
import { describe, expect, test } from 'vitest'
import type { GraphMessage } from '../../../server/src/protocol/graphMessages'
import { graphIntent, graphMessage } from '../../../server/src/protocol/graphMessages'
import { describeMismatch } from '../../../server/src/protocol/panels'
import { drawScene } from '../../../webview/src/views/graph/draw/drawScene'
import type { Palette } from '../../../webview/src/views/graph/draw/palette'
import { plainColor } from '../../../webview/src/views/graph/draw/palette'
import { makeScene } from '../../../webview/src/views/graph/draw/makeScene'
import { createSvgPen } from '../../../webview/src/views/graph/draw/svgPen'
import { findLit } from '../../../webview/src/views/graph/focus'
import { findHit, findNext } from '../../../webview/src/views/graph/hit'
import {
  isBusy,
  readSavedGraph,
  receiveGraph,
  reveal,
  startGraphModel,
  toggleGroup,
  toSavedGraph,
} from '../../../webview/src/views/graph/model'
import { graphFixture, layOut, openLayers } from './graphFixture'

const plain = { size: 'time', coloring: 'sharding', focus: undefined } as const

const palette: Palette = {
  background: '#000',
  text: '#fff',
  second: '#ccc',
  third: '#999',
  hair: '#333',
  groupFill: '#111',
  groupStroke: '#222',
  nodeFill: '#222',
  nodeStroke: '#444',
  pillFill: '#000',
  shade: '#888',
  bar: '#888',
  focus: '#08f',
  warning: '#fa0',
  error: '#f00',
  link: '#08f',
  axes: ['#a00', '#0a0', '#00a', '#aa0', '#0aa', '#a0a'],
  kinds: {
    all_reduce: '#f0f',
    all_gather: '#0ff',
    reduce_scatter: '#ff0',
    all_to_all: '#f80',
    collective_permute: '#08f',
  },
  font: 'sans-serif',
  isHighContrast: false,
}

const frame = { view: undefined, scale: 1, palette, selected: undefined, selectedTile: undefined, hovered: undefined }

describe('model', () => {
  const start = startGraphModel(readSavedGraph(undefined))

  test('figures of another structure are left', async () => {
    const [closed, open] = [await graphFixture(), await graphFixture(openLayers)]
    const messages: readonly GraphMessage[] = [
      { kind: 'structure', version: 1, structure: open.structure },
      { kind: 'figures', version: 1, figures: closed.state },
    ]
    for (const message of messages) expect(describeMismatch(graphMessage, message)).toBeUndefined()
    const late = messages.reduce(receiveGraph, start)
    expect(late.figures).toBeUndefined()
    expect(receiveGraph(late, { kind: 'figures', version: 1, figures: open.state }).figures).toBe(open.state)
  })

  test('what is found is asked to be open, once', () => {
    const found = { id: 'forward/a/b', label: 'b', detail: '', open: ['forward', 'forward/a'] }
    const asked = reveal({ ...start, open: ['forward'] }, found)
    expect(asked).toMatchObject({ open: ['forward', 'forward/a'], wanted: 'forward/a/b', selected: 'forward/a/b' })
    expect(reveal(asked, found).open).toBe(asked.open)
    expect(toggleGroup(asked, 'forward/a').open).toEqual(['forward'])
  })

  test('what is asked for and laid out is under way, until an answer that changes nothing or the end of its layout', async () => {
    const { structure } = await graphFixture()
    const shown = receiveGraph(start, { kind: 'structure', version: 1, structure })
    expect(isBusy(shown)).toBe(false)
    const asked = reveal(shown, { id: 'a/b', label: 'b', detail: '', open: ['a'] })
    expect(isBusy(asked)).toBe(true)
    const computing = { kind: 'computing', since: 0 } as const
    expect(isBusy(receiveGraph(asked, { kind: 'state', version: 2, state: computing }))).toBe(true)
    const fresh = { kind: 'fresh', milliseconds: 1 } as const
    expect(isBusy(receiveGraph(asked, { kind: 'state', version: 2, state: fresh }))).toBe(false)
    const answered = receiveGraph(asked, { kind: 'structure', version: 3, structure })
    expect(isBusy(answered)).toBe(false)
    expect(isBusy({ ...answered, layout: { done: 0, total: 2, since: 0 } })).toBe(true)
  })

  test('an answer to an older question is dropped', () => {
    const message: GraphMessage = { kind: 'found', version: 1, query: 'old', found: [], more: 0 }
    expect(receiveGraph({ ...start, query: 'new' }, message).found).toBeUndefined()
  })

  test('what was saved comes back, and what is not well formed does not', () => {
    const saved = toSavedGraph({ ...start, open: ['forward'], size: 'flops', viewport: { scale: 2, x: 1, y: 3 } })
    expect(readSavedGraph(JSON.parse(JSON.stringify(saved)))).toEqual(saved)
    for (const broken of [null, 5, { open: [1], viewport: { scale: -1, x: 0, y: 0 }, size: 'x' }])
      expect(readSavedGraph(broken)).toMatchObject({ open: undefined, viewport: undefined, size: 'time' })
  })

  test('intents that are malformed are refused', () => {
    expect(describeMismatch(graphIntent, { kind: 'open', version: 1, open: [1] })).toContain('open')
    expect(describeMismatch(graphIntent, { kind: 'open', version: 1 })).toBeUndefined()
  })
})

describe('focus', () => {
  test('neighbours, and the way between two nodes', async () => {
    const { structure } = await graphFixture()
    const labels = (lit: ReadonlySet<number> | undefined): string[] =>
      [...(lit ?? [])].map((index) => structure.nodes[index]!.id).sort()
    const near = labels(findLit(structure, { kind: 'neighbours', id: 'forward/loss' }))
    expect(near).toEqual(['forward/layer_0*', 'forward/loss', 'forward/loss>'])
    const way = findLit(structure, { kind: 'path', from: 'forward/layer_0*<', to: 'update' })
    expect(labels(way)).toEqual(expect.arrayContaining(['forward/layer_0*', 'backward/layer_2*', 'update']))
    expect(labels(way)).not.toContain('forward/loss')
    expect(findLit(structure, { kind: 'path', from: 'forward/loss', to: undefined })).toBeUndefined()
    expect(findLit(structure, { kind: 'neighbours', id: 'not there' })).toBeUndefined()
  })
})

describe('scene', () => {
  test('has a strand an axis, and dashes where a sum is partial', async () => {
    const { structure, state } = await graphFixture(openLayers)
    const scene = makeScene(await layOut(structure), state, plain)
    const looks = new Set(scene.strands.map(({ style }) => `${style.axis}${style.isDashed ? ' dashed' : ''}`))
    expect([...looks]).toEqual(expect.arrayContaining(['0', '1', '1 dashed']))
    expect(scene.tiles.length + scene.nodes.reduce((sum, { inside }) => sum + inside.length, 0)).toBe(
      state.tiles.length,
    )
    for (const { x, y } of scene.tiles) expect([x, y].every(Number.isFinite)).toBe(true)
  })

  test('finds what is under the pointer, innermost first, and what lies next', async () => {
    const { structure, state } = await graphFixture(openLayers)
    const picture = await layOut(structure)
    const scene = makeScene(picture, state, plain)
    const indexOf = (id: string): number => structure.nodes.findIndex((node) => node.id === id)
    const dot = structure.nodes.findIndex(({ isMatrix }) => isMatrix)
    const box = picture.boxes[dot]!
    expect(findHit(scene, { x: box.x + 2, y: box.y + 2 })).toEqual({ kind: 'node', index: dot })
    const [tile] = scene.tiles
    expect(findHit(scene, tile!)).toEqual({ kind: 'tile', id: tile!.tile.id })
    expect(findHit(scene, { x: -50, y: -50 })).toBeUndefined()
    const next = findNext(scene, box, 'ArrowDown')!
    expect(picture.boxes[next]!.y).toBeGreaterThan(box.y)
    expect(findNext(scene, picture.boxes[indexOf('update')]!, 'ArrowUp')).toBeUndefined()
  })

  test('is written as SVG whatever names hold', async () => {
    const { structure, state } = await graphFixture(openLayers)
    const name = `<img src=x onerror="alert(1)">${'x'.repeat(10_000)}`
    const nodes = structure.nodes.map((node) => ({ ...node, label: name }))
    const scene = makeScene(await layOut({ ...structure, nodes }), state, plain)
    const pen = createSvgPen('sans-serif', (text) => text.length * 6)
    drawScene(pen, scene, frame)
    const text = pen.finish(scene.picture.width, scene.picture.height, '#000')
    expect(text).toContain('&lt;img')
    expect(text).not.toContain('<img')
    expect(text).not.toMatch(/NaN|undefined/)
    expect(text.length).toBeLessThan(200_000)
  })

  test('has colours that every viewer of pictures reads', () => {
    expect(plainColor('color(srgb 0.5 0 1)')).toBe('rgb(128, 0, 255)')
    expect(plainColor('color(srgb 1 1 1 / 0.11)')).toBe('rgba(255, 255, 255, 0.11)')
    expect(plainColor('rgb(1, 2, 3)')).toBe('rgb(1, 2, 3)')
  })

  test('one operation and no figures make a scene', async () => {
    const { structure } = await graphFixture()
    const [node] = structure.nodes
    const alone = { ...structure, nodes: [{ ...node!, isOpen: false }], edges: [] }
    const scene = makeScene(await layOut(alone), undefined, plain)
    expect(scene.nodes).toHaveLength(1)
  })
})
