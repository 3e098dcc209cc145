// `interpreter.run_parallel` of the public test programs: a grid of functions, a row a replica, each process a function of its own.
import { readSymbols } from '../model/attributes'
import { entryBlock } from '../model/buildModule'
import type { MeetingRequest, Value } from './interpreter'
import { EvaluationError } from './kernel'
import type { Plans } from './plan'
import type { Process } from './devices'
import { runProcesses } from './devices'

/** Runs the grid; operands are dealt out to the processes in order, results are joined in order. */
export function answerParallel(plans: Plans, request: MeetingRequest, failures: string[]): readonly Value[] {
  const { attributes } = request.plan
  const grid = /programs\s*=\s*(\[\[.*?\]\])/s.exec(attributes)?.[1] ?? ''
  const rows = [...grid.matchAll(/\[([^[\]]*)\]/g)].map((row) => readSymbols(row[1] ?? ''))
  const infeed = readSymbols(/infeed\s*=\s*\[([^\]]*)\]/s.exec(attributes)?.[1] ?? '')
  let taken = 0
  const processes: Process[] = rows.flat().map((symbol) => {
    const index = functionOf(plans, symbol)
    const count = plans.module.columns.blocks.argumentCount[entryBlock(plans.module.columns, index)]!
    const inputs = request.operands.slice(taken, taken + count)
    taken += count
    return { function: index, inputs }
  })
  const alone = { replicas: 1, partitions: 1 }
  const fed = infeed.map((symbol) => {
    const process = { function: functionOf(plans, symbol), inputs: [] }
    return runProcesses(plans, [process], alone, failures)[0] ?? []
  })
  const layout = { replicas: rows.length, partitions: rows[0]?.length ?? 1 }
  return runProcesses(plans, processes, layout, failures, fed).flat()
}

function functionOf({ module }: Plans, symbol: string): number {
  const index = module.functions.get(symbol)
  if (index === undefined) throw new EvaluationError(`no function \`@${symbol}\` in this module`)
  return index
}
