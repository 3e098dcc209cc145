// The benchmark of the search: against the best hand-written schedule of each model, how many evaluations, how long each, how long
// the text is, whether it reads back to the same state.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Table from 'cli-table3'
import { findDevice } from '../../server/src/cost/devices'
import { simulate } from '../../server/src/cost/simulate'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { loadModel } from '../../server/src/engine/loadModel'
import { leavesSameState, writeSet } from '../../server/src/engine/search/writeSet'
import type { ActionTable } from '../../server/src/search/actions'
import type { Asking, Known, Ledger } from '../../server/src/search/ledger'
import { searchGreedily } from '../../server/src/search/lazyGreedy'
import { runSearch } from '../../server/src/search/runSearch'
import { scoreOf } from '../../server/src/search/score'
import { startState } from '../../server/src/sharding/manualRegions'
import { runSchedule } from '../support/schedules'
import { tuneEngine } from '../../server/src/worker/tuneEngine'
import type { ExpertCase } from './experts'
import { expertCases, handSchedules } from './experts'
import { searchByBeam, searchByTree } from './otherSearches'
import { median } from './measure'

tuneEngine()

const models = resolve('..', 'shared', 'models')
const device = findDevice('tpu_v4')!
const unlimited = 2 ** 60

export interface SearchResult {
  readonly name: string
  readonly expert: string
  /** Seconds. */
  readonly expertTime: number
  readonly foundTime: number
  readonly expertFits: boolean
  readonly foundFits: boolean
  /** Evaluations until it was no worse than the expert; undefined when it never was. */
  readonly reached: number | undefined
  readonly evaluations: number
  readonly millisecondsEach: number
  readonly lines: number
  readonly readsBack: boolean
}

/** Those of which twenty searches take seconds. */
const smallModels = new Set(['t4_train', 't32_scan_train', 'moe_long_forward', 'it32_decode'])

type Algorithm = (table: ActionTable, ledger: Ledger) => Asking<unknown>

/** The best hand-written schedule by the search's own score. */
function findExpert(
  one: ExpertCase,
  model: LoadedModel,
): { name: string; score: number; stepTime: number; fits: boolean } {
  const memory = limitOf(one)
  const start = simulate(
    runSchedule(model, one.mesh, [{ axis: Object.keys(one.mesh)[0]!, actions: [] }])[0]!.local,
    device,
  )
  const rated = handSchedules(one).map(({ name, tactics }) => {
    const { figures } = simulate(runSchedule(model, one.mesh, tactics).at(-1)!.local, device)
    const cost = { ...figures, state: '' }
    const score = scoreOf(cost, { memory, startTime: start.figures.stepTime })
    return { name, score, stepTime: figures.stepTime, fits: figures.peakMemory <= memory }
  })
  return rated.reduce((best, other) => (other.score < best.score ? other : best))
}

const limitOf = ({ memory }: ExpertCase): number => (memory === undefined ? unlimited : memory * 2 ** 30)

interface PreparedCase {
  readonly model: LoadedModel
  readonly expert: ReturnType<typeof findExpert>
}

let last: { readonly one: ExpertCase; readonly prepared: PreparedCase } | undefined

/** Kept while one case is searched again and again. */
function prepare(one: ExpertCase): PreparedCase {
  if (last?.one !== one) {
    const model = loadModel(readFileSync(join(models, `${one.model}.mlir`)))
    last = { one, prepared: { model, expert: findExpert(one, model) } }
  }
  return last.prepared
}

export function searchCase(one: ExpertCase, algorithm: Algorithm, seed: number): SearchResult {
  const { model, expert } = prepare(one)
  const mesh = { axes: Object.entries(one.mesh).map(([name, size]) => ({ name, size })) }
  const start = { state: startState(model.program, mesh).value, conflicts: [], tactics: 0 }
  const memory = limitOf(one)
  let reached: number | undefined
  const began = performance.now()
  const { table, ledger } = runSearch(
    {
      start,
      axes: mesh.axes.map((_, axis) => axis),
      over: undefined,
      device,
      memory,
      evaluations: 60,
      seed,
      onBest: ({ score }: Known, evaluations) => (reached ??= score <= expert.score * 1.001 ? evaluations : undefined),
    },
    algorithm,
  )
  const milliseconds = performance.now() - began
  const best = ledger.best!
  const written = writeSet(table, best.set, start, [])
  return {
    name: `${one.model} ${Object.values(one.mesh).join('×')}${one.memory === undefined ? '' : `, ${one.memory} GiB`}`,
    expert: expert.name,
    expertTime: expert.stepTime,
    foundTime: best.cost.stepTime,
    expertFits: expert.fits,
    foundFits: best.cost.peakMemory <= memory,
    reached,
    evaluations: ledger.states.size,
    millisecondsEach: milliseconds / ledger.states.size,
    lines: written.tactics.reduce((sum, { text }) => sum + text.split('\n').length, 0),
    readsBack: leavesSameState(table, best.set, start, written),
  }
}

function print(results: readonly SearchResult[]): string {
  const table = new Table({
    head: [
      'model',
      'best by hand',
      'time',
      'found ÷ hand',
      'fits',
      'reached after',
      'evaluations',
      'ms each',
      'lines of text',
      'reads back',
    ],
    style: { head: [], border: [] },
  })
  for (const one of results)
    table.push([
      one.name,
      one.expert,
      `${(one.expertTime * 1e3).toPrecision(3)} ms`,
      (one.foundTime / one.expertTime).toFixed(3),
      `${one.expertFits ? 'yes' : 'no'} → ${one.foundFits ? 'yes' : 'no'}`,
      one.reached ?? 'never',
      one.evaluations,
      one.millisecondsEach.toFixed(1),
      one.lines,
      one.readsBack ? 'yes' : 'NO',
    ])
  const ratios = results.map((one) => one.foundTime / one.expertTime)
  return `${table.toString()}\nratio: median ${median(ratios).toFixed(3)}, worst ${Math.max(...ratios).toFixed(3)}`
}

const algorithms: Readonly<Record<string, Algorithm>> = {
  'lazy greedy': searchGreedily,
  beam: searchByBeam,
  tree: searchByTree,
}

/** Each search on each model: found ÷ hand, and the evaluations after which it was no worse than by hand. */
function compareAlgorithms(cases: readonly ExpertCase[]): string {
  const table = new Table({
    head: ['found ÷ hand (reached after)', ...Object.keys(algorithms)],
    style: { head: [], border: [] },
  })
  const ratios = new Map<string, number[]>(Object.keys(algorithms).map((name) => [name, []]))
  for (const one of cases) {
    const cells = Object.entries(algorithms).map(([name, algorithm]) => {
      const { foundTime, expertTime, reached } = searchCase(one, algorithm, 0)
      ratios.get(name)!.push(foundTime / expertTime)
      return `${(foundTime / expertTime).toFixed(3)} (${reached ?? 'never'})`
    })
    table.push([`${one.model} ${Object.values(one.mesh).join('×')}`, ...cells])
  }
  table.push([
    'median, worst',
    ...[...ratios.values()].map((some) => `${median(some).toFixed(3)}, ${Math.max(...some).toFixed(3)}`),
  ])
  return table.toString()
}

const seeds = 20
const budgets = [5, 10, 15, 20, 30, 40, 60]

/** Share of seeds for which a search is no worse than by hand within so many evaluations, as automap's curves show it. */
function printCurves(cases: readonly ExpertCase[]): string {
  const table = new Table({ head: [`of ${seeds} seeds`, '', ...budgets.map(String)], style: { head: [], border: [] } })
  for (const one of cases)
    for (const [name, algorithm] of Object.entries(algorithms)) {
      const reached = Array.from({ length: seeds }, (_, seed) => searchCase(one, algorithm, seed).reached ?? Infinity)
      const shares = budgets.map(
        (budget) => `${Math.round((100 * reached.filter((at) => at <= budget).length) / seeds)} %`,
      )
      table.push([one.model, name, ...shares])
    }
  return table.toString()
}

if (!existsSync(models)) throw new Error('the benchmark of the search needs ../shared/models')
const only = process.argv[2]
const cases = expertCases.filter(({ model }) => only === undefined || model.includes(only))
const small = cases.filter(({ model }) => smallModels.has(model))
process.stdout.write(`${print(cases.map((one) => searchCase(one, searchGreedily, 0)))}\n`)
process.stdout.write(`\n${compareAlgorithms(cases)}\n`)
process.stdout.write(`\n${printCurves(small)}\n`)
