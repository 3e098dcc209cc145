// `interpreter.run_parallel` of the public test programs: a grid of functions, a row a replica, each process a function of its own.
import { readSymbols } from '../model/attributes'
import { entryBlock } from '../model/buildModule'
import type { Layout } from './collectives'
import type { MeetingRequest, Value } from './interpreter'
import { EvaluationError } from './kernel'
import type { Plans } from './plan'

/** One process: a function with its inputs at a place of the layout. */
export interface Process {
  readonly function: number
  readonly inputs: readonly Value[]
}

/** What a `run_parallel` asks for: its processes in the order of the layout, and those whose results are fed in. */
interface Grid {
  readonly processes: readonly Process[]
  readonly feeders: readonly Process[]
  readonly layout: Layout
}

/** Reads the grid; operands are dealt out to the processes in order. Throws EvaluationError for an unknown function. */
export function readGrid(plans: Plans, request: MeetingRequest): Grid {
  const { attributes } = request.plan
  const grid = /programs\s*=\s*(\[\[.*?\]\])/s.exec(attributes)?.[1] ?? ''
  const rows = [...grid.matchAll(/\[([^[\]]*)\]/g)].map((row) => readSymbols(row[1] ?? ''))
  const infeed = readSymbols(/infeed\s*=\s*\[([^\]]*)\]/s.exec(attributes)?.[1] ?? '')
  let taken = 0
  const processes = rows.flat().map((symbol) => {
    const index = functionOf(plans, symbol)
    const count = plans.module.columns.blocks.argumentCount[entryBlock(plans.module.columns, index)]!
    const inputs = request.operands.slice(taken, taken + count)
    taken += count
    return { function: index, inputs }
  })
  const feeders = infeed.map((symbol) => ({ function: functionOf(plans, symbol), inputs: [] }))
  return { processes, feeders, layout: { replicas: rows.length, partitions: rows[0]?.length ?? 1 } }
}

function functionOf({ module }: Plans, symbol: string): number {
  const index = module.functions.get(symbol)
  if (index === undefined) throw new EvaluationError(`no function \`@${symbol}\` in this module`)
  return index
}
