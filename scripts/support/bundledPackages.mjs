// Which npm packages a bundle holds, with their licences: for the notices that travel with it and for the licence check.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './process.mjs'

/** Packages that the bundle's inputs come from, by name: `{ name, version, license, text }`. */
export function bundledPackages(inputs) {
  const folders = new Set()
  for (const input of inputs) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]
    if (folder !== undefined) folders.add(folder)
  }
  return [...folders].map(readPackage).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
  const path = file === undefined ? '' : join(root, folder, file)
  return { name, version, license, text: existsSync(path) ? readFileSync(path, 'utf8').trim() : '' }
}

/** The notices file: each package with its version, licence and licence text. */
export function printNotices(packages) {
  const head = 'Shardlens contains these packages, each under its own licence.\n'
  const sections = packages.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`)
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`)
}
