// A page of a webview in a real Chromium: opened with a theme, a width and a fixture; what it posts, and what goes wrong in it.
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import type { FixtureHost } from './page/host'

declare module 'vitest' {
  interface ProvidedContext {
    readonly chromium: string
    readonly address: string
  }
}

export const themes = ['dark', 'light', 'hc', 'hcl'] as const
export type Theme = (typeof themes)[number]

export interface PageOptions {
  readonly view: 'costs' | 'graph'
  /** Name of a fixture that is replayed once the page is ready. */
  readonly fixture?: string
  readonly theme?: Theme
  readonly width?: number
  readonly height?: number
  readonly place?: 'side' | 'editor'
}

export interface FixturePage {
  readonly page: Page
  /** Messages that the page has posted since it was opened. */
  readonly posted: () => Promise<readonly unknown[]>
  /** Those of one kind. */
  readonly intents: (kind: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Sends what the extension host would. */
  readonly send: (message: unknown) => Promise<void>
  /** Errors of scripts, refusals of the content security policy, and files that are missing. */
  readonly faults: readonly string[]
}

/** Hosts of pages that need no editor draw alike on every machine: no hinting, no colour profiles. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-lcd-text',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** Dates in pages stand still. */
const now = new Date('2026-01-02T03:04:05Z')

let browser: Browser | undefined
let opened: FixturePage[] = []

/** To be called once in a file of tests: a browser for all of them. Pages are closed after each test, and have to be without faults. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject('chromium'), args: flags })
  })
  afterEach(async () => {
    const faults = opened.flatMap((one) => one.faults)
    await Promise.all(opened.map(({ page }) => page.context().close()))
    opened = []
    expect(faults).toEqual([])
  })
  afterAll(() => browser?.close())
}

/** Opens a page and waits until it has said that it is ready, its fonts are there, and it has drawn what it was sent. */
export async function openPage(options: PageOptions): Promise<FixturePage> {
  const { view, fixture = 'none', theme = 'dark', place, width = view === 'costs' ? 380 : 1200 } = options
  if (browser === undefined) throw new Error('call useBrowser() in the file first')
  const viewport = { width, height: options.height ?? 900 }
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', deviceScaleFactor: 1 })
  const page = await context.newPage()
  await page.clock.setFixedTime(now)
  const fixturePage = { ...talkTo(page), faults: watchFaults(page) }
  opened.push(fixturePage)
  const query = new URLSearchParams({ view, fixture, theme, still: '', ...(place === undefined ? {} : { place }) })
  await page.goto(`${inject('address')}/?${query}`)
  await expect.poll(() => fixturePage.intents('ready')).toHaveLength(1)
  await settle(page)
  return fixturePage
}

/** Waits for fonts and for two frames: what came before is drawn then. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
  })
}

interface HostedWindow extends Window {
  readonly shardlensFixture?: FixtureHost
}

function talkTo(page: Page): Pick<FixturePage, 'page' | 'posted' | 'intents' | 'send'> {
  const posted = (): Promise<readonly unknown[]> =>
    page.evaluate(() => [...((window as HostedWindow).shardlensFixture?.posted ?? [])])
  return {
    page,
    posted,
    intents: async (kind) => (await posted()).filter(isRecord).filter((message) => message['kind'] === kind),
    send: async (message) => {
      await page.evaluate((data) => (window as HostedWindow).shardlensFixture?.send(data), message)
      await settle(page)
    },
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function watchFaults(page: Page): readonly string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`${error.name}: ${error.message}\n${error.stack ?? ''}`))
  // Refusals of the policy and missing files are told on the console.
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`)
  })
  return faults
}
