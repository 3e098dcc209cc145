// Hover of a Python line: what was traced there, what it costs, its collectives with their reasons, and who called it.
import { formatBytes, formatFlops, formatPercent, formatSeconds } from '../../base/format'
import { collectiveOfStep, nodeOfStep } from '../../cost/stepPlaces'
import { lineOf, operationName } from '../../engine/names'
import { describeCollective } from '../../engine/reasons'
import type { SourceFigures } from '../../engine/sourceFigures'
import { getSourceFigures, secondsOf } from '../../engine/sourceFigures'
import type { SourceLines } from '../../engine/sourceLines'
import { phaseNames, phaseOf } from '../../sharding/phases'
import { code, limitRows, markdownTable, plainText } from '../markdown'
import type { PythonFigures } from './pythonHints'
import { describePhases, describeStaleness } from './pythonHints'

/** Where the figures come from, and addresses to go to. */
export interface PythonBasis {
  readonly schedule: string
  /** Names of the schedule's tactics. */
  readonly tactics: readonly string[]
  /** Name of the tactics file and of the model file. */
  readonly tacticsFile: string
  readonly modelFile: string
  /** Address of a line of the model, from 1. */
  readonly modelLink: (line: number) => string
  /** Address of a tactic; undefined for what no file states. */
  readonly tacticLink: (tactic: string) => string | undefined
  /** Address of a line of a file of the workspace. */
  readonly sourceLink: (path: string, line: number) => string
}

/** Most rows of a table, collectives and callers. */
const mostRows = 12

/** Hover of a line of the text, from 0; undefined where nothing was traced. */
export function pythonHover(python: PythonFigures, basis: PythonBasis, line: number): string | undefined {
  const { lines, path, view } = python
  const index = (lines.byPath.get(path) ?? []).find((one) => view.lineOf(lines.lines[one]!) === line)
  if (index === undefined) return undefined
  const figures = getSourceFigures(python.evaluation, lines)
  if (figures.stepStart[index] === figures.stepStart[index + 1]) return undefined
  const stale = describeStaleness(view)
  const time = secondsOf(figures, index)
  const share = figures.total === 0 ? '' : ` · ${formatPercent(time / figures.total)} of the step`
  return [
    `**Traced here: ${describePhases(figures, index)}**${share}`,
    `schedule ${code(basis.schedule)} of ${code(basis.tacticsFile)}, model ${code(basis.modelFile)}`,
    ...(stale === '' ? [] : [`_${stale}_`]),
    operationTable(python, basis, figures, index),
    ...collectiveList(python, basis, figures, index),
    ...callers(python, basis, figures, index),
  ].join('\n\n')
}

interface Row {
  readonly name: string
  readonly phase: number
  readonly modelLine: number
  count: number
  flops: number
  seconds: number
}

/** Operations by name and phase, those with most time first; each links to its first line in the model. */
function operationTable(
  { evaluation }: PythonFigures,
  basis: PythonBasis,
  figures: SourceFigures,
  line: number,
): string {
  const { local, simulation } = evaluation
  const { kernels, timeline } = simulation
  const phases = phaseOf(local.program)
  const rows = new Map<string, Row>()
  for (const step of stepsOf(figures, line)) {
    if (collectiveOfStep(local, step) >= 0) continue
    const node = nodeOfStep(local, step)
    const [name, phase] = [operationName(local.program, node), phases[node]!]
    const fresh = { name, phase, modelLine: lineOf(local.program, node), count: 0, flops: 0, seconds: 0 }
    const row = rows.get(`${phase} ${name}`) ?? fresh
    const times = timeline.executions[local.steps.region[step]!]!
    row.count++
    row.flops += kernels.flops[step]! * times
    row.seconds += kernels.seconds[step]! * times
    rows.set(`${phase} ${name}`, row)
  }
  const sorted = [...rows.values()].sort((a, b) => b.seconds - a.seconds || b.flops - a.flops)
  const { shown, note } = limitRows(sorted, mostRows)
  const cells = shown.map(({ name, phase, modelLine, count, flops, seconds }) => [
    link(code(name), modelLine > 0 ? basis.modelLink(modelLine) : undefined),
    phaseNames[phase] ?? '',
    count.toLocaleString('en-US'),
    flops === 0 ? '' : formatFlops(flops),
    seconds === 0 ? 'fused' : formatSeconds(seconds),
  ])
  return shown.length === 0 ? '' : markdownTable(['operation', 'phase', 'count', 'flops', 'time'], cells) + note
}

interface Group {
  readonly first: number
  count: number
  executed: number
  bytes: number
  seconds: number
  exposed: number
}

/** Collectives alike but for their place as one item, with the reason for the first. */
function collectiveList(python: PythonFigures, basis: PythonBasis, figures: SourceFigures, line: number): string[] {
  const groups = groupCollectives(python, figures, line)
  if (groups.length === 0) return []
  const { local } = python.evaluation
  const { shown, note } = limitRows(groups, mostRows)
  const items = shown.map(({ first, count, executed, bytes, seconds, exposed }) => {
    const { kind, axes, tactic, node } = local.collectives[first]!
    const names = axes.map((axis) => local.mesh.axes[axis]?.name ?? '?').join(', ')
    const name = basis.tactics[tactic]
    const by = name === undefined ? '' : `, by ${link(code(name), basis.tacticLink(name))}`
    const times = executed === count ? '' : `, executed ${executed.toLocaleString('en-US')} times`
    const hidden = exposed >= seconds ? '' : `, ${exposed === 0 ? 'hidden' : `${formatSeconds(exposed)} exposed`}`
    const modelLine = lineOf(local.program, node)
    const at = modelLine > 0 ? `, ${link(`line ${modelLine}`, basis.modelLink(modelLine))}` : ''
    const reason = plainText(describeCollective(python.evaluation, first, basis.tactics))
    const head = `${count.toLocaleString('en-US')} **${kind}** on ${code(names)}, ${formatBytes(bytes)}, ${formatSeconds(seconds)}`
    return `- ${head}${hidden}${times}${by}${at}  \n  ${reason}`
  })
  return [`**Collectives**\n\n${items.join('\n')}${note}`]
}

function groupCollectives({ evaluation }: PythonFigures, figures: SourceFigures, line: number): Group[] {
  const { local, simulation } = evaluation
  const { timeline, collectiveSeconds } = simulation
  const groups = new Map<string, Group>()
  for (const step of stepsOf(figures, line)) {
    const index = collectiveOfStep(local, step)
    const collective = local.collectives[index]
    if (collective === undefined) continue
    const key = `${collective.kind} ${collective.axes.join()} ${collective.tactic}`
    const group = groups.get(key) ?? { first: index, count: 0, executed: 0, bytes: 0, seconds: 0, exposed: 0 }
    const times = timeline.executions[local.steps.region[step]!]!
    group.count++
    group.executed += times
    group.bytes += collective.bytes * times
    group.seconds += collectiveSeconds[index]! * times
    group.exposed += timeline.exposed[index]! * times
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => b.seconds - a.seconds)
}

/** Chains of calls that lead here, each once. */
function callers(
  { evaluation, lines }: PythonFigures,
  basis: PythonBasis,
  figures: SourceFigures,
  line: number,
): string[] {
  const stacks = new Set<number>()
  for (const step of stepsOf(figures, line)) {
    const stack = lines.frames.stackOf[nodeOfStep(evaluation.local, step)]!
    if (stack >= 0) stacks.add(stack)
  }
  const chains = new Set<string>()
  for (const stack of stacks) {
    const chain = chainOf(lines, basis, stack)
    if (chain !== '') chains.add(chain)
  }
  if (chains.size === 0) return []
  const { shown, note } = limitRows([...chains], mostChains)
  return [`**Called from**\n\n${shown.map((chain) => `- ${chain}`).join('\n')}${note}`]
}

const mostChains = 4

/** What lies around the innermost call of the workspace, outwards: `loss` train.py:12 ← `step` train.py:30. */
function chainOf({ frames, paths }: SourceLines, basis: PythonBasis, stack: number): string {
  const places: string[] = []
  let isOutside = false
  for (let at = frames.stackStart[stack]!; at < frames.stackStart[stack + 1]!; at++) {
    const frame = frames.stackFrames[at]!
    const { file, line, function: name } = frames.frames[frame]!
    const path = paths[frames.frameFile[frame]!]
    const text = `${name === '' ? '' : `${code(plainName(name))} `}${link(plainText(`${baseName(file)}:${line}`), path === undefined ? undefined : basis.sourceLink(path, line))}`
    // The first call of the workspace is the line itself.
    if (isOutside) places.push(text)
    else if (path !== undefined) isOutside = true
  }
  return places.join(' ← ')
}

const plainName = (name: string): string => name.replace(/\s+/g, ' ')
const baseName = (file: string): string => file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)

const stepsOf = ({ stepStart, steps }: SourceFigures, line: number): Int32Array =>
  steps.subarray(stepStart[line], stepStart[line + 1])

const link = (text: string, address: string | undefined): string =>
  address === undefined ? text : `[${text}](${address})`
