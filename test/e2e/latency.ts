// How long a person waits for what a key changes: measured inside the page, from the key to the frame that shows it.
import type { Page } from 'playwright-core'

export interface Stroke {
  /** Milliseconds from the key to new hints on the screen, and to new squiggles. */
  readonly hints: number
  readonly problems: number
}

interface Watch {
  pressed: number
  hints: number
  problems: number
}

/** What the page keeps for us. */
interface Watching extends Window {
  shardlensLatency?: Watch
}

/** Starts to watch the hints of the lines with this text, and the squiggles of the editor. */
export const watchEditor = (page: Page, line: string): Promise<void> => page.evaluate(watchInPage, line)

/** Runs in the page. */
function watchInPage(lineText: string): void {
  const readHints = (): string => {
    const lines = [...document.querySelectorAll('.editor-instance .view-line')]
    const line = lines.find(({ textContent }) => textContent.replaceAll('\u00a0', ' ').includes(lineText))
    return [...(line?.querySelectorAll('span[class*="dyn-rule"]') ?? [])]
      .map(({ textContent }) => textContent)
      .join('|')
  }
  const readProblems = (): number => document.querySelectorAll('.editor-instance .cdr[class*="squiggly-"]').length
  const watch: Watch = { pressed: 0, hints: 0, problems: 0 }
  const host: Watching = window
  host.shardlensLatency = watch
  let [hints, problems] = ['', 0]
  document.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      ;[hints, problems] = [readHints(), readProblems()]
      Object.assign(watch, { pressed: timeStamp, hints: 0, problems: 0 })
    },
    true,
  )
  // A frame's callbacks run right before it is painted.
  const note = (key: 'hints' | 'problems'): number =>
    requestAnimationFrame((time) => {
      if (watch[key] === 0) watch[key] = Math.max(time, performance.now()) - watch.pressed
    })
  new MutationObserver(() => {
    if (watch.pressed === 0) return
    const now = readHints()
    if (watch.hints === 0 && now !== '' && now !== hints) note('hints')
    if (watch.problems === 0 && readProblems() !== problems) note('problems')
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
}

/** Presses a key and waits for both. */
export async function timeStroke(page: Page, key: string): Promise<Stroke> {
  await page.keyboard.press(key)
  const handle = await page.waitForFunction(readWatch, undefined, { polling: 50, timeout: 20_000 })
  const stroke = await handle.jsonValue()
  if (stroke === undefined) throw new Error('the editor was not watched')
  return stroke
}

/** Runs in the page. */
function readWatch(): Stroke | undefined {
  const watch = (window as Watching).shardlensLatency
  return watch === undefined || watch.hints === 0 || watch.problems === 0
    ? undefined
    : { hints: watch.hints, problems: watch.problems }
}
