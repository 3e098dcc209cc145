// What tests in real editors need beside npm's packages: VS Code's server, out of the code-server package, a Chromium, and Neovim.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { arch } from 'node:os'
import { join } from 'node:path'
import { root, run, runNpm } from './process.mjs'

/** Pinned: the newest whose VS Code runs on Node 20. It carries VS Code 1.100. */
const packages = ['code-server@4.100.3', `@vscode/ripgrep-linux-${arch()}@1.18.0`]

const cache = join(root, '.cache', 'vscode')
const editor = join(cache, 'node_modules', 'code-server', 'lib', 'vscode')
const complete = join(cache, 'complete')
const terminal = join(editor, 'node_modules', 'node-pty', 'build', 'Release', 'pty.node')
const chromiumPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const neovimPaths = ['/usr/bin/nvim', '/usr/local/bin/nvim']

/** Installs what is missing. Returns paths `{ server, chromium }`, or a sentence that says what a person has to do. */
export function ensureEditor() {
  if (process.platform !== 'linux') return 'The tests in a real VS Code run on Linux only.'
  const chromium = ensureChromium()
  if (chromium.problem !== undefined) return chromium.problem
  if (!existsSync(complete) && !installEditor()) return 'VS Code could not be installed from the npm registry.'
  if (!existsSync(terminal) && !buildTerminal())
    return "VS Code's terminal could not be built: it needs a C++ compiler, make and Python (Debian: `apt-get install g++ make python3`)."
  return { server: join(editor, 'out', 'server-main.js'), chromium: chromium.path }
}

/** Installs Chromium when it is missing. Returns its `path`, or `problem`: a sentence that says what a person has to do. */
export function ensureChromium() {
  const path = ensureProgram('chromium', process.env.CHROMIUM, chromiumPaths)
  return path === undefined
    ? { problem: 'Chromium is missing: install it (Debian: `apt-get install chromium`) or name it in CHROMIUM.' }
    : { path }
}

/** Installs Neovim when it is missing. Returns its `path`, or `problem`: a sentence that says what a person has to do. */
export function ensureNeovim() {
  const path = ensureProgram('neovim', process.env.NEOVIM, neovimPaths)
  return path === undefined
    ? { problem: 'Neovim is missing: install it (Debian: `apt-get install neovim`) or name it in NEOVIM.' }
    : { path }
}

/** Path of a program; Debian's package is installed when it is missing and may be. */
function ensureProgram(name, named = '', paths) {
  const find = () => [named, ...paths].find((path) => path !== '' && existsSync(path))
  const present = find()
  if (present !== undefined || process.getuid?.() !== 0) return present
  console.error(`set-up: installing ${name}`)
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  run('apt-get', ['update', '-qq'], quiet)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], quiet)
  return find()
}

/** Builds what runs programs in VS Code's terminal. */
function buildTerminal() {
  const compiler = ensureProgram('g++', process.env.CXX, ['/usr/bin/g++', '/usr/local/bin/g++'])
  const make = ensureProgram('make', process.env.MAKE, ['/usr/bin/make', '/usr/local/bin/make'])
  if (compiler === undefined || make === undefined) return false
  console.error("e2e: building VS Code's terminal")
  // A step that cleans up ends in an error once the binary is there.
  runNpm(['rebuild', '--silent', 'node-pty'], { cwd: editor, stdio: ['ignore', 2, 'ignore'] })
  return existsSync(terminal)
}

/** Downloads some 300 MB once. Install scripts are not run: of what they build, tests use the terminal alone. */
function installEditor() {
  console.error('set-up: installing VS Code into .cache/vscode')
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n')
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent']
  if (runNpm(['install', ...quiet, ...packages], { cwd: cache, stdio: ['ignore', 2, 2] }) !== 0) return false
  if (runNpm(['install', '--omit=dev', ...quiet], { cwd: editor, stdio: ['ignore', 2, 2] }) !== 0) return false
  // VS Code's search looks for ripgrep where its own install script would have put it.
  const folder = join(editor, 'node_modules', '@vscode', 'ripgrep', 'bin')
  mkdirSync(folder, { recursive: true })
  rmSync(join(folder, 'rg'), { force: true })
  symlinkSync(join(cache, 'node_modules', '@vscode', `ripgrep-linux-${arch()}`, 'bin', 'rg'), join(folder, 'rg'))
  writeFileSync(complete, packages.join('\n'))
  return true
}
