// `expect` lines: the figure that a name stands for, and whether the comparison holds.
import { comparisons } from '../base/comparisons'
import { formatBytes, formatCount, formatPercent, formatSeconds } from '../base/format'
import type { Problem } from '../base/problems'
import { collectiveKinds } from '../lowering/localProgram'
import type { CollectiveKind } from '../lowering/localProgram'
import type { Assumption } from '../cost/assumptions'
import { totalFigures } from '../cost/assumptions'
import { totalEntries } from '../cost/explain/explainTotals'
import type { Figures } from '../cost/figures'
import { deviceCount } from '../sharding/mesh'
import type { Mesh } from '../sharding/mesh'
import { findNearest } from '../tactics/nearestNames'
import type { Expectation, Quantity } from '../tactics/syntaxTree'
import type { ExpectationResult } from './analysis'

type FigureReader = (figures: Figures, mesh: Mesh) => number

const scalarFigures: Readonly<Record<string, FigureReader>> = {
  peak_memory: (figures) => figures.peakMemory,
  argument_memory: (figures) => figures.argumentMemory,
  result_memory: (figures) => figures.resultMemory,
  temporary_memory: (figures) => figures.temporaryMemory,
  flops: (figures) => figures.flops,
  compute_time: (figures) => figures.computeTime,
  communication_time: (figures) => figures.communicationTime,
  exposed_communication: (figures) => figures.exposedCommunication,
  hidden_communication: (figures) => figures.communicationTime - figures.exposedCommunication,
  step_time: (figures) => figures.stepTime,
  mfu: (figures) => figures.mfu,
  hfu: (figures) => figures.hfu,
  conflicts: (figures) => figures.conflicts,
  devices: (_, mesh) => deviceCount(mesh),
}

const collectiveFields = { executed: 'executed', bytes: 'bytes', seconds: 'seconds' } as const

const isKind = (name: string): name is CollectiveKind => collectiveKinds.some((kind) => kind === name)

/** Every name that `expect` takes. */
export const figureNames: readonly string[] = [
  ...collectiveKinds,
  ...Object.keys(collectiveFields).flatMap((field) => collectiveKinds.map((kind) => `${field}.${kind}`)),
  ...Object.keys(scalarFigures),
]

/** Reader of a figure by the name that `expect` takes, or undefined. */
export function findFigure(name: string): FigureReader | undefined {
  if (isKind(name)) return (figures) => figures.collectives[name].count
  const [field, kind] = name.split('.')
  if (kind !== undefined && isKind(kind) && (field === 'executed' || field === 'bytes' || field === 'seconds')) {
    return (figures) => figures.collectives[kind][field]
  }
  return Object.hasOwn(scalarFigures, name) ? scalarFigures[name] : undefined
}

/** Result of one expectation, and its problem when it fails or names no figure. */
export function checkExpectation(
  expectation: Expectation,
  figures: Figures,
  mesh: Mesh,
  assumptions: readonly Assumption[],
): { result: ExpectationResult; problem: Problem | undefined } {
  const { text, figure, operator, value, span } = expectation
  const read = findFigure(figure.text)
  if (read === undefined) {
    const near = findNearest(figure.text, figureNames)
    const hint = near.length > 0 ? `; did you mean ${near.map((name) => `\`${name}\``).join(', ')}?` : ''
    const message = `\`${figure.text}\` is no figure${hint}`
    return {
      result: { text, actual: undefined, holds: false },
      problem: { code: 'expect.unknown-figure', span: figure.span, message },
    }
  }
  const actual = read(figures, mesh)
  const misfit = describeMisfit(figure.text, value)
  if (misfit !== undefined) {
    return {
      result: { text, actual, holds: false },
      problem: { code: 'tactics.bad-value', span: value.span, message: misfit },
    }
  }
  const holds = comparisons[operator](actual, value.value)
  const doubts = assumptionsOf(figure.text, assumptions).filter(({ isNotable }) => isNotable)
  const resting = doubts.length === 0 ? '' : ` (assumes: ${doubts.map((one) => one.text).join('; ')})`
  const message = `\`${figure.text}\` is ${printFigure(figure.text, actual)}, expected \`${text.slice(figure.text.length).trim()}\`${resting}`
  return { result: { text, actual, holds }, problem: holds ? undefined : { code: 'expect.failed', span, message } }
}

/** What the figure that `expect` calls so rests on. */
export function assumptionsOf(name: string, assumptions: readonly Assumption[]): Assumption[] {
  const ofKind = name.includes('.') ? 'communicationTime' : undefined
  const figure = totalFigures.find((total) => totalEntries[total].name === name) ?? ofKind
  return figure === undefined ? [] : assumptions.filter(({ figures }) => figures.includes(figure))
}

/** A value in another unit than its figure's: never what was meant. */
function describeMisfit(name: string, { value, unit }: Quantity): string | undefined {
  const kind = unitOfFigure(name)
  const { what, example, units } = unitForms[kind]
  if (unit !== '' && !units.test(unit))
    return `\`${name}\` is ${what}; expected for example \`${example}\`, found a value in \`${unit}\``
  // As 40 for 40 %.
  if (kind === 'share' && value > 1 && unit === '')
    return `\`${name}\` is ${what}, so at most 1; expected for example \`${example}\`, found ${value}`
  return undefined
}

const unitForms = {
  bytes: { what: 'a number of bytes', example: '28 GiB', units: /^[KMGT]i?B$/ },
  seconds: { what: 'a time', example: '900 ms', units: /^[um]?s$/ },
  share: { what: 'a share', example: '40 %', units: /^%$/ },
  count: { what: 'a count', example: '418', units: /^$/ },
} as const

/** What a figure is measured in. */
export function unitOfFigure(name: string): 'bytes' | 'seconds' | 'share' | 'count' {
  if (/memory|^bytes/.test(name)) return 'bytes'
  if (/time|^seconds|_communication$/.test(name)) return 'seconds'
  return name === 'mfu' || name === 'hfu' ? 'share' : 'count'
}

const printers = { bytes: formatBytes, seconds: formatSeconds, share: formatPercent, count: formatCount } as const

/** A figure as a person reads it. */
export const printFigure = (name: string, value: number): string => printers[unitOfFigure(name)](value)
