// Pages in tests: one browser for a file, pages that are closed after each test and have to be without faults.
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import type { FixturePage, PageOptions } from './fixturePage'
import { launchBrowser, openFixture } from './fixturePage'

export { settle, themes } from './fixturePage'

declare module 'vitest' {
  interface ProvidedContext {
    readonly chromium: string
    readonly address: string
  }
}

/** Pictures show ages. */
const now = new Date('2026-01-02T03:04:05Z')

let browser: Browser | undefined
let opened: FixturePage[] = []

/** To be called once in a file of tests. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await launchBrowser(inject('chromium'))
  })
  afterEach(async () => {
    const faults = opened.flatMap((one) => one.faults)
    await Promise.all(opened.map(({ page }) => page.context().close()))
    opened = []
    expect(faults).toEqual([])
  })
  afterAll(() => browser?.close())
}

/** Opens a page that is closed after the test. */
export const openPage = (options: PageOptions): Promise<FixturePage> =>
  usedBrowser((own) => openFixture(own, inject('address'), { now, ...options }))

/** Opens a page in some other way. */
export async function usedBrowser(open: (browser: Browser) => Promise<FixturePage>): Promise<FixturePage> {
  if (browser === undefined) throw new Error('call useBrowser() in the file first')
  const page = await open(browser)
  opened.push(page)
  return page
}
