// Before the tests of webviews: pages as they are shipped, fixtures beside them, and a server on this machine for both.
import { join } from 'node:path'
import { ensureBuilt } from '../build.mjs'
import { ensureChromium } from './editor.mjs'
import { root } from './process.mjs'
import { fixtureFolder, openBundles, servePages } from './webviewPages.mjs'

export async function setup({ provide }) {
  const { path, problem } = ensureChromium()
  if (problem !== undefined) throw new Error(problem)
  await ensureBuilt()
  const contexts = await openBundles()
  await Promise.all(contexts.map((context) => context.rebuild()))
  await Promise.all(contexts.map((context) => context.dispose()))
  const server = await servePages({ folders: [join(root, 'dist', 'webview'), fixtureFolder] })
  provide('chromium', path)
  provide('address', server.address)
  return () => server.close()
}
