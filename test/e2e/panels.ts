// The panels' pages inside of the workbench.
import type { FrameLocator, Page } from 'playwright-core'

/** The cost panel in the side bar. */
export const costsView = (page: Page): FrameLocator =>
  page.frameLocator('iframe.webview[src*="purpose=webviewView"]').frameLocator('#active-frame')

/** The panel in the editor area that is in front. */
export const editorPanel = (page: Page): FrameLocator =>
  page
    .frameLocator('iframe.webview[src*="extensionId=shardlens.shardlens"]:not([src*="purpose=webviewView"])')
    .frameLocator('#active-frame')
