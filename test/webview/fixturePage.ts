// A page of a webview in Chromium: opened with a theme, a width and a fixture; what it posts, and what goes wrong in it.
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import type { FixtureHost } from './page/host'

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
  /** Called with what the page posts, as it does. */
  readonly onPost?: (message: unknown) => void
  /** Dates stand still at that time. */
  readonly now?: Date
}

export interface FixturePage {
  readonly page: Page
  /** Messages that the page has posted since it was opened. */
  readonly posted: () => Promise<readonly unknown[]>
  /** Those of one kind. */
  readonly intents: (kind: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Sends what the extension host would, and waits until it is drawn. */
  readonly send: (message: unknown) => Promise<void>
  /** Errors of scripts, refusals of the content security policy, and files that are missing. */
  readonly faults: readonly string[]
}

/** Pages are drawn alike on every machine: no hinting, no colour profiles, no scroll bars of the platform. */
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

/** A browser that reaches nothing but this machine. */
export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: flags })

/** Opens a page and waits until it has said that it is ready, its fonts are there, and it has drawn what it was sent. */
export async function openFixture(browser: Browser, address: string, options: PageOptions): Promise<FixturePage> {
  const { view, fixture = 'none', theme = 'dark', place, width = view === 'costs' ? 380 : 1200, onPost, now } = options
  const viewport = { width, height: options.height ?? 900 }
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', deviceScaleFactor: 1 })
  const page = await context.newPage()
  if (now !== undefined) await page.clock.setFixedTime(now)
  if (onPost !== undefined) await page.exposeFunction('shardlensPosted', onPost)
  const faults = watchFaults(page)
  const query = new URLSearchParams({ view, fixture, theme, still: '', ...(place === undefined ? {} : { place }) })
  await page.goto(`${address}/?${query}`)
  await untilReady(page).catch((error: unknown) => {
    throw faults.length === 0 ? error : new Error(`the page does not start: ${faults.join('; ')}`)
  })
  await settle(page)
  return { ...talkTo(page), faults }
}

const untilReady = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () =>
      (window as HostedWindow).shardlensFixture?.posted.some(
        (message) => typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready',
      ),
    undefined,
    { timeout: 15_000 },
  )

/** Waits for fonts and for two frames: what came before is drawn then. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await (window as HostedWindow).shardlensFixture?.started
    await document.fonts.ready
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
  })
}

interface HostedWindow extends Window {
  readonly shardlensFixture?: FixtureHost
}

function talkTo(page: Page): Omit<FixturePage, 'faults'> {
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
