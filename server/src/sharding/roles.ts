// What each argument of the program is for: input, parameter, optimizer state, or another kind of state.
// Source: docs/COSTS.md, Roles of arguments. Structure decides first; a name decides where structure does not.
import { indexed } from '../base/indexed'
import { operationFamily, pointwiseOf } from './pointwise'
import type { Program } from './program'
import { NodeRole } from './program'
import { attributesOf } from './reducers'

export const ArgumentRole = {
  /** What differs from step to step: tokens, targets, random keys. */
  input: 0,
  /** What is trained, or what a model that is not trained here is made of. */
  parameter: 1,
  /** What an optimizer keeps of a parameter: moments, averages. */
  state: 2,
  /** Other things that outlive the step: caches, statistics, step counters. */
  other: 3,
} as const

export const argumentRoleNames = ['input', 'parameter', 'state', 'other'] as const

/**
 * Role of each argument of the analysed function, an `ArgumentRole` by its number. Three rules, the first that holds:
 *
 * 1. Updated: donated to a result of its own family (values tied by elementwise operations, views and loops). If anything
 *    but elementwise operations reads it, it is a parameter. If elementwise operations alone do, and its family holds a
 *    parameter of the same shape, it is that parameter's state.
 * 2. Named: the first segment of its path that is a word for parameters (`params`) or state (`opt_state`) says so.
 * 3. Else `other` if donated, `input` if not. In a program where this leaves no parameter and nothing is donated, floats
 *    that only stand to the right in products without batches, are broadcast, or are tables to gather from are parameters.
 *
 * Linear in nodes; computed once for each program.
 */
export const roleOf = indexed(findRoles)

const words: Readonly<Record<string, number>> = {
  params: ArgumentRole.parameter,
  parameters: ArgumentRole.parameter,
  weights: ArgumentRole.parameter,
  variables: ArgumentRole.parameter,
  opt_state: ArgumentRole.state,
  opt: ArgumentRole.state,
  optimizer: ArgumentRole.state,
  optimizer_state: ArgumentRole.state,
  momentum: ArgumentRole.state,
  batch_stats: ArgumentRole.other,
  cache: ArgumentRole.other,
}

function findRoles(program: Program): Uint8Array {
  const { module } = program
  const { familyOf } = pointwiseOf(program)
  const uses = readUses(program)
  const roles = new Uint8Array(program.arguments.length)
  const isUpdated = program.arguments.map((value, i) => (updatesItself(program, familyOf, value, i) ? 1 : 0))
  const trained = new Set<string>()
  const keyOf = (i: number): string => `${familyOf[program.arguments[i]!]!} ${module.arguments[i]!.type.dims.join('x')}`
  for (let i = 0; i < roles.length; i++) {
    if (isUpdated[i] === 0 || uses[i] === Uses.elementwise) continue
    roles[i] = ArgumentRole.parameter
    trained.add(keyOf(i))
  }
  let isStepless = true
  for (let i = 0; i < roles.length; i++) {
    const { segments, alias, isDonor } = module.arguments[i]!
    if (alias >= 0 || isDonor) isStepless = false
    if (roles[i] === ArgumentRole.parameter) continue
    if (isUpdated[i] === 1 && trained.has(keyOf(i))) roles[i] = ArgumentRole.state
    else roles[i] = roleOfName(segments) ?? (alias >= 0 || isDonor ? ArgumentRole.other : ArgumentRole.input)
  }
  if (isStepless && !roles.includes(ArgumentRole.parameter)) guessParameters(program, uses, roles)
  return roles
}

function roleOfName(segments: readonly string[]): number | undefined {
  const word = segments.find((segment) => Object.hasOwn(words, segment))
  return word === undefined ? undefined : words[word]
}

/** Donated to a result that is made of it element by element; a donor without a result of its own may take any such one. */
function updatesItself(program: Program, familyOf: Int32Array, value: number, i: number): boolean {
  const { module, values, regions } = program
  const argument = module.arguments[i]!
  const yields = regions[0]!.yields
  const isItsOwn = (result: number | undefined): boolean =>
    result !== undefined && familyOf[result] === familyOf[value] && values.type[result] === values.type[value]
  if (argument.alias >= 0) return isItsOwn(yields[argument.alias])
  return argument.isDonor && yields.some(isItsOwn)
}

const Uses = { elementwise: 0, asWeight: 1, other: 2 } as const

/** The most that each argument is read by, through views, conversions and loops. */
function readUses(program: Program): Uint8Array {
  const { nodes, values } = program
  const stamp = new Int32Array(values.count).fill(-1)
  return Uint8Array.from(program.arguments, (argument, i) => {
    let found: number = Uses.elementwise
    const open = [argument]
    stamp[argument] = i
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++) {
        const node = values.useNode[at]!
        if (nodes.role[node] === NodeRole.output) continue
        const use = useOf(program, node, values.usePort[at]!)
        if (use !== 'through') {
          found = Math.max(found, use)
          continue
        }
        for (let port = nodes.portStart[node]! + nodes.operandCount[node]!; port < nodes.portStart[node + 1]!; port++) {
          const next = nodes.ports[port]!
          if (stamp[next] !== i) open.push(next)
          stamp[next] = i
        }
      }
    }
    return found
  })
}

function useOf(program: Program, node: number, port: number): number | 'through' {
  const { nodes, module } = program
  if (nodes.role[node] === NodeRole.tie) return 'through'
  const operation = nodes.operation[node]!
  const family = operationFamily(program, node)
  if (pointwiseOf(program).isPointwise[node] === 1) {
    const isElementwise =
      family === 'elementwise' && module.kinds[module.columns.operations.name[operation]!] !== 'convert'
    return isElementwise ? Uses.elementwise : 'through'
  }
  const isProduct =
    family === 'convolution' || (family === 'dot' && !attributesOf(module, operation).includes('batching'))
  const rank = module.types[program.values.type[nodes.ports[nodes.portStart[node]! + port]!]!]?.dims.length ?? 0
  const isTable = family === 'gather' && port === 0 && rank === 2
  const isWeight = (isProduct && port === 1) || isTable || family === 'broadcast'
  return isWeight ? Uses.asWeight : Uses.other
}

function guessParameters(program: Program, uses: Uint8Array, roles: Uint8Array): void {
  for (let i = 0; i < roles.length; i++) {
    const { element } = program.module.arguments[i]!.type
    const isFloat = /^(bf16|tf32|f\d)/.test(element)
    if (roles[i] === ArgumentRole.input && isFloat && uses[i] === Uses.asWeight) roles[i] = ArgumentRole.parameter
  }
}
