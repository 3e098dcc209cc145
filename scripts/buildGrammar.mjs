// Rebuilds syntaxes/tactics: grammar.js -> src/ (tree-sitter) -> tree-sitter-tactics.wasm (clang to WebAssembly), with the
// hashes that test/grammar compares. With --check it writes nothing and fails when a file is not what it would write.
// Needs the tree-sitter command (TREE_SITTER, or on PATH; `cargo install tree-sitter-cli --locked`); clang comes from npm.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './support/process.mjs'

const folder = join(root, 'syntaxes', 'tactics')
const wasmName = 'tree-sitter-tactics.wasm'
const clangVersion = '22.0.0-git20542-10'

const clangArguments = [
  'clang --target=wasm32-wasip1 -fPIC -shared -Os -Wl,--export=tree_sitter_tactics -Wl,--allow-undefined',
  '-Wl,--no-entry -Wl,--experimental-pic -Wl,-s -nostdlib -fno-exceptions -fvisibility=hidden',
  '-I . -o tree-sitter-tactics.wasm parser.c',
].flatMap((line) => line.split(' '))

/** Files by their path in syntaxes/tactics, as the tools make them of the grammar as it is. */
async function makeFiles() {
  const work = mkdtempSync(join(tmpdir(), 'grammar-'))
  try {
    for (const name of ['grammar.js', 'tree-sitter.json']) copyFileSync(join(folder, name), join(work, name))
    execFileSync(process.env.TREE_SITTER ?? 'tree-sitter', ['generate'], { cwd: work, stdio: 'inherit' })
    const sources = readdirSync(join(work, 'src'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
    const files = sources.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(work.length + 1).replaceAll('\\', '/'), readFileSync(path)]
    })
    const made = Object.fromEntries(files)
    const wasm = await compileParser(made)
    return { ...made, [wasmName]: wasm, 'build.json': printHashes({ ...made, [wasmName]: wasm }) }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function loadClang() {
  const cache = join(root, '.cache', 'clang')
  const entry = join(cache, 'node_modules', '@yowasp', 'clang')
  if (!existsSync(entry)) {
    mkdirSync(cache, { recursive: true })
    writeFileSync(join(cache, 'package.json'), '{ "private": true }\n')
    execFileSync('npm', ['install', '--no-save', `@yowasp/clang@${clangVersion}`], { cwd: cache, stdio: 'inherit' })
  }
  const { exports, main } = JSON.parse(readFileSync(join(entry, 'package.json'), 'utf8'))
  const file =
    typeof exports === 'string'
      ? exports
      : (exports?.['.']?.node ?? exports?.['.']?.default ?? exports?.node ?? exports?.default ?? main)
  return import(pathToFileURL(join(entry, file)).href)
}

/** WebAssembly of the parser, from the files of src/. */
async function compileParser(made) {
  const { runClang } = await loadClang()
  const headers = Object.keys(made).filter((path) => path.startsWith('src/tree_sitter/'))
  const files = {
    'parser.c': made['src/parser.c'].toString(),
    tree_sitter: Object.fromEntries(headers.map((path) => [path.split('/').at(-1), made[path].toString()])),
  }
  const output = await runClang(clangArguments, files)
  return Buffer.from(output[wasmName])
}

const hashOf = (content) => createHash('sha256').update(content).digest('hex')

/** What test/grammar compares the committed files with. */
function printHashes(made) {
  const hashes = {
    'grammar.js': hashOf(readFileSync(join(folder, 'grammar.js'))),
    'src/parser.c': hashOf(made['src/parser.c']),
    [wasmName]: hashOf(made[wasmName]),
  }
  return Buffer.from(`${JSON.stringify(hashes, null, 2)}\n`)
}

const isUpToDate = (path, content) => existsSync(join(folder, path)) && readFileSync(join(folder, path)).equals(content)

const isCheck = process.argv.includes('--check')
for (const [path, content] of Object.entries(await makeFiles())) {
  if (isUpToDate(path, content)) continue
  if (isCheck) {
    console.error(`syntaxes/tactics/${path} is not what the grammar gives; \`npm run grammar\` writes it`)
    process.exitCode = 1
  } else {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
    console.log(`wrote syntaxes/tactics/${path}`)
  }
}
