// `npm run generate`: writes the parts of the documentation that come from tables: docs/DIAGNOSTICS.md, and the settings
// and commands in README.md between their markers. With --check it writes nothing and fails when something is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './support/process.mjs'
import { loadTypeScript } from './support/loadTypeScript.mjs'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const areas = {
  mlir: 'Reading the model',
  model: 'What the model means',
  tactics: 'Reading the tactics file',
  device: 'Devices and their links',
  shard: 'What an action or propagation could not do',
  cost: 'Figures',
  expect: 'Expectations',
  internal: 'Shardlens itself',
}

function printDiagnostics(diagnostics) {
  const lines = ['# Diagnostics', '', 'Every diagnostic has a stable code. `npm run generate` writes this page.']
  for (const [area, title] of Object.entries(areas)) {
    lines.push('', `## ${title}`)
    for (const [code, { severity, meaning }] of Object.entries(diagnostics)) {
      if (code.startsWith(`${area}.`)) lines.push('', `### ${code}`, '', `${capitalise(severity)}. ${meaning}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function printSettings() {
  const rows = Object.entries(manifest.contributes.configuration.properties)
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([name, property]) => {
      const { description, markdownDescription } = property
      return `| \`${name}\` | \`${JSON.stringify(property.default)}\` | ${markdownDescription ?? description} |`
    })
  return ['| setting | default | what it does |', '| --- | --- | --- |', ...rows].join('\n')
}

const capitalise = (word) => word[0].toUpperCase() + word.slice(1)

/** The text with what stands between the markers of the name replaced. */
function replaceBetween(text, name, content) {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md lacks the markers ${begin} and ${end}`)
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`
}

const { diagnostics } = await loadTypeScript('server/src/base/diagnostics.ts')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const documents = {
  'docs/DIAGNOSTICS.md': printDiagnostics(diagnostics),
  'README.md': replaceBetween(readme, 'settings', printSettings()),
}
for (const [path, text] of Object.entries(documents)) {
  if (!process.argv.includes('--check')) writeFileSync(join(root, path), text)
  else if (readFileSync(join(root, path), 'utf8') !== text) {
    console.error(`${path} is out of date; \`npm run generate\` writes it`)
    process.exitCode = 1
  }
}
