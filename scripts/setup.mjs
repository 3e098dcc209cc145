// Makes node_modules agree with package-lock.json: `npm ci` when it is missing or holds other versions, else nothing.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, runNpm } from './support/process.mjs'

const oldestNode = 20

/** Installs what the lock file names where that is not there yet; prints one line (none when quiet and up to date); exits when it cannot. */
export function setUp({ quiet = false } = {}) {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    console.error(`Shardlens needs Node ${oldestNode} or newer; this is ${process.versions.node}.`)
    process.exit(1)
  }
  const difference = findDifference()
  if (difference === undefined) {
    if (!quiet) console.error('set-up: node_modules is up to date')
    return
  }
  console.error(`set-up: npm ci (${difference})`)
  // npm reports its progress on standard output, which belongs to what comes after.
  const code = runNpm(['ci', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] })
  if (code !== 0) {
    console.error('set-up: npm ci failed; it needs an npm registry (see `npm config get registry`).')
    process.exit(code)
  }
}

/** Why node_modules is not what the lock file names; undefined when it is. */
function findDifference() {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === undefined) return 'no readable package-lock.json'
  if (present === undefined) return 'nothing installed yet'
  for (const [path, { version, optional, devOptional, peer }] of Object.entries(wanted)) {
    if (path === '') continue
    const there = present[path]
    // Optional packages are those of other platforms.
    if (there === undefined && (optional || devOptional || peer)) continue
    if (there?.version !== version) return `${path.replace(/^node_modules\//, '')} ${version} is not installed`
    if (!existsSync(join(root, path))) return `${path} was removed`
  }
  return undefined
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) setUp()
