// Loads a module of the sources into a script.
import { join } from 'node:path'
import { root } from './process.mjs'

/** Bundles the file in memory and imports it. */
export async function loadTypeScript(path) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}

/** Bundles a program of the sources that runs in Node into a file; packages stay outside of it. */
export async function bundleForNode(path, outfile) {
  const { build } = await import('esbuild')
  await build({
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
}
