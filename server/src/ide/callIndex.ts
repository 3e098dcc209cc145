// Which functions the calls of a program expand: from a function to its call sites, and back.
import { indexed } from '../base/indexed'
import { readCallee } from '../sharding/expandCalls'
import type { Program } from '../sharding/program'

interface CallIndex {
  /** By call site: index of the function in `columns.functions`. */
  readonly callees: Int32Array
  /** Call sites of each function that has any. */
  readonly sites: ReadonlyMap<number, readonly number[]>
}

const callIndex = indexed(({ callSites, module }: Program): CallIndex => {
  const callees = Int32Array.from(callSites, ({ operation }) => readCallee(module, operation).callee)
  const sites = new Map<number, number[]>()
  callees.forEach((callee, site) => {
    const known = sites.get(callee)
    if (known === undefined) sites.set(callee, [site])
    else known.push(site)
  })
  return { callees, sites }
})

/** Call sites that expand a function. */
export const sitesOf = (program: Program, callee: number): readonly number[] =>
  callIndex(program).sites.get(callee) ?? []

/** Call sites of one call, which is expanded with each expansion of the function that holds it. */
export const sitesAt = (program: Program, operation: number): number[] =>
  sitesOf(program, readCallee(program.module, operation).callee).filter(
    (site) => program.callSites[site]!.operation === operation,
  )
