// Rebuilds syntaxes/tactics: grammar.js -> src/parser.c (tree-sitter) -> tree-sitter-tactics.wasm (clang to WebAssembly).
// Needs the tree-sitter command (TREE_SITTER, or on PATH; `cargo install tree-sitter-cli --locked`); clang comes from npm.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './support/process.mjs'

const folder = join(root, 'syntaxes', 'tactics')
const wasm = join(folder, 'tree-sitter-tactics.wasm')
const clangVersion = '22.0.0-git20542-10'

const clangArguments = [
  'clang --target=wasm32-wasip1 -fPIC -shared -Os -Wl,--export=tree_sitter_tactics -Wl,--allow-undefined',
  '-Wl,--no-entry -Wl,--experimental-pic -Wl,-s -nostdlib -fno-exceptions -fvisibility=hidden',
  '-I . -o tree-sitter-tactics.wasm parser.c',
].flatMap((line) => line.split(' '))

function generateParser() {
  execFileSync(process.env.TREE_SITTER ?? 'tree-sitter', ['generate'], { cwd: folder, stdio: 'inherit' })
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

async function compileParser() {
  const { runClang } = await loadClang()
  const headers = readdirSync(join(folder, 'src', 'tree_sitter'))
  const files = {
    'parser.c': readFileSync(join(folder, 'src', 'parser.c'), 'utf8'),
    tree_sitter: Object.fromEntries(
      headers.map((name) => [name, readFileSync(join(folder, 'src', 'tree_sitter', name), 'utf8')]),
    ),
  }
  const made = await runClang(clangArguments, files)
  writeFileSync(wasm, made['tree-sitter-tactics.wasm'])
}

const hashOf = (file) =>
  createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex')

/** What test/grammar compares the committed files with. */
function writeHashes() {
  const files = ['grammar.js', 'src/parser.c', 'tree-sitter-tactics.wasm']
  const hashes = Object.fromEntries(files.map((file) => [file, hashOf(file)]))
  writeFileSync(join(folder, 'build.json'), `${JSON.stringify(hashes, null, 2)}\n`)
}

generateParser()
await compileParser()
writeHashes()
