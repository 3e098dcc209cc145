// What holds for a page as a whole: it looks as in its picture, and everyone can use it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { settle } from './driver'

const pictures = join('test', 'webview', 'pictures')
const results = join('test-results', 'webview')

/** How far pixels may differ, of 1, and what share of them may by more: other versions draw edges of letters a little differently. */
const tolerances = [
  { name: 'clearly', pixel: 0.15, share: 0.0003 },
  { name: 'faintly', pixel: 0.02, share: 0.01 },
]

/**
 * Compares with the picture of that name; `UPDATE_PICTURES=1` writes it anew. On failure, what was seen and where it differs lie
 * in test-results/webview.
 */
export async function expectPicture(target: Page | Locator, name: string): Promise<void> {
  await settle('page' in target ? target.page() : target)
  const seen = await target.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' })
  const path = join(pictures, `${name}.png`)
  if (process.env['UPDATE_PICTURES'] === '1') {
    mkdirSync(pictures, { recursive: true })
    if (!existsSync(path) || compare(readFileSync(path), seen) !== undefined) writeFileSync(path, seen)
    return
  }
  const difference = existsSync(path) ? compare(readFileSync(path), seen) : { message: `${path} is missing` }
  if (difference === undefined) return
  mkdirSync(results, { recursive: true })
  writeFileSync(join(results, `${name}.seen.png`), seen)
  if (difference.picture !== undefined) writeFileSync(join(results, `${name}.difference.png`), difference.picture)
  expect.fail(`${name}: ${difference.message}; see ${results}, or renew by UPDATE_PICTURES=1`)
}

interface Difference {
  readonly message: string
  readonly picture?: Buffer
}

function compare(expected: Buffer, seen: Buffer): Difference | undefined {
  const [before, after] = [PNG.sync.read(expected), PNG.sync.read(seen)]
  const { width, height } = before
  if (after.width !== width || after.height !== height)
    return { message: `${after.width} × ${after.height} pixels where the picture has ${width} × ${height}` }
  for (const { name, pixel, share } of tolerances) {
    const picture = new PNG({ width, height })
    const count = pixelmatch(before.data, after.data, picture.data, width, height, { threshold: pixel })
    if (count <= share * width * height) continue
    return { message: `${count} of ${width * height} pixels differ ${name}`, picture: PNG.sync.write(picture) }
  }
  return undefined
}

/** No fault that axe-core calls serious or critical: names, roles, contrast, order of the focus. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { readonly axe: typeof axe }).axe.run() // the line above defines it
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      places: nodes.map(({ html }) => html.slice(0, 160)),
    }))
  })
  expect(found.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
}
