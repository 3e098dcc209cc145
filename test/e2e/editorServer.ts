// VS Code's own server with shardlens.vsix installed, in a folder of its own that goes away with it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface EditorServer {
  readonly port: number
  /** A copy of the example that a test may change. */
  readonly folder: string
  /** Settings of the user for the pages that are opened next. */
  readonly writeSettings: (settings: Readonly<Record<string, unknown>>) => void
  readonly stop: () => Promise<void>
}

/** What the script that starts the tests found on this machine, handed over in the environment. */
export interface EditorInstallation {
  readonly server: string
  readonly chromium: string
  readonly extension: string
}

/** Reads the installation; throws when the tests were not started by `npm run test:e2e`. */
export function getInstallation(): EditorInstallation {
  const { SHARDLENS_EDITOR: server, SHARDLENS_CHROMIUM: chromium, SHARDLENS_VSIX: extension } = process.env
  if (server === undefined || chromium === undefined || extension === undefined) {
    throw new Error('start these tests by `npm run test:e2e`')
  }
  return { server, chromium, extension }
}

export interface EditorOptions {
  /** Writes more files into the folder before the editor sees it. */
  readonly prepare?: (folder: string) => void
  /** False: the folder is opened in restricted mode. */
  readonly isTrusted?: boolean
  /** Settings of the user. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** Installs the extension and starts the server on a copy of the folder. */
export async function startEditorServer(
  installation: EditorInstallation,
  example: string,
  { prepare, isTrusted = true, settings = {} }: EditorOptions = {},
): Promise<EditorServer> {
  const home = mkdtempSync(join(tmpdir(), 'shardlens-e2e-'))
  const folder = join(home, 'workspace')
  cpSync(example, folder, { recursive: true })
  prepare?.(folder)
  const places = ['--server-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')]
  const env = { ...process.env, HOME: home, EXTENSIONS_GALLERY: '{}' }
  const license = '--accept-server-license-terms'
  const install = [installation.server, ...places, license, '--install-extension', installation.extension]
  execFileSync(process.execPath, install, { env, stdio: 'pipe' })

  const userFolder = join(home, 'data', 'data', 'User')
  mkdirSync(userFolder, { recursive: true })
  const writeSettings = (more: Readonly<Record<string, unknown>>): void =>
    writeFileSync(join(userFolder, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings, ...more }))
  writeSettings({})

  const port = await findFreePort()
  const listen = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token']
  const quiet = ['--telemetry-level', 'off', ...(isTrusted ? ['--disable-workspace-trust'] : []), license]
  const server = spawn(process.execPath, [installation.server, ...places, ...listen, ...quiet], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await untilListening(server)
  const stop = async (): Promise<void> => {
    await stopProcess(server)
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  return { port, folder, writeSettings, stop }
}

/** Settings without which the workbench opens pages of its own. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.commandCenter.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'security.workspace.trust.startupPrompt': 'never',
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

function untilListening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer): void => {
      said += chunk.toString()
      if (said.includes('agent listening')) resolve()
    }
    server.stdout?.on('data', listen)
    server.stderr?.on('data', listen)
    server.once('exit', (code) => reject(new Error(`the VS Code server ended with ${code}: ${said}`)))
  })
}

function stopProcess(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) return resolve()
    server.once('exit', () => resolve())
    server.kill('SIGTERM')
    setTimeout(() => server.kill('SIGKILL'), 5_000).unref()
  })
}
