// Packs shardlens.vsix: built bundles and what the editor reads, nothing from node_modules.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { root } from './support/process.mjs'

export const packagePath = join(root, 'shardlens.vsix')

/** Builds what is stale and writes shardlens.vsix. */
export async function packageExtension() {
  await ensureBuilt()
  const { createVSIX } = await import('@vscode/vsce')
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  })
  return packagePath
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await packageExtension()
