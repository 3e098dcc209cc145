// package.json and package-lock.json: what they name exists, is used, and may be shipped.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles as listPackaged, PackageManager } from '@vscode/vsce'
import { describe, expect, test } from 'vitest'
import { defaultSettings } from '../../server/src/protocol/settings'
import { isSource, listFiles, readManifest, readText, root } from './repository'

const manifest = readManifest()
const { contributes } = manifest

describe('the manifest', () => {
  test('names files that exist', () => {
    const paths = [
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.grammars.map(({ path }) => path),
    ]
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('names commands that the extension registers', () => {
    const client = listFiles().filter((path) => path.startsWith('client/src/') && isSource(path))
    const text = client.map(readText).join('\n')
    expect(contributes.commands.filter(({ command }) => !text.includes(`'${command}'`))).toEqual([])
  })

  test('gives every command a title and a category, and menus name no other', () => {
    const { commands, menus } = contributes
    const plain = commands.filter(({ title, category }) => !title || category !== 'Shardlens')
    expect(plain).toEqual([])
    const known = new Set(commands.map(({ command }) => command))
    const named = Object.values(menus).flatMap((items) => items.map(({ command }) => command))
    expect(named.filter((command) => !known.has(command))).toEqual([])
    expect(Object.values(menus).flatMap((items) => items.filter(({ when }) => !when))).toEqual([])
  })

  test('offers commands where they have a meaning; everywhere only those about the extension itself', () => {
    const limited = new Set(contributes.menus['commandPalette']?.map(({ command }) => command))
    const everywhere = contributes.commands.map(({ command }) => command).filter((command) => !limited.has(command))
    expect(everywhere.sort()).toEqual(['shardlens.createExample', 'shardlens.restartServer', 'shardlens.showOutput'])
  })

  test('documents every setting', () => {
    const texts = Object.values(contributes.configuration.properties)
    expect(texts.filter(({ description, markdownDescription }) => !(description ?? markdownDescription))).toEqual([])
  })

  test('has a walkthrough whose pictures, pages and commands exist', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps)
    const media = steps.flatMap(({ media: { image, markdown } }) =>
      [image, markdown].filter((path) => path !== undefined),
    )
    expect(media.length).toBe(steps.length)
    expect(media.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const known = new Set(contributes.commands.map(({ command }) => command))
    const named = steps.flatMap(({ description, completionEvents }) => [
      ...[...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? ''),
      ...completionEvents.flatMap((event) => (event.startsWith('onCommand:') ? [event.slice(10)] : [])),
    ])
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((command) => !known.has(command))).toEqual([])
  })

  test('has the defaults that the server has', () => {
    const { inlayHints, python, device, deviceFile, overlap, moduleShardings, tripCount, maxModelSize } =
      defaultSettings
    const expected = {
      'shardlens.inlayHints.tactics': inlayHints.tactics,
      'shardlens.inlayHints.model': inlayHints.model,
      'shardlens.python.hints': python.hints,
      'shardlens.python.pathMap': python.pathMap,
      // Read by the client.
      'shardlens.python.interpreter': '',
      'shardlens.device': device,
      'shardlens.deviceFile': deviceFile,
      'shardlens.overlap': overlap,
      'shardlens.moduleShardings': moduleShardings,
      'shardlens.tripCount': tripCount,
      'shardlens.maxModelSize': maxModelSize,
      // Read by the client's library.
      'shardlens.trace.server': 'off',
    }
    const properties = Object.entries(contributes.configuration.properties)
    expect(Object.fromEntries(properties.map(([name, property]) => [name, property.default]))).toEqual(expected)
  })
})

interface LockFile {
  readonly packages: Readonly<Record<string, Manifest | undefined>>
}
type Manifest = Readonly<Record<string, unknown>>

describe('the lock file', () => {
  // npm wrote it.
  const { packages } = JSON.parse(readText('package-lock.json')) as LockFile

  test('is in step with the manifest', () => {
    const own = packages['']
    expect(own?.['dependencies']).toEqual(manifest.dependencies)
    expect(own?.['devDependencies']).toEqual(manifest.devDependencies)
    expect(own?.['version']).toBe(manifest.version)
  })

  test('names no registry, and a checksum for every package', () => {
    const others = Object.entries(packages).filter(([path]) => path !== '')
    expect(others.filter(([, entry]) => entry?.['resolved'] !== undefined).map(([path]) => path)).toEqual([])
    expect(others.filter(([, entry]) => entry?.['integrity'] === undefined).map(([path]) => path)).toEqual([])
  })
})

describe('the package', () => {
  const licenses = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']
  /** A font, and a library that is its own file: neither asks anything of what stands beside it. */
  const others: Readonly<Record<string, string>> = {
    '@vscode/codicons': 'CC-BY-4.0',
    elkjs: 'EPL-2.0 OR GPL-3.0-or-later',
  }

  test('bundles packages under permissive licences alone', () => {
    const output = execFileSync(process.execPath, ['scripts/build.mjs', '--list-packages'], {
      cwd: root,
      encoding: 'utf8',
    })
    const bundled = output
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
    expect(bundled.length).toBeGreaterThan(3)
    expect(
      bundled.filter(([name = '', , ...license]) => ![...licenses, others[name]].includes(license.join(' '))),
    ).toEqual([])
  })

  test('holds what the editor reads and nothing else', async () => {
    const paths = await listPackaged({ cwd: root, packageManager: PackageManager.None })
    const wanted =
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/(webview\/)?[\w.-]+|images\/[\w-]+\.(png|svg)|docs\/images\/dark\/[\w-]+\.png|docs\/DIAGNOSTICS\.md|docs\/walkthrough\/\w+\.md|examples\/transformer\/\w+\.(mlir|tactics)|syntaxes\/[\w.-]+\.json)$/
    expect(paths.filter((path) => !wanted.test(path))).toEqual([])
  })
})
