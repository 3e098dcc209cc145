// What a person does in the workbench, on a Playwright page: open a file, type, hover, read hints, problems and the status bar.
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import type { EditorServer } from './editorServer'
import { separateWebviews } from './webviewOrigins'

const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A document that a test has changed counts as one from elsewhere, which may not talk to this machine.
  '--disable-features=LocalNetworkAccessChecks',
  '--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** A browser that reaches nothing but this machine. */
export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: chromiumFlags })

/** Opens the server's folder in a new page and waits until the workbench answers. */
export async function openWorkbench(
  browser: Browser,
  { port, folder }: EditorServer,
  viewport = { width: 1500, height: 1000 },
): Promise<Page> {
  const page = await browser.newPage({ viewport })
  page.setDefaultTimeout(60_000)
  await separateWebviews(page)
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`)
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor()
  return page
}

/**
 * Does something until it has come off. A page that loads takes the focus, which closes lists and sends keys nowhere: each attempt
 * waits for what shall be there at its end, and none before the last but is begun anew.
 */
async function persist<Result>(page: Page, attempt: () => Promise<Result>): Promise<Result> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt()
    } catch (error) {
      if (attempts === mostAttempts) throw error
      await page.keyboard.press('Escape')
    }
  }
}

/** Patience is what one step of an attempt may take. */
const [mostAttempts, patience] = [4, { timeout: 15_000 }]

const group = '.editor-group-container.active'

/** Opens a file of the folder by its name; ends when its text is there and has the focus. */
export const openFile = (page: Page, name: string): Promise<void> =>
  persist(page, async () => {
    await page.keyboard.press('Control+P')
    await page.locator('.quick-input-widget input').fill(name, patience)
    await page.locator(`.quick-input-widget .monaco-list-row[aria-label^="${name}"]`).first().click(patience)
    await page.locator(`${group} .tab.active`).filter({ hasText: name }).waitFor(patience)
    await page.locator(`${group} .editor-instance .view-line`).first().waitFor(patience)
    await focusEditor(page)
  })

/** Waits until keys go to the text in front; asks for the focus where something else has it. */
async function focusEditor(page: Page): Promise<void> {
  const focused = page.locator(`${group} .monaco-editor.focused`).first()
  if (await focused.isVisible()) return
  await runCommand(page, 'View: Focus Active Editor Group')
  await focused.waitFor(patience)
}

/** Runs a command by its title. */
export const runCommand = (page: Page, title: string): Promise<void> =>
  persist(page, async () => {
    const input = page.locator('.quick-input-widget input')
    await page.keyboard.press('F1')
    await input.fill(`>${title}`, patience)
    await page.locator('.quick-input-widget .monaco-list-row').getByText(title, { exact: true }).first().click(patience)
  })

/** Puts the cursor at a line and column, both from 1. */
export const goTo = (page: Page, line: number, column: number): Promise<void> =>
  persist(page, async () => {
    await focusEditor(page)
    await page.keyboard.press('Control+G')
    const input = page.locator('.quick-input-widget input')
    await input.fill(`:${line}:${column}`, patience)
    await input.press('Enter', patience)
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden', ...patience })
    await focusEditor(page)
  })

/** Selects the next place that has the text, and scrolls there. */
export const findText = (page: Page, text: string): Promise<void> =>
  persist(page, async () => {
    await focusEditor(page)
    await page.keyboard.press('Control+F')
    const widget = page.locator(`${group} .find-widget.visible`)
    await widget.locator('.find-part textarea').first().fill(text, patience)
    await widget
      .locator('.matchesCount')
      .filter({ hasText: /^\d+ of / })
      .waitFor(patience)
    await lineWith(page, text).first().waitFor(patience)
    await page.keyboard.press('Escape')
    await widget.waitFor({ state: 'detached', ...patience })
    await focusEditor(page)
  })

/** The line of the editor that holds the text; the editor shows spaces as no-break spaces. */
export const lineWith = (page: Page, text: string): Locator =>
  page.locator('.editor-instance .view-line').filter({ hasText: spaced(text) })

/** Inlay hints on the line that holds the text. */
export const hintsOn = (page: Page, text: string): Locator =>
  lineWith(page, text).first().locator('span[class*="dyn-rule"]')

/** Text of the hints on the line, with plain spaces. */
export const hintText = async (page: Page, line: string): Promise<string> =>
  (await hintsOn(page, line).allTextContents()).join(' ').replaceAll('\u00a0', ' ')

/** Hovers over the first place of the line that has the token, and answers with the hover. Lenses and hints that arrive move the text. */
export const hoverOver = (page: Page, lineText: string, token: string): Promise<Locator> =>
  persist(page, async () => {
    const hover = page.locator('.monaco-hover:visible .hover-contents').first()
    await page.mouse.move(5, 5)
    await hover.waitFor({ state: 'hidden', ...patience })
    const place = await lineWith(page, lineText).first().evaluate(findPlace, token, patience)
    if (place === undefined) throw new Error(`no ${token} on the line with ${lineText}`)
    await page.mouse.move(place.x, place.y)
    await hover.waitFor(patience)
    return hover
  })

/** Runs in the page: where the token is on the screen, whatever coloured pieces the line consists of. */
function findPlace(line: Element, token: string): { readonly x: number; readonly y: number } | undefined {
  const walker = line.ownerDocument.createTreeWalker(line, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const start = (node.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(token)
    if (start < 0) continue
    const range = line.ownerDocument.createRange()
    range.setStart(node, start)
    range.setEnd(node, start + token.length)
    const { x, y, width, height } = range.getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
  }
  return undefined
}

/** Squiggles of the editor: of errors, warnings and the rest. */
export const squiggles = (page: Page): Locator => page.locator('.editor-instance .cdr[class*="squiggly-"]')

/** Opens the menu of quick fixes and refactorings at the cursor, and answers with its rows. */
export const openFixes = (page: Page): Promise<Locator> =>
  persist(page, async () => {
    await focusEditor(page)
    await page.keyboard.press('Control+.')
    const rows = page.locator(fixRows)
    await rows.first().waitFor(patience)
    return rows
  })

/** Applies the first fix of the open menu whose title has the text. The menu shields the text below until the mouse has moved. */
export async function chooseFix(page: Page, text: string): Promise<void> {
  const box = await page.locator(fixRows).filter({ hasText: text }).first().boundingBox()
  if (box === null) throw new Error(`no fix with ${text}`)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x - 20, y)
  await page.mouse.move(x, y)
  await page.mouse.click(x, y)
  await page.locator('.action-widget').waitFor({ state: 'hidden' })
}

const fixRows = '.action-widget .monaco-list-row.action'

/** Rows of the problems view. */
export async function openProblems(page: Page): Promise<Locator> {
  await runCommand(page, 'Problems: Focus on Problems View')
  return page.locator('.markers-panel .monaco-list-row')
}

/** Status bar items of the extension. */
export const statusItem = (page: Page, id: 'schedule' | 'state'): Locator =>
  page.locator(`.statusbar-item[id="shardlens.shardlens.shardlens.${id}"]`)

/** Text of a status bar item; empty while there is none. */
export const statusText = async (page: Page, id: 'schedule' | 'state'): Promise<string> =>
  (await statusItem(page, id).allTextContents()).join('')

/** Where the cursor is, as the status bar says it. */
export const selectionText = async (page: Page): Promise<string> =>
  (await page.locator('.statusbar-item[id="status.editor.selection"]').allTextContents()).join('')

/** A pattern for text as the editor shows it. */
export const spaced = (text: string): RegExp =>
  new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \u00a0]'))
