// The cost panel's page with the example's report, and what tests look at in it.
import type { Locator, Page } from 'playwright-core'
import { openPage } from './driver'
import type { FixturePage, PageOptions } from './fixturePage'
import { readReport } from './fixtures/reports'

export const transformer = readReport('transformer')

export const openCosts = (more: Partial<PageOptions> = {}): Promise<FixturePage> =>
  openPage({ view: 'costs', fixture: 'transformer', ...more })

export const openWide = (): Promise<FixturePage> => openCosts({ place: 'editor', width: 1100, height: 1500 })

/** What of them is to be seen, as text. */
export const textsOf = async (rows: Locator): Promise<string[]> =>
  (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())

export const grid = (page: Page, name: string): Locator => page.locator(`#${name}`)
export const rowsOf = (page: Page, name: string): Locator => grid(page, name).locator('.row')
