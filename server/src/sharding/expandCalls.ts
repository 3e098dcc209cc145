// Calls and regions that run once -> what they hold, in their place.
import type { Problem } from '../base/problems'
import { readSymbol } from '../model/attributes'
import { entryBlock } from '../model/buildModule'
import type { Module } from '../model/module'
import type { Expansion, Place } from './expansion'
import { addOperation, addUndefined, operandsOf } from './expansion'
import { attributesOf } from './reducers'

/** Expands the callee at the call's site; a call that cannot be is an operation of its own, with the reason among the problems. */
export function expandCall(expansion: Expansion, operation: number, place: Place): void {
  const { builder } = expansion
  const callee = findCallee(expansion, operation)
  const block = callee < 0 ? -1 : entryBlock(builder.module.columns, callee)
  const obstacle = block < 0 ? 'unknown' : findObstacle(expansion, callee, place)
  if (obstacle !== undefined) {
    noteUnexpanded(expansion, operation, obstacle)
    addOperation(expansion, operation, place)
    return
  }
  const operands = operandsOf(expansion, operation)
  const { blocks, operations } = builder.module.columns
  const first = blocks.argumentStart[block]!
  for (let i = 0; i < blocks.argumentCount[block]!; i++) {
    expansion.values[first + i] = operands[i] ?? addUndefined(expansion)
  }
  const callSite = builder.callSites.push({ operation, parent: place.callSite }) - 1
  const returned = expansion.expandBlock(block, {
    region: place.region,
    callSite,
    stack: [...place.stack, callee],
    isManual: place.isManual,
  })
  for (let i = 0; i < operations.resultCount[operation]!; i++) {
    expansion.values[operations.resultStart[operation]! + i] = returned.values[i] ?? addUndefined(expansion)
  }
}

/** A region that runs once: its arguments are the operands, its results what it returns. */
export function expandInlined(expansion: Expansion, operation: number, place: Place): void {
  const { blocks, operations, regions } = expansion.builder.module.columns
  const region = operations.regionCount[operation] === 0 ? -1 : operations.firstRegion[operation]!
  const block = region < 0 || regions.blockCount[region] === 0 ? -1 : regions.firstBlock[region]!
  if (block < 0) {
    addOperation(expansion, operation, place)
    return
  }
  const operands = operandsOf(expansion, operation)
  for (let i = 0; i < blocks.argumentCount[block]!; i++)
    expansion.values[blocks.argumentStart[block]! + i] = operands[i] ?? addUndefined(expansion)
  const returned = expansion.expandBlock(block, place)
  for (let i = 0; i < operations.resultCount[operation]!; i++)
    expansion.values[operations.resultStart[operation]! + i] = returned.values[i] ?? addUndefined(expansion)
}

/** Index of the function that is called, or -1. */
function findCallee(expansion: Expansion, operation: number): number {
  const { module } = expansion.builder
  const head = module.columns.operations.head[operation]!
  const cached = expansion.callees.get(head)
  if (cached !== undefined && head >= 0) return cached
  const { callee, isDecomposition } = readCallee(module, operation)
  if (!isDecomposition) expansion.callees.set(head, callee)
  return callee
}

/** Index of the function that a call or composite names, or -1. */
export function readCallee(
  module: Module,
  operation: number,
): { readonly callee: number; readonly isDecomposition: boolean } {
  const text = attributesOf(module, operation)
  // A composite is its decomposition; what its head names is for those who have an implementation of their own.
  const decomposition = /decomposition\s*=\s*(@.*)/s.exec(text)?.[1]
  const symbol = readSymbol(decomposition ?? text) ?? ''
  return { callee: module.functions.get(symbol) ?? -1, isDecomposition: decomposition !== undefined }
}

type Obstacle = 'unknown' | 'recursion' | 'size'

/** Why a call of a function that is there cannot be expanded. */
function findObstacle({ builder, mostNodes }: Expansion, callee: number, { stack }: Place): Obstacle | undefined {
  if (stack.includes(callee)) return 'recursion'
  return builder.role.length >= mostNodes ? 'size' : undefined
}

/** That the program is too large is said at the first call that is left as it is: all later ones are. */
function noteUnexpanded(expansion: Expansion, operation: number, obstacle: Obstacle): void {
  const { builder, problems, mostNodes } = expansion
  if (obstacle === 'size' && expansion.isFull) return
  expansion.isFull ||= obstacle === 'size'
  const { operations } = builder.module.columns
  const symbol = /@"?[\w.$-]+"?/.exec(attributesOf(builder.module, operation))?.[0] ?? ''
  const span = { start: operations.nameStart[operation]!, end: operations.end[operation]! }
  problems.push({ span, ...describeObstacle(obstacle, symbol, mostNodes) })
}

function describeObstacle(obstacle: Obstacle, symbol: string, mostNodes: number): Pick<Problem, 'code' | 'message'> {
  switch (obstacle) {
    case 'unknown':
      return { code: 'model.unknown-callee', message: `no function \`${symbol}\` with a body in this module` }
    case 'recursion':
      return { code: 'model.recursion', message: `\`${symbol}\` calls itself; this call is not expanded` }
    case 'size': {
      const most = mostNodes.toLocaleString('en-US')
      const message = `the program has ${most} operations before this call of \`${symbol}\`; neither this call nor any after it is expanded`
      return { code: 'model.too-many-operations', message }
    }
  }
}
