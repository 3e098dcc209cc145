// The graph: the first view of the example and of a large model, a layer unfolded, thousands of nodes moved about.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Row } from '../../bench/measure'
import { median, percentile } from '../../bench/measure'
import { generatedTactics, sizeOfOperations, writeModel } from '../../support/generateModel'
import { openFixture } from '../fixturePage'
import type { Graph } from '../graphMessages'
import { askGraph, messagesOf } from '../graphMessages'
import type { LiveServer } from '../live'
import { openLive, startLive } from '../live'
import type { PageBench } from './costs'
import { longestTask, moveFrames, timeGraph, watchTasks } from './frames'

// Not a whole number of movements to and fro: what moves ends elsewhere.
const [firstViews, unfoldings, frames] = [7, 5, 150]
const [largeOperations, manyNodes] = [100_000, 5_000]

export const measureGraph = async (bench: PageBench): Promise<Row[]> => [
  await measureFirstView(bench),
  await measureUnfolding(bench),
  ...(await measureMovement(bench)),
  ...(await measureLarge(bench)),
]

/** A page without anything in it. */
const openEmpty = async ({ browser, address }: PageBench): Promise<Page> =>
  (await openFixture(browser, address, { view: 'graph', height: 800 })).page

async function measureFirstView(bench: PageBench): Promise<Row> {
  const graph = await askGraph(bench.server)
  const times: number[] = []
  for (let i = 0; i < firstViews; i++) {
    const page = await openEmpty(bench)
    times.push(await timeGraph(page, { messages: messagesOf(graph) }))
    await page.context().close()
  }
  const note = `${graph.structure.nodes.length} nodes; ${firstViews} new pages`
  return { name: 'graph: first view, message to painted, median', value: median(times), unit: 'ms', goal: 500, note }
}

/** From the key to the layer's inside on the canvas, with the server's answer in between. */
async function measureUnfolding({ browser, address, server }: PageBench): Promise<Row> {
  const times: number[] = []
  for (let i = 0; i < unfoldings; i++) {
    const { page } = await openLive(browser, address, { view: 'graph', server, height: 800 })
    await atRest(page)
    await page.getByRole('combobox', { name: /Find/ }).fill('layer_0')
    await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().waitFor()
    await page.getByRole('combobox', { name: /Find/ }).press('Enter')
    await page.locator('[role=treeitem][aria-selected=true][aria-expanded=false]').waitFor({ state: 'attached' })
    await atRest(page)
    times.push(await timeGraph(page, { key: ' ' }))
    await page.context().close()
  }
  const note = `key to painted, with the server's answer; ${unfoldings} new pages`
  return { name: 'graph: one layer unfolded, median', value: median(times), unit: 'ms', goal: 700, note }
}

const atRest = (page: Page): Promise<void> => page.locator('#canvas[data-shown][aria-busy=false]').waitFor()

async function measureMovement(bench: PageBench): Promise<Row[]> {
  const graph = await openMany(bench.server)
  const page = await openEmpty(bench)
  const layout = await timeGraph(page, { messages: messagesOf(graph) })
  // All of it in view.
  await page.locator('#canvas').press('0')
  const fitted = await readViewport(page)
  // The small map goes where all is in view.
  if (await page.locator('#map').isVisible()) throw new Error('not all nodes are in view')
  const pan = await moveFrames(page, { selector: '#canvas', kind: 'pan', step: 4 }, frames)
  const panned = await readViewport(page)
  const zoom = await moveFrames(page, { selector: '#canvas', kind: 'zoom', step: 20 }, frames)
  const zoomed = await readViewport(page)
  if (panned.x === fitted.x || zoomed.scale === panned.scale) throw new Error('the graph has not moved')
  await page.context().close()
  const count = `graph: ${graph.structure.nodes.length.toLocaleString('en')} nodes`
  const frame = (name: string, { intervals, work, busy }: typeof pan): Row => ({
    name: `${count}, ${name}, frame, median`,
    value: median(intervals),
    unit: 'ms',
    goal: 1000 / 60 + 0.5,
    note: `all in view at first; work of a frame ${busy.toFixed(1)} ms, 95th percentile ${percentile(work, 0.95).toFixed(1)} ms`,
  })
  return [
    { name: `${count}: message to painted`, value: layout, unit: 'ms', note: `${graph.structure.edges.length} lines` },
    frame('panned', pan),
    frame('zoomed', zoom),
  ]
}

/** Where the page has kept that it looks, once it rests. */
async function readViewport(page: Page): Promise<{ readonly scale: number; readonly x: number }> {
  await page.waitForTimeout(600)
  return page.evaluate(() => {
    const [state] = Object.values(sessionStorage) as string[] // the page's own, written by its fixture host
    return (JSON.parse(state ?? '{}') as { readonly viewport: { readonly scale: number; readonly x: number } }).viewport // as it is kept
  })
}

/** Opens groups, outer ones first, and takes stacks apart, until so many nodes are shown. */
async function openMany(server: LiveServer): Promise<Graph> {
  let graph = await askGraph(server)
  for (;;) {
    const { nodes, open, apart } = graph.structure
    if (nodes.length >= manyNodes) return graph
    const closed = nodes.filter(({ canOpen, isOpen }) => canOpen && !isOpen)
    const some = closed.slice(0, Math.max(1, Math.ceil(closed.length / 4)))
    if (some.length === 0) return graph
    const stacks = nodes.flatMap(({ id, isStack, isOpen }) => (isStack && isOpen ? [id] : []))
    graph = await askGraph(server, {
      open: [...open, ...some.map(({ id }) => id)],
      apart: [...new Set([...apart, ...stacks])],
    })
    if (graph.structure.isLimited) return graph
  }
}

async function measureLarge(bench: PageBench): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shardlens-graph-'))
  const { operations } = writeModel(join(folder, 'large.mlir'), sizeOfOperations(largeOperations))
  const tactics = join(folder, 'large.tactics')
  writeFileSync(tactics, generatedTactics('large.mlir'))
  const server = await startLive(tactics)
  try {
    const start = performance.now()
    const graph = await askGraph(server)
    const asked = performance.now() - start
    const page = await openEmpty(bench)
    await watchTasks(page)
    const painted = await timeGraph(page, { messages: messagesOf(graph) })
    const task = await longestTask(page)
    await page.context().close()
    const name = `graph: top levels of ${operations.toLocaleString('en')} operations`
    const note = `${graph.structure.nodes.length} nodes; the server's first answer takes ${asked.toFixed(0)} ms of it`
    return [
      { name: `${name}, asked to painted`, value: asked + painted, unit: 'ms', goal: 2_000, note },
      { name: 'of that, the longest task in the page', value: task, unit: 'ms', goal: 100 },
    ]
  } finally {
    await server.client.stop()
    rmSync(folder, { recursive: true })
  }
}
