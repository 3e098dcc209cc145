// Numbers with units: of device fields, comparisons and expectations; and what they are compared with.
import type { DeviceField } from '../../cost/deviceFields'
import { printPath } from '../../base/paths'
import { deviceFieldTable } from '../../cost/deviceFields'
import { torusLetters } from '../../cost/topologyProblems'
import { usualEvaluations } from '../../engine/search/autoTactic'
import { unitsOf } from '../../engine/deviceValues'
import { findFigure, printFigure, unitOfFigure } from '../../engine/expectations'
import type { SyntaxNode } from '../../tactics/syntaxNodes'
import type { Asked, Completion } from './completion'
import { complete } from './completion'

const sizes = ['GiB', 'MiB', 'KiB', 'TiB']
const times = ['ms', 'us', 's']

/** What the first word of a field, comparison or expectation is: the thing that is measured. */
function subjectOf({ text }: Asked, { type, children, start, end }: SyntaxNode): string {
  const wanted = type === 'expectation' ? 'figure' : type === 'comparison' ? 'property' : 'name'
  const child = children.find((one) => one.type === wanted)
  return child === undefined ? text.slice(start, end) : text.slice(child.start, child.end)
}

/** Units that may stand behind a number here. */
export function completeUnits(asked: Asked, of: SyntaxNode): Completion[] {
  const subject = subjectOf(asked, of)
  const names =
    of.type === 'field'
      ? fieldUnits(subject)
      : of.type === 'comparison'
        ? comparisonUnits(subject)
        : figureUnits(subject)
  return names.map((name, rank) => complete(asked, 'unit', name, { rank }))
}

const fieldUnits = (name: string): readonly string[] => {
  const field = deviceFieldTable.get(name)
  return field === undefined ? (name === 'memory' ? sizes : []) : unitsOf(field)
}

const comparisonUnits = (property: string): readonly string[] => (property === 'bytes' ? sizes : [])

function figureUnits(figure: string): readonly string[] {
  const unit = unitOfFigure(figure)
  return unit === 'bytes' ? sizes : unit === 'seconds' ? times : unit === 'share' ? ['%'] : []
}

/** What may stand in place of a number: switches, element types, the figure as it is now. */
export function completeAmounts(asked: Asked, of: SyntaxNode): Completion[] {
  const subject = subjectOf(asked, of)
  if (of.type === 'comparison') return subject === 'dtype' ? elementTypes(asked) : []
  if (of.type === 'expectation') return figureNow(asked, subject)
  const field = deviceFieldTable.get(subject)
  if (asked.place.inside[0]?.type !== 'device_statement') return automaticAmounts(asked, subject)
  return field === undefined ? layoutAmounts(asked, subject) : fieldAmounts(asked, field)
}

/** Values of an automatic tactic's fields: what stands without them, and what a person may want instead. */
function automaticAmounts(asked: Asked, field: string): Completion[] {
  const of = (values: readonly (readonly [value: string, detail: string])[]): Completion[] =>
    values.map(([value, detail], rank) => complete(asked, 'value', value, { detail, rank }))
  const device = asked.snapshot?.device
  switch (field) {
    case 'memory':
      return device === undefined ? [] : of([[writeAmount(device.memory, 'bytes'), `all of ${device.name}`]])
    case 'evaluations':
      return of([
        [String(usualEvaluations), 'as without the field'],
        [String(4 * usualEvaluations), 'takes up to four times as long'],
      ])
    case 'seed':
      return of([
        ['0', 'the heaviest candidates first, as without the field'],
        ['1', 'another order'],
      ])
    case 'over':
      return of(subtreesOf(asked).map(([pattern, count]) => [pattern, count === 1 ? '1 tensor' : `${count} tensors`]))
    default:
      return []
  }
}

const mostSubtrees = 20

/** Patterns of the first segments of arguments' paths with how many arguments each has, the largest first. */
function subtreesOf({ model }: Asked): (readonly [pattern: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const { segments } of model?.module.arguments ?? []) {
    const pattern = printPath(segments.slice(0, 1)) + (segments.length > 1 ? '.**' : '')
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, mostSubtrees)
}

/** Element types of the model's arguments, else the common ones. */
function elementTypes(asked: Asked): Completion[] {
  const own = asked.model?.module.arguments.map(({ type }) => type.element) ?? []
  const names = own.length > 0 ? [...new Set(own)] : ['f32', 'bf16', 'f16', 'i32']
  return names.map((name, rank) => complete(asked, 'value', name, { rank }))
}

/** The value of each schedule, the one that is written in first. */
function figureNow(asked: Asked, figure: string): Completion[] {
  const read = findFigure(figure)
  const { snapshot, place } = asked
  if (read === undefined || snapshot === undefined) return []
  const own = asked.own.schedules.find(({ span }) => span.start < place.start && span.end >= place.start)
  return snapshot.schedules.flatMap(({ name, final }) => {
    const value = read(final, snapshot.mesh)
    const written = writeAmount(value, unitOfFigure(figure))
    if (!Number.isFinite(value)) return []
    const isOwn = name === own?.name.text
    return [
      complete(asked, 'value', written, { detail: `${name} now: ${printFigure(figure, value)}`, rank: isOwn ? 0 : 1 }),
    ]
  })
}

/** A number that is not below the value, with its unit: an upper bound holds today. */
function writeAmount(value: number, unit: ReturnType<typeof unitOfFigure>): string {
  const up = (size: number, name: string): string => `${Math.ceil((value / size) * 100) / 100} ${name}`
  if (unit === 'bytes') return value >= 2 ** 30 ? up(2 ** 30, 'GiB') : up(2 ** 20, 'MiB')
  if (unit === 'seconds') return value >= 1 ? up(1, 's') : up(1e-3, 'ms')
  return unit === 'share' ? `${Math.floor(value * 100)}%` : String(value)
}

function fieldAmounts(asked: Asked, field: DeviceField): Completion[] {
  if (field.unit !== 'flag') return []
  return ['on', 'off'].map((name, rank) => complete(asked, 'value', name, { rank, detail: field.meaning }))
}

function layoutAmounts(asked: Asked, field: string): Completion[] {
  const axes = asked.file.mesh?.axes ?? []
  if (field === 'topology') {
    const shape = axes.map(({ size }) => size).join('x')
    return shape === '' ? [] : [complete(asked, 'value', shape, { detail: 'one dim of the torus for each mesh axis' })]
  }
  if (field !== 'axes' && field !== 'wrap') return []
  const names = field === 'wrap' ? torusLetters : axes.map(({ name }) => name.text)
  const values = field === 'wrap' ? ['on', 'on', 'on'] : torusLetters
  const entries = names.slice(0, values.length).map((name, i) => `${name}: ${values[i] ?? ''}`)
  return [complete(asked, 'value', `{ ${entries.join(', ')} }`)]
}

/** Mesh axes of `axes`, dims of `wrap`, those that it does not hold yet. */
export function completeLayoutNames(asked: Asked, of: SyntaxNode): Completion[] {
  const isWrap = subjectOf(asked, of) === 'wrap'
  const names = isWrap ? torusLetters : (asked.file.mesh?.axes ?? []).map(({ name }) => name.text)
  const entries = of.children.flatMap(({ type, children }) => (type === 'layout' ? children : []))
  const written = new Set(
    entries.flatMap(({ children: [name] }) =>
      name === undefined || name.start === asked.place.start ? [] : asked.text.slice(name.start, name.end),
    ),
  )
  return names
    .filter((name) => !written.has(name))
    .map((name, rank) => complete(asked, 'axis', name, { insert: `${name}: `, rank, goesOn: true }))
}

/** Letters of the torus and levels of a switched network; whether a dim closes. */
export function completeLayoutPlaces(asked: Asked, of: SyntaxNode): Completion[] {
  const { linkKind = 'torus', torusDims = 3 } = asked.snapshot?.device ?? {}
  const places = linkKind === 'torus' ? [...torusLetters.slice(0, torusDims), 'network'] : ['node', 'network']
  const names = subjectOf(asked, of) === 'wrap' ? ['on', 'off'] : places
  return names.map((name, rank) => complete(asked, 'value', name, { rank }))
}
