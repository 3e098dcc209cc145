// Before the tests of webviews: a server of pages on this machine, and a Chromium.
import { startPages } from './webviewPages.mjs'

export async function setup({ provide }) {
  const { address, chromium, close } = await startPages()
  provide('chromium', chromium)
  provide('address', address)
  return close
}
