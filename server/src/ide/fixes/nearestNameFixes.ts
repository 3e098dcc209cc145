// "Did you mean" for names of the tactics file: axes, tactics, devices, fields, figures, files.
import type { Problem, Span } from '../../base/problems'
import { deviceFields, deviceFieldTable, layoutFields } from '../../cost/deviceFields'
import { deviceNames } from '../../cost/devices'
import { isUnitOf } from '../../engine/deviceValues'
import { figureNames } from '../../engine/expectations'
import { automaticFieldNames } from '../../tactics/checkTactic'
import { findNearest } from '../../tactics/nearestNames'
import type { MeshStatement } from '../../tactics/syntaxTree'
import { removeFromSchedule, textAt } from './edits'
import type { Candidate, FixContext, ProblemFix } from './fix'

/** Candidates that put one of some texts in the place of a span, the first of them preferred. */
export const changeTo = (span: Span, texts: readonly string[], needsSimulation = true): Candidate[] =>
  texts.map((text, i) => ({
    kind: 'quickfix',
    title: `Change to \`${text}\``,
    edits: [{ span, newText: text }],
    isPreferred: i === 0,
    needsSimulation,
  }))

/** The nearest names; where none is near, all of them if they are few. */
function nearestOrAll(name: string, names: readonly string[]): readonly string[] {
  const near = findNearest(name, names)
  return near.length > 0 || names.length > mostListed ? near : names
}

const mostListed = 4

export const axisFix: ProblemFix<FixContext> = {
  summary: 'change it to the nearest axis, or add the axis to the mesh',
  make: (context, { span }) => {
    const name = textAt(context.sources, span)
    const axes = (context.snapshot?.mesh.axes ?? []).map((axis) => axis.name)
    const known = axes.length > 0 ? axes : (context.file.mesh?.axes ?? []).map((axis) => axis.name.text)
    const { mesh } = context.file
    return [...changeTo(span, nearestOrAll(name, known)), ...(mesh === undefined ? [] : [addAxis(context, mesh, name)])]
  },
}

/** The smallest size that splits anything: the right one is the user's to say. */
const newAxisSize = 2

function addAxis({ sources }: FixContext, mesh: MeshStatement, name: string): Candidate {
  const axis = `${name}: ${newAxisSize}`
  const last = mesh.axes.at(-1)
  const separator = textAt(sources, mesh.span).includes('\n') ? ',\n  ' : ', '
  const edit =
    last === undefined
      ? { span: mesh.span, newText: `mesh { ${axis} }` }
      : { span: { start: last.span.end, end: last.span.end }, newText: `${separator}${axis}` }
  return { kind: 'quickfix', title: `Add axis \`${axis}\` to the mesh`, edits: [edit], needsSimulation: true }
}

export const tacticNameFix: ProblemFix<FixContext> = {
  summary: 'change it to the nearest tactic, to the tactics of the schedule that it names, or take it out',
  make: (context, { span }) => {
    const { file, sources } = context
    const name = textAt(sources, span)
    const tactics = file.tactics.map((tactic) => tactic.name.text)
    const schedule = file.schedules.find((one) => one.tactics.some((tactic) => tactic.span.start === span.start))
    const listed = new Set(schedule?.tactics.map(({ text }) => text))
    const unused = tactics.filter((tactic) => !listed.has(tactic))
    const named = schedule?.name.text === name ? undefined : file.schedules.find((one) => one.name.text === name)
    const inside = named?.tactics.map(({ text }) => text).filter((text) => unused.includes(text)) ?? []
    const inOrder = [...new Set(inside)]
    const removal = schedule === undefined ? undefined : removeFromSchedule(schedule, name)
    return [
      ...(inOrder.length === 0 ? [] : changeTo(span, [inOrder.join(', ')])),
      ...changeTo(span, nearestOrAll(name, unused)),
      ...(removal === undefined ? [] : [removeCandidate(`Remove \`${name}\` from the schedule`, [removal])]),
    ]
  },
}

/** A quick fix that takes something out. */
export const removeCandidate = (title: string, edits: Candidate['edits'], needsSimulation = false): Candidate => ({
  kind: 'quickfix',
  title,
  edits,
  needsSimulation,
})

export const deviceFix: ProblemFix<FixContext> = {
  summary: 'change it to the nearest device of the catalogue, or of your own device file',
  make: ({ sources, snapshot }, { span }) => {
    const own = (snapshot?.devices ?? []).map(({ name }) => name)
    return changeTo(span, findNearest(textAt(sources, span), [...new Set([...own, ...deviceNames])]))
  },
}

export const fieldFix: ProblemFix<FixContext> = {
  summary: 'change it to the nearest field',
  make: ({ file, sources }, { span }) => {
    const isDevice = file.device?.overrides.some(({ name }) => name.span.start === span.start) === true
    const names = isDevice ? [...deviceFields, ...layoutFields] : automaticFieldNames
    return changeTo(span, findNearest(textAt(sources, span), names))
  },
}

/** `16 GiB` of a rate, `16 GB/s` of a size. */
export const unitFix: ProblemFix<FixContext> = {
  summary: 'write it a second, or not a second',
  make: ({ file, sources }, { span }) => {
    const field = file.device?.overrides.find(({ value }) => value.span.start === span.start)
    const known = deviceFieldTable.get(field?.name.text ?? '')
    if (field?.value.kind !== 'quantity' || known === undefined) return []
    const { unit } = field.value
    const other = unit.endsWith('/s') ? unit.slice(0, -2) : `${unit}/s`
    const number = textAt(sources, span).slice(0, -unit.length).trimEnd()
    return unit !== '' && isUnitOf(known, other) ? changeTo(span, [`${number} ${other}`]) : []
  },
}

export const figureFix: ProblemFix<FixContext> = {
  summary: 'change it to the nearest figure',
  make: ({ sources }, { span }) => changeTo(span, findNearest(textAt(sources, span), figureNames), false),
}

/** A model or an include that is not there: files beside it with nearly its name, or the only one of its kind. */
export const fileFix: ProblemFix<FixContext> = {
  summary: 'change it to the nearest file in the folder',
  make: ({ file, sources, nearby = [] }, { span }: Problem) => {
    const written = textAt(sources, span)
    const path = written.replaceAll('"', '')
    const isInclude = file.includes.some(({ pathSpan }) => pathSpan.start === span.start)
    const ending = isInclude ? /\.tactics$/ : /\.mlir(\.gz)?$/
    const own = baseName(sources[0]?.path ?? '')
    const files = nearby.filter((one) => ending.test(one) && baseName(one) !== own)
    const byName = new Map(files.map((one) => [baseName(one), one]))
    const near = findNearest(baseName(path), [...byName.keys()]).flatMap((name) => byName.get(name) ?? [])
    const chosen = near.length > 0 || files.length > 1 ? near : files
    return changeTo(
      span,
      chosen.map((one) => `"${one}"`),
    )
  },
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
