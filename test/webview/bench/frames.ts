// Measured inside of pages: from a message to the frame that shows it, frames of a movement, the longest task.
import type { Page } from 'playwright-core'
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
}

/** Scrolls the element to its end, a frame at a time. */
export const scrollFrames = (page: Page, selector: string, frames: number): Promise<Frames> =>
  page.evaluate(
    async ([target, count]) => {
      const scroller = document.querySelector(target)
      if (scroller === null) throw new Error(`no ${target} to scroll`)
      const [intervals, work]: [number[], number[]] = [[], []]
      const { port1, port2 } = new MessageChannel()
      const step = (scroller.scrollHeight - scroller.clientHeight) / count
      let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      for (let frame = 0; frame < count; frame++) {
        scroller.scrollTop += step
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
    [selector, frames] as const,
  )
