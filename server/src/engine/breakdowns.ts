// Breakdowns as people read them: names of rows, what bounds a step in one line, scopes rolled up with equal layers as one.
import { formatPercent } from '../base/format'
import { bytes, flops, seconds } from '../base/units'
import type { BreakdownKind, BreakdownRow } from '../cost/breakdown'
import { breakDown } from '../cost/breakdown'
import type { Evaluation } from './analysis'
import { createLayerNames } from './layerNames'

/** All breakdowns of an evaluation; `names` are the schedule's tactics. */
export function breakDownAll(
  evaluation: Evaluation,
  names: readonly string[],
): Readonly<Record<BreakdownKind, readonly BreakdownRow[]>> {
  const rows = (by: BreakdownKind): BreakdownRow[] => breakDown(evaluation, by, names)
  return {
    bound: rows('bound'),
    opClass: rows('opClass'),
    tactic: rows('tactic'),
    scope: rows('scope'),
    phase: rows('phase'),
    source: rows('source'),
    collective: rows('collective'),
    axis: rows('axis'),
  }
}

/** What a row without a key is, by what is counted. */
const keyless: Readonly<Record<BreakdownKind, string>> = {
  bound: '(nothing)',
  opClass: '(nothing)',
  tactic: '(whole on every device)',
  scope: '(outside scopes)',
  phase: '(no phase)',
  source: '(no source line)',
  collective: '(compute)',
  axis: '(compute)',
}

const boundNames: Readonly<Record<string, string>> = {
  matrix: 'matrix units',
  vector: 'vector units',
  memory: 'memory traffic',
  none: 'fused into others',
}

/** Name of a row for people. */
export function rowName(by: BreakdownKind, key: string): string {
  if (by === 'bound') return boundNames[key] ?? key
  return key === '' || (key === 'none' && by === 'phase') ? keyless[by] : key
}

const smallestShare = 0.01

/** `memory traffic 62 %, all_reduce on model 21 %`: the largest shares of the step time, of rows by what bounds it; empty when it takes none. */
export function describeBounds(rows: readonly BreakdownRow[], most = 3): string {
  return rows
    .filter(({ share }) => share >= smallestShare)
    .slice(0, most)
    .map(({ key, share }) => `${rowName('bound', key)} ${formatPercent(share)}`)
    .join(', ')
}

/** A row of a tree of scopes; it holds what is below it. */
export interface ScopeRow extends BreakdownRow {
  readonly depth: number
}

interface Branch {
  readonly children: Map<string, Branch>
  sum: BreakdownRow
}

/** Rows by scope as a tree, parents first, siblings by share. Layers stand together as `layer_*`, which `at` takes too. */
export function rollUpScopes(rows: readonly BreakdownRow[]): ScopeRow[] {
  const segments = rows.map(({ key }) => key.split('/'))
  const fold = createLayerNames(segments)
  const root: Branch = { children: new Map(), sum: noRow }
  rows.forEach((row, i) => {
    let branch = root
    for (const segment of segments[i]!) {
      const key = fold(segment)
      let child = branch.children.get(key)
      if (child === undefined) branch.children.set(key, (child = { children: new Map(), sum: noRow }))
      child.sum = addRows(child.sum, row)
      branch = child
    }
  })
  return listBranches(root, 0)
}

const noRow: BreakdownRow = {
  key: '',
  compute: seconds(0),
  communication: seconds(0),
  exposed: seconds(0),
  flops: flops(0),
  bytes: bytes(0),
  communicationBytes: bytes(0),
  share: 0,
}

function addRows(a: BreakdownRow, b: BreakdownRow): BreakdownRow {
  return {
    key: '',
    compute: seconds(a.compute + b.compute),
    communication: seconds(a.communication + b.communication),
    exposed: seconds(a.exposed + b.exposed),
    flops: flops(a.flops + b.flops),
    bytes: bytes(a.bytes + b.bytes),
    communicationBytes: bytes(a.communicationBytes + b.communicationBytes),
    share: a.share + b.share,
  }
}

function listBranches(branch: Branch, depth: number): ScopeRow[] {
  return [...branch.children]
    .sort(([, a], [, b]) => b.sum.share - a.sum.share)
    .flatMap(([key, child]) => [{ ...child.sum, key, depth }, ...listBranches(child, depth + 1)])
}
