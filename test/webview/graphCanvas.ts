// The graph's canvas as tests see it.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Waits until the canvas is the same twice in a row, and not of one colour. */
export async function stand(page: Page): Promise<void> {
  let before = ''
  const isStill = async (): Promise<boolean> => {
    const { drawn, now } = await page.locator('#canvas').evaluate(lookAt)
    const isSame = now === before
    before = now
    return isSame && drawn
  }
  await expect.poll(isStill, { timeout: 60_000, interval: 200 }).toBe(true)
}

/** Runs in the page. */
function lookAt(element: Element): { readonly drawn: boolean; readonly now: string } {
  const canvas = element as HTMLCanvasElement // the locator names one
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height) // the page has drawn into it
  const pixels = new Uint32Array(data.buffer)
  return { drawn: pixels.filter((pixel) => pixel !== pixels[0]).length > 1_000, now: canvas.toDataURL() }
}

/** Clicks on the first collective that is in view. */
export async function clickTile(page: Page): Promise<void> {
  const canvas = page.locator('#canvas')
  const place = await canvas.evaluate(findTile)
  if (place === undefined) throw new Error('no collective is in view')
  await canvas.click({ position: place })
}

/** Runs in the page: the canvas says by its title what is under the pointer. */
function findTile(element: Element): { readonly x: number; readonly y: number } | undefined {
  const canvas = element as HTMLCanvasElement // the locator names one
  const { left, top, width, height } = canvas.getBoundingClientRect()
  for (let y = 6; y < height; y += 6) {
    for (let x = 6; x < width; x += 6) {
      canvas.dispatchEvent(new MouseEvent('mousemove', { clientX: left + x, clientY: top + y }))
      if (canvas.title.startsWith('all_')) return { x, y }
    }
  }
  return undefined
}
