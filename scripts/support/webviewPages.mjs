// The webviews' pages outside of the editor: the product's documents, scripts and styles, with a theme, fonts and a host of ours.
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { ensureBuilt, page, pages } from '../build.mjs'
import { ensureChromium } from './editor.mjs'
import { loadTypeScript } from './loadTypeScript.mjs'
import { root } from './process.mjs'

/** Bundles of the fixture pages: they never get into dist/. */
const own = [
  { file: 'host.js', entry: 'test/webview/page/host.ts', options: page },
  {
    file: 'host.css',
    entry: 'test/webview/page/host.css',
    options: { ...page, loader: { '.woff2': 'file', '.woff': 'file' } },
  },
]

export const fixtureFolder = join(root, 'out', 'webview-fixtures')

/** Bundles host and fixtures; with `all`, also the pages themselves, readable. Answers with esbuild's contexts. */
export async function openBundles({ all = false, onEnd = () => {} } = {}) {
  const { context } = await import('esbuild')
  const ends = { name: 'ends', setup: (build) => void build.onEnd(onEnd) }
  const bundle = ({ file, entry, options }) =>
    context({
      mainFields: ['module', 'main'],
      ...options,
      minify: false,
      sourcemap: 'inline',
      entryPoints: [join(root, entry)],
      outfile: join(fixtureFolder, file.replace('webview/', '')),
      absWorkingDir: root,
      bundle: true,
      logLevel: 'warning',
      plugins: [...(options.plugins ?? []), ends],
    })
  return Promise.all([...own, ...(all ? pages : [])].map(bundle))
}

/** What tests and measurements need: pages as they are shipped, fixtures beside them, a server for both, and a Chromium. */
export async function startPages() {
  const { path, problem } = ensureChromium()
  if (problem !== undefined) throw new Error(problem)
  await ensureBuilt()
  const contexts = await openBundles()
  await Promise.all(contexts.map((context) => context.rebuild()))
  await Promise.all(contexts.map((context) => context.dispose()))
  const server = await servePages({ folders: [join(root, 'dist', 'webview'), fixtureFolder] })
  return { ...server, chromium: path }
}

const types = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

/** Serves the pages at `/?view=costs|graph&...` on this machine alone. Folders are looked in one after another. */
export async function servePages({ folders, port = 0, isLive = false }) {
  const { renderPage } = await loadTypeScript('client/src/panels/renderPage.ts')
  const listeners = new Set()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname === '/') return send(response, 'text/html; charset=utf-8', renderFixture(renderPage, url, isLive))
    if (url.pathname === '/changes' && isLive) return void listen(response, listeners)
    sendFile(response, folders, url.pathname)
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    reload: () => listeners.forEach((response) => response.write('data: reload\n\n')),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The product's document with our host before its script; the policy lets a page that reloads itself listen for it. */
function renderFixture(renderPage, url, isLive) {
  const view = url.searchParams.get('view') ?? 'costs'
  const parts = {
    title: view,
    script: `/${view}.js`,
    style: `/${view}.css`,
    ...(view === 'graph' ? { worker: '/graphLayout.js' } : {}),
    source: "'self'",
    nonce: 'fixture',
    place: url.searchParams.get('place') ?? (view === 'costs' ? 'side' : 'editor'),
  }
  const html = renderPage(parts)
    .replace('<link ', '<link rel="stylesheet" href="/host.css">\n<link ')
    .replace('<script ', '<script nonce="fixture" src="/host.js"></script>\n<script ')
  return isLive ? html.replace("default-src 'none'", "default-src 'none'; connect-src 'self'") : html
}

function send(response, type, body) {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(body)
}

function listen(response, listeners) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  listeners.add(response)
  response.on('close', () => listeners.delete(response))
}

function sendFile(response, folders, pathname) {
  const name = normalize(decodeURIComponent(pathname))
  const path = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate))
  const type = types[extname(name)]
  if (path === undefined || type === undefined || name.includes(`..${sep}`)) {
    response.writeHead(404)
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
  createReadStream(path).pipe(response)
}
