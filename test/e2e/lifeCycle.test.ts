// The extension's own life in a real VS Code: pages, the walkthrough, a server that dies.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

/** As client/src/restarts.ts has it. */
const mostRestarts = 3

const { page, server } = await useEditor()

const untilFresh = (): Promise<void> =>
  expect.poll(() => workbench.statusItem(page, 'state').textContent()).toMatch(/fresh/)

/** Language servers of this editor that run. */
function findServers(): readonly number[] {
  const home = dirname(server.folder)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const line = commandLineOf(pid)
      return line.includes(home) && line.includes('dist/server.js')
    })
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    // Ended meanwhile.
    return ''
  }
}

/** Ends the server as a crash would; resolves when it is gone. */
async function killServer(): Promise<number> {
  await expect.poll(() => findServers().length).toBe(1)
  const [pid = 0] = findServers()
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => findServers().includes(pid)).toBe(false)
  return pid
}

test('schedules are compared on a page beside the text', async () => {
  await workbench.openFile(page, 'transformer.tactics')
  await untilFresh()
  await workbench.runCommand(page, 'Shardlens: Compare Schedules')
  const preview = page.frameLocator('iframe.webview').frameLocator('#active-frame')
  await expect.poll(() => preview.locator('table').first().textContent()).toMatch(/peak memory/)
  await page.screenshot({ path: 'test-results/compare.png' })
  await workbench.runCommand(page, 'View: Close Editors in Other Groups')
  await expect.poll(() => page.locator('.tabs-container .tab').count()).toBe(1)
  // No editor shows the file any more; the page follows it all the same.
  appendFileSync(join(server.folder, 'transformer.tactics'), '\nschedule written_later = BP\n')
  await expect.poll(() => preview.locator('table').first().textContent()).toMatch(/written_later/)
  await workbench.runCommand(page, 'View: Close All Editors')
})

test('the walkthrough shows its steps', async () => {
  await workbench.runCommand(page, 'Welcome: Open Walkthrough')
  await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'Get Started with Shardlens' }).click()
  const steps = page.locator('.getting-started-step')
  await expect.poll(() => steps.count()).toBe(6)
  await page.screenshot({ path: 'test-results/walkthrough.png' })
  await workbench.runCommand(page, 'View: Close All Editors')
})

test('a server that dies is started again, a few times; then a message offers it', async () => {
  await workbench.openFile(page, 'transformer.tactics')
  await untilFresh()
  for (let crash = 0; crash < mostRestarts; crash++) {
    const pid = await killServer()
    await expect.poll(() => findServers().filter((other) => other !== pid).length).toBe(1)
    await untilFresh()
  }
  await killServer()
  const state = workbench.statusItem(page, 'state')
  await expect.poll(() => state.textContent()).toMatch(/server stopped/)
  const toast = page.locator('.notification-list-item').filter({ hasText: 'language server ended unexpectedly' })
  await toast.waitFor()
  await page.screenshot({ path: 'test-results/server-stopped.png' })
  await toast.locator('.monaco-button').filter({ hasText: 'Restart' }).click()
  await untilFresh()
  await workbench.runCommand(page, 'Shardlens: Restart Server')
  await untilFresh()
  // The one before may still be ending.
  await expect.poll(() => findServers().length).toBe(1)
})
