// A window that is loaded again, and has what it had.
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** A machine with much else to do takes most of a minute for all of it. */
const patience = 120_000

/** Loads the window again once the browser keeps what has the pattern `kept`, which is part of what is to come back; ends when all of `shown` is there. */
export async function reload(
  page: Page,
  { kept, shown }: { readonly kept: RegExp; readonly shown: readonly Locator[] },
): Promise<void> {
  // In a browser, the workbench writes its state every few seconds, and not when it is closed.
  await expect.poll(() => page.evaluate(isKept, kept.source), { interval: 500 }).toBe(true)
  await page.reload()
  await Promise.all(shown.map((one) => one.waitFor({ state: 'attached', timeout: patience })))
}

/** Runs in the page: some database of the workbench's state has what the pattern is of. */
async function isKept(pattern: string): Promise<boolean> {
  const promised = <Result>(request: IDBRequest<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no answer'))
    })
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith('vscode-web-state-db') !== true) continue
    const database = await promised(indexedDB.open(name))
    const values: unknown[] = await promised(database.transaction('ItemTable').objectStore('ItemTable').getAll())
    database.close()
    if (values.some((value) => typeof value === 'string' && new RegExp(pattern).test(value))) return true
  }
  return false
}
