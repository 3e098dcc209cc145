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
