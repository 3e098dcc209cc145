// Bundles the extension, the language server, its analysis worker and the command line into dist/, with the wasm they load.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { bundledPackages, printNotices } from './support/bundledPackages.mjs'
import { newestChange } from './support/newestChange.mjs'
import { installed, root } from './support/process.mjs'

const dist = join(root, 'dist')
const stamp = join(dist, 'THIRD_PARTY_NOTICES.txt')

// Libraries in CommonJS ask for Node's modules by `require`, which a module does not have.
const nodeBanner =
  "import { createRequire as nodeRequire } from 'node:module'\nconst require = nodeRequire(import.meta.url)"
// Names stay: a stack trace in the output channel is to be read.
const node = { format: 'esm', minifyWhitespace: true, minifySyntax: true, banner: { js: nodeBanner } }
const program = { ...node, banner: { js: `#!/usr/bin/env node\n${nodeBanner}` } }

/** Of the icon font's style sheet only the rules of icons that pages name: it is most of what they would load otherwise. */
const usedIcons = {
  name: 'used icons',
  setup: ({ onLoad }) =>
    onLoad({ filter: /codicon\.css$/ }, ({ path }) => {
      const sources = join(root, 'webview', 'src')
      const names = new Set(
        readdirSync(sources, { recursive: true })
          .filter((file) => /\.(ts|css)$/.test(file))
          .flatMap((file) => readFileSync(join(sources, file), 'utf8').match(/[a-z][a-z0-9]*(-[a-z0-9]+)*/g) ?? []),
      )
      const icon = /\.codicon-([a-z0-9-]+):before \{[^}]*\}\n?/g
      const contents = readFileSync(path, 'utf8').replace(icon, (rule, name) =>
        names.has(name) || names.has(`codicon-${name}`) ? rule : '',
      )
      return { contents, loader: 'css', resolveDir: dirname(path) }
    }),
}

// Pages of webviews, their style sheets, and the fonts that those name.
export const page = {
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  plugins: [usedIcons],
}

/** What webviews load. */
export const pages = [
  { file: 'webview/costs.js', entry: 'webview/src/costs.ts', options: page },
  { file: 'webview/costs.css', entry: 'webview/src/styles/costs.css', options: page },
  { file: 'webview/graph.js', entry: 'webview/src/graph.ts', options: page },
  { file: 'webview/graph.css', entry: 'webview/src/styles/graph.css', options: page },
  { file: 'webview/graphLayout.js', entry: 'webview/src/graphLayout.ts', options: page },
]

/** Every file of dist that is bundled: its entry point, and options of its own. */
const bundles = [
  {
    file: 'extension.cjs',
    entry: 'client/src/extension.ts',
    // Little of it is ours, and all of it is parsed before the editor goes on.
    options: { format: 'cjs', external: ['vscode'], minify: true },
  },
  { file: 'server.js', entry: 'server/src/main.ts', options: program },
  { file: 'worker.js', entry: 'server/src/worker/main.ts', options: node },
  { file: 'evaluator.js', entry: 'server/src/worker/evaluator.ts', options: node },
  { file: 'cli.js', entry: 'server/src/cli/main.ts', options: program },
  ...pages,
]

const copies = [
  { file: 'web-tree-sitter.wasm', from: installed('web-tree-sitter', 'web-tree-sitter.wasm') },
  { file: 'tree-sitter-tactics.wasm', from: join(root, 'syntaxes', 'tactics', 'tree-sitter-tactics.wasm') },
]

/** Fills dist/; rejects when a bundle has errors. Returns the packages that went into it. */
export async function build() {
  mkdirSync(dist, { recursive: true })
  const packages = await bundleAll(true)
  // What package.json names under `bin`.
  for (const file of ['server.js', 'cli.js']) chmodSync(join(dist, file), 0o755)
  for (const { file, from } of copies) copyFileSync(from, join(dist, file))
  writeFileSync(stamp, printNotices(packages))
  return packages
}

async function bundleAll(write) {
  const { build: bundle } = await import('esbuild')
  const inputs = new Set()
  for (const { file, entry, options } of bundles) {
    const { metafile } = await bundle({
      platform: 'node',
      target: 'node20',
      mainFields: ['module', 'main'],
      ...options,
      entryPoints: [join(root, entry)],
      outfile: join(dist, file),
      absWorkingDir: root,
      bundle: true,
      metafile: true,
      write,
      legalComments: 'none',
      logLevel: 'warning',
    })
    for (const input of Object.keys(metafile.inputs)) inputs.add(input)
  }
  return bundledPackages(inputs)
}

/** Builds when a source is newer than what was built. */
export async function ensureBuilt() {
  const sources = ['client/src', 'server/src', 'webview/src', 'syntaxes', 'package-lock.json', 'scripts/build.mjs']
  if (existsSync(stamp) && newestChange([stamp]) >= newestChange(sources.map((path) => join(root, path)))) return
  process.stderr.write('building dist/\n')
  await build()
}

/** What a webview has to load. */
function describeSize(file) {
  const content = readFileSync(join(dist, file))
  const print = (bytes) => `${(bytes / 1e3).toFixed(0)} kB`
  return `${file}: ${print(content.length)}, compressed ${print(gzipSync(content).length)}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--list-packages')) {
    for (const { name, version, license } of await bundleAll(false)) console.log(name, version, license)
  } else {
    rmSync(dist, { recursive: true, force: true })
    const packages = await build()
    const files = [...bundles, ...copies].map(({ file }) => file)
    console.log(`dist/: ${files.join(', ')}; ${packages.length} packages inside`)
    for (const { file } of pages) console.log(describeSize(file))
  }
}
