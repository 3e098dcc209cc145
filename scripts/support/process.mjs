// Running child processes from scripts, on Node's own modules alone: scripts run before anything is installed.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root folder of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Runs a program with the terminal's output; returns its exit code (1 when it could not start or was killed). */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options })
  if (result.error !== undefined) console.error(`${command}: ${result.error.message}`)
  return result.status ?? 1
}

/** Runs a Node script of the checkout or of an installed package. */
export const runNode = (args, options = {}) => run(process.execPath, args, options)

/** Runs npm, by the copy that started this script when there is one. */
export function runNpm(args, options = {}) {
  const npm = process.env.npm_execpath
  return npm !== undefined && /\.c?js$/.test(npm)
    ? runNode([npm, ...args], options)
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { shell: process.platform === 'win32', ...options })
}

/** Runs the steps in order, each `[title, function that returns an exit code]`, and leaves at the first that fails. */
export function runInOrder(steps) {
  for (const [title, step] of steps) {
    const code = step()
    if (code === 0) continue
    console.error(`${title} failed (exit code ${code})`)
    process.exit(code)
  }
}

/** Path of a file in an installed package. */
export const installed = (...path) => join(root, 'node_modules', ...path)
