// Gives each webview an origin of its own, as an installed editor does; the server of the tests would serve all of them from its own.
import type { Page } from 'playwright-core'

/**
 * Webviews have a service worker that loads their files, named after one webview. Under one origin a second webview replaces the
 * first one's: a script that the first is just waiting for is then handed to the wrong worker, never comes, and the webview stays blank.
 */
export async function separateWebviews(page: Page): Promise<void> {
  await page.route(workbench, async (route) => {
    const response = await route.fetch()
    const headers = Object.entries(response.headers()).filter(([name]) => name !== 'content-length')
    await route.fulfill({
      response,
      headers: Object.fromEntries(
        headers.map(([name, value]) => [name, name === policyHeader ? allowFrames(value) : value] as const),
      ),
      body: nameOrigins(await response.text(), response.url()),
    })
  })
}

const policyHeader = 'content-security-policy'

/** Its document; a pattern, so that the browser does not ask for each of its other files. */
const workbench = /^http:\/\/127\.0\.0\.1:\d+\/(\?|$)/

const allowFrames = (policy: string): string => policy.replace(/frame-src\b/, 'frame-src http://*.localhost:*')

/** The workbench puts a name of its own for each kind of webview in place of `{{uuid}}`; browsers know `*.localhost` as this machine. */
function nameOrigins(html: string, address: string): string {
  const named = html.replace(/(?<=&quot;webviewEndpoint&quot;:&quot;)[^&]*/, (path) => {
    const { pathname, port } = new URL(path, address)
    return `http://{{uuid}}.localhost:${port}${pathname}`
  })
  if (named === html) throw new Error('the workbench says no longer where its webviews are')
  return named
}
