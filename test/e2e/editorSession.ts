// A VS Code on a folder of its own, seen in a browser: what every test, measurement and picture begins with.
import type { Browser, Page } from 'playwright-core'
import { type EditorInstallation, type EditorServer, type EditorOptions, startEditorServer } from './editorServer'
import { launchBrowser, openWorkbench } from './workbench'

export interface EditorSession {
  readonly server: EditorServer
  readonly browser: Browser
  /** The workbench on the server's folder. */
  readonly page: Page
  readonly close: () => Promise<void>
}

/** The example that comes with the extension, seen from the root of the checkout. */
export const exampleFolder = 'examples/transformer'

/** Starts the server and opens its folder. */
export async function openEditor(
  installation: EditorInstallation,
  example: string,
  options: EditorOptions = {},
): Promise<EditorSession> {
  const server = await startEditorServer(installation, example, options)
  const browser = await launchBrowser(installation.chromium).catch(async (error: unknown) => {
    await server.stop()
    throw error
  })
  const close = async (): Promise<void> => {
    await browser.close()
    await server.stop()
  }
  try {
    return { server, browser, page: await openWorkbench(browser, server), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens an editor for as long as the work lasts. */
export async function withEditor<Result>(
  installation: EditorInstallation,
  example: string,
  work: (session: EditorSession) => Promise<Result>,
  options: EditorOptions = {},
): Promise<Result> {
  const session = await openEditor(installation, example, options)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}
