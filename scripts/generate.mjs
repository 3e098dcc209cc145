// `npm run generate`: writes what comes from tables: docs/DIAGNOSTICS.md, the schema of device files, and between their
// markers the settings in README.md and the formulas of collectives in docs/COSTS.md. With --check it writes nothing and fails when something is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './support/process.mjs'
import { loadTypeScript } from './support/loadTypeScript.mjs'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const areas = {
  mlir: 'Reading the model',
  model: 'What the model means',
  tactics: 'Reading the tactics file',
  include: 'Files that a tactics file includes',
  device: 'Devices and their links',
  shard: 'What an action or propagation could not do',
  cost: 'Figures',
  search: 'What automatic tactics have found',
  expect: 'Expectations',
  internal: 'Shardlens itself',
}

const effects =
  'The title of a fix that may change the figures ends in what becomes of the active schedule, simulated before it is offered: `Add Megatron tensor parallelism on model: 58.8 → 31.8 GiB (fits 32), −25 % time, +128 all_reduce`. Fixes of problems are simulated once a text has been at rest for half a second, of programs above 100,000 operations when a menu asks; a title whose figures are not known yet goes without. Where another schedule has the problem, the title says what becomes of that one: `…: in plain −12 GiB`.'

function printDiagnostics(diagnostics, { tacticsFixes, modelFixes, tacticsRefactorings, modelRefactorings }) {
  const lines = ['# Diagnostics', '', 'Every diagnostic has a stable code. `npm run generate` writes this page.']
  lines.push('', effects)
  for (const [area, title] of Object.entries(areas)) {
    lines.push('', `## ${title}`)
    for (const [code, { severity, meaning }] of Object.entries(diagnostics)) {
      if (!code.startsWith(`${area}.`)) continue
      lines.push('', `### ${code}`, '', `${capitalise(severity)}. ${meaning}`)
      const fixes = [...new Set([...tacticsFixes[code], ...(modelFixes[code] ?? [])].map(({ summary }) => summary))]
      if (fixes.length > 0) lines.push('', `Quick fix: ${fixes.join('; ')}.`)
    }
  }
  const list = (refactorings) => refactorings.map(({ summary }) => `- ${capitalise(summary)}.`)
  lines.push('', '## Refactorings', '', 'Without a diagnostic, in a tactics file:', '', ...list(tacticsRefactorings))
  if (modelRefactorings.length > 0) lines.push('', 'In a model:', '', ...list(modelRefactorings))
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

/** Where a collective's links are told apart: name, device, sizes of the axes it runs over. */
const fabrics = [
  ['closed ring', 'tpu_v4', [4]],
  ['two closed rings', 'tpu_v4', [4, 4]],
  ['open line', 'tpu_v5e', [4]],
  ['switch of a node', 'h100', [8]],
  ['wires of a node', 'mi300x', [8]],
  ['nodes and the network', 'h100', [16]],
]
const collectiveKinds = ['all_gather', 'all_reduce', 'reduce_scatter', 'all_to_all', 'collective_permute']

/** The formulas that explanations show, from the plans that times are made of. */
function printFormulas({ planCollective, layOut, findDevice, writePlan }) {
  const rows = fabrics.flatMap(([name, deviceName, sizes]) => {
    const device = findDevice(deviceName)
    const fabric = layOut({ axes: sizes.map((size, i) => ({ name: `axis${i}`, size })) }, device)
    const axes = sizes.map((_, i) => i)
    const formulas = collectiveKinds.map((kind) => {
      const plan = planCollective(kind, 2 ** 20, axes, fabric)
      return { kind, formula: writePlan(plan, { kind, bytes: 2 ** 20 }, device).formula }
    })
    // Kinds of one formula share a row.
    return [...new Set(formulas.map(({ formula }) => formula))].map((formula) => {
      const kinds = formulas.filter((one) => one.formula === formula).map(({ kind }) => kind)
      return `| ${name} | ${kinds.join(', ')} | \`${formula}\` |`
    })
  })
  return ['| links | kind | seconds |', '| --- | --- | --- |', ...rows].join('\n')
}

const capitalise = (word) => word[0].toUpperCase() + word.slice(1)

/** The text with what stands between the markers of the name replaced. */
function replaceBetween(text, name, content) {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the markers ${begin} and ${end} are missing`)
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`
}

const { diagnostics } = await loadTypeScript('server/src/base/diagnostics.ts')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const costs = readFileSync(join(root, 'docs/COSTS.md'), 'utf8')
const sources = ['collectiveCosts', 'topology', 'devices', 'explain/explainCollective']
const loaded = await Promise.all(sources.map((name) => loadTypeScript(`server/src/cost/${name}.ts`)))
const { makeDeviceFileSchema } = await loadTypeScript('server/src/engine/deviceFileSchema.ts')
const documents = {
  'syntaxes/devices.schema.json': `${JSON.stringify(makeDeviceFileSchema(), null, 2)}\n`,
  'docs/COSTS.md': replaceBetween(costs, 'formulas', printFormulas(Object.assign({}, ...loaded))),
  'docs/DIAGNOSTICS.md': printDiagnostics(diagnostics, await loadTypeScript('server/src/ide/fixes/table.ts')),
  'README.md': replaceBetween(readme, 'settings', printSettings()),
}
for (const [path, text] of Object.entries(documents)) {
  if (!process.argv.includes('--check')) writeFileSync(join(root, path), text)
  else if (!existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text) {
    console.error(`${path} is out of date; \`npm run generate\` writes it`)
    process.exitCode = 1
  }
}
