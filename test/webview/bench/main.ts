// What a person waits for in the panels, measured in Chromium on the pages as they are shipped, with a real language server behind.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../../bench/measure'
import { printRows } from '../../bench/measure'
import { launchBrowser } from '../fixturePage'
import { startLive } from '../live'
import { measureBundles } from './bundles'
import { measureCosts } from './costs'
import { measureGraph } from './graph'

export interface WebviewBench {
  /** Path of Chromium, and address of the server of pages. */
  readonly chromium: string
  readonly address: string
  /** Folder of the example, of the bundled pages, and for the result. */
  readonly example: string
  readonly pages: string
  readonly results: string
}

/** Writes `webview.json` into the folder for results and returns the table. */
export async function benchWebview({ chromium, address, example, pages, results }: WebviewBench): Promise<string> {
  const browser = await launchBrowser(chromium)
  const server = await startLive(join(example, 'transformer.tactics'))
  try {
    const bench = { browser, address, server }
    const rows: Row[] = [...measureBundles(pages), ...(await measureCosts(bench)), ...(await measureGraph(bench))]
    mkdirSync(results, { recursive: true })
    writeFileSync(join(results, 'webview.json'), `${JSON.stringify(rows, undefined, 2)}\n`)
    const load = loadavg()[0]?.toFixed(1) ?? '?'
    return `${printRows(rows)}\n${cpus().length} processors, load ${load} at the end; drawn without a graphics card`
  } finally {
    await browser.close()
    await server.client.stop()
  }
}
