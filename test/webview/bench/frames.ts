// Measured inside of pages: from a message to the frame that shows it, frames of a movement, the longest task.
import type { CDPSession, Page } from 'playwright-core'
import type { FixtureHost } from '../page/host'

interface MeasuredWindow extends Window {
  readonly shardlensFixture?: FixtureHost
  shardlensTasks?: number[]
}

/** Milliseconds from the arrival of the messages until they are painted. */
export const timeMessages = (page: Page, messages: readonly unknown[]): Promise<number> =>
  page.evaluate(async (all) => {
    const start = performance.now()
    for (const message of all) (window as MeasuredWindow).shardlensFixture?.send(message)
    await new Promise((resolve) => requestAnimationFrame(resolve))
    // The next task after a frame's callbacks comes when the frame is painted.
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = resolve
      port2.postMessage(undefined)
    })
    return performance.now() - start
  }, messages)

/** Milliseconds from the choice in the picker at the top until the panel is painted with that schedule. */
export const timeChoice = (page: Page, schedule: string): Promise<number> =>
  timeUntil(
    page,
    (name: string): Awaited => {
      const picker = document.querySelector<HTMLSelectElement>('select[aria-label=Schedule]')
      if (picker === null) throw new Error('no picker of schedules')
      picker.value = name
      return {
        start: () => void picker.dispatchEvent(new Event('change')),
        isShown: () => document.querySelector('main')?.ariaLabel === `Costs of ${name}`,
      }
    },
    schedule,
  )

/** Something that happens in a page, and what shows that it has been answered; runs there. */
interface Awaited {
  readonly start: () => void
  readonly isShown: () => boolean
}

/** Milliseconds from the start until the frame is painted that shows it. */
async function timeUntil<Cause>(page: Page, prepare: (cause: Cause) => Awaited, cause: Cause): Promise<number> {
  const awaited = await page.evaluateHandle(prepare as (cause: unknown) => Awaited, cause) // as it is sent to the page
  const time = await page.evaluate(async ({ start, isShown }) => {
    const { port1, port2 } = new MessageChannel()
    const begun = performance.now()
    start()
    for (;;) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      // The next task after a frame's callbacks comes when the frame is painted.
      await new Promise((resolve) => {
        port1.onmessage = resolve
        port2.postMessage(undefined)
      })
      const taken = performance.now() - begun
      if (isShown()) return taken
      if (taken > 120_000) throw new Error('nothing is painted after two minutes')
    }
  }, awaited)
  await awaited.dispose()
  return time
}

/** Keeps the lengths of tasks of over 50 ms from now on. */
export const watchTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const tasks: number[] = []
    ;(window as MeasuredWindow).shardlensTasks = tasks
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    })
  })

/** Milliseconds of the longest task since `watchTasks`; 0 when none took over 50. */
export const longestTask = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, ...((window as MeasuredWindow).shardlensTasks ?? [])))

export interface Frames {
  /** Milliseconds between frames. */
  readonly intervals: readonly number[]
  /** Milliseconds that the page's own code, styles, layout and painting took of each frame. */
  readonly work: readonly number[]
  /** Milliseconds a frame that tasks of the page's thread took, as the browser counts them. */
  readonly busy: number
}

/** What is done to an element at each frame. */
export interface Movement {
  readonly selector: string
  /** `pan` holds the button and drags to and fro, `zoom` turns the wheel out and in again, `scroll` goes down. */
  readonly kind: 'scroll' | 'pan' | 'zoom'
  /** Pixels a frame, or those of the wheel. */
  readonly step: number
}

/** Moves for so many frames. */
export async function moveFrames(page: Page, movement: Movement, frames: number): Promise<Frames> {
  const mover = await page.evaluateHandle(createMover, movement)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const before = await readBusy(session)
  const measured = await page.evaluate(
    async ([move, count]) => {
      const [intervals, work]: [number[], number[]] = [[], []]
      const { port1, port2 } = new MessageChannel()
      let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      for (let frame = 0; frame < count; frame++) {
        move(frame)
        const time = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
        intervals.push(time - last)
        last = time
        const start = performance.now()
        await new Promise((resolve) => {
          port1.onmessage = resolve
          port2.postMessage(undefined)
        })
        work.push(performance.now() - start)
      }
      return { intervals, work }
    },
    [mover, frames] as const,
  )
  await mover.dispose()
  return { ...measured, busy: (1e3 * ((await readBusy(session)) - before)) / frames }
}

/** Seconds that tasks of the page's thread have taken since it began. */
async function readBusy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}

/** Runs in the page. */
function createMover({ selector, kind, step }: Movement): (frame: number) => void {
  const element = document.querySelector(selector)
  if (element === null) throw new Error(`no ${selector} to move`)
  if (kind === 'scroll') return () => void (element.scrollTop += step)
  const { left, top, width, height } = element.getBoundingClientRect()
  const at = { clientX: left + width / 2, clientY: top + height / 2, view: window, bubbles: true, cancelable: true }
  // Twenty frames that way, twenty back.
  const isBack = (frame: number): boolean => frame % 40 >= 20
  if (kind === 'zoom') {
    return (frame) =>
      void element.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: isBack(frame) ? -step : step }))
  }
  element.dispatchEvent(new MouseEvent('mousedown', at))
  return (frame) => {
    at.clientX += isBack(frame) ? -step : step
    window.dispatchEvent(new MouseEvent('mousemove', at))
  }
}

/** Messages that come, or a key that is pressed on the canvas. */
export type Cause = { readonly messages: readonly unknown[] } | { readonly key: string }

/** Milliseconds until the graph's canvas is painted with another structure than before. */
export const timeGraph = (page: Page, cause: Cause): Promise<number> =>
  timeUntil(
    page,
    (what: Cause): Awaited => {
      const canvas = document.getElementById('canvas')
      if (canvas === null) throw new Error('no canvas')
      const before = canvas.dataset['shown']
      return {
        start: () => {
          if ('key' in what) canvas.dispatchEvent(new KeyboardEvent('keydown', { key: what.key }))
          else for (const message of what.messages) (window as MeasuredWindow).shardlensFixture?.send(message)
        },
        isShown: () => {
          const { shown } = canvas.dataset
          return shown !== undefined && shown !== before && canvas.ariaBusy === 'false'
        },
      }
    },
    cause,
  )
