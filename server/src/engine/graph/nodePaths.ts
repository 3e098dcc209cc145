// Node -> where it stands: phase, loops, calls and name scopes, outermost first. What has no name of its own goes where it stands.
import { readCallee } from '../../sharding/expandCalls'
import { decodeText } from '../../mlir/text'
import { Phase, phaseNames, phaseOf } from '../../sharding/phases'
import { placeOfCall } from '../../sharding/places'
import { pointwiseOf } from '../../sharding/pointwise'
import type { Program } from '../../sharding/program'
import { NodeRole } from '../../sharding/program'
import { ArgumentRole, roleOf } from '../../sharding/roles'
import { getScopeTable } from '../../sharding/scopes'
import type { GraphNodeKind } from '../../protocol/graph'
import { adoptScopes } from './adoptScopes'

export interface PathStep {
  readonly kind: GraphNodeKind
  readonly name: string
  /** Tells steps of one name apart that are not the same group: a call, a loop. */
  readonly instance?: string
}

export interface NodePaths {
  /** Steps below the group of the loop or branch that holds the node (region 0: below the root). */
  readonly below: (node: number) => readonly PathStep[]
  /** Region whose group the steps start from. */
  readonly regionOf: (node: number) => number
}

/** A call with fewer operations than this is no group of its own. */
const fewestOfCall = 4

export function readNodePaths(program: Program): NodePaths {
  const { nodes } = program
  const scopes = getScopeTable(program)
  const calls = readCalls(program)
  const parts = (scope: string): readonly string[] => (scope === '' ? [] : scope.split('/'))
  const split = scopes.texts.map(parts)
  const scopeOf = (node: number): readonly string[] => split[scopes.scope[node]!] ?? []
  const chainOf = (node: number): readonly Call[] => calls.chain(nodes.callSite[node]!, baseSite(program, node))
  const frameScope = (node: number): readonly string[] => {
    const loop = program.regions[nodes.region[node]!]!.node
    return loop < 0 ? [] : scopeOf(loop)
  }
  const outerOf = (node: number): readonly string[] =>
    without(chainOf(node)[0]?.scope ?? scopeOf(node), frameScope(node))
  const phases = drawnPhases(program)
  const outer = adoptScopes(program, phases, outerOf)
  const updates = readUpdates(program, phases)
  const below = (node: number): readonly PathStep[] => {
    const isTop = nodes.region[node] === 0
    const chain = chainOf(node)
    const steps: PathStep[] = isTop ? [{ kind: 'phase', name: phaseNames[phases[node]!]! }] : []
    const parameter = isTop ? updates[node]! : -1
    if (parameter >= 0) steps.push({ kind: 'parameter', name: program.module.arguments[parameter]!.path })
    else steps.push(...outer(node).map(scopeStep))
    let base = chain[0]?.scope ?? scopeOf(node)
    chain.forEach((call, i) => {
      steps.push({ kind: 'call', name: call.name, instance: call.instance })
      const next = chain[i + 1]?.scope ?? scopeOf(node)
      steps.push(...without(next, base).map(scopeStep))
      base = next
    })
    return steps
  }
  return { below, regionOf: (node) => nodes.region[node]! }
}

const scopeStep = (name: string): PathStep => ({ kind: 'scope', name })

/** The rest of a scope after what it has in common with another one. */
function without(scope: readonly string[], other: readonly string[]): readonly string[] {
  let common = 0
  while (common < scope.length && scope[common] === other[common]) common++
  return scope.slice(common)
}

/** Call site of the loop or branch that holds a node: calls around it are those of its group. */
function baseSite({ nodes, regions }: Program, node: number): number {
  const holder = regions[nodes.region[node]!]!.node
  return holder < 0 ? -1 : nodes.callSite[holder]!
}

/** Phase of each node as it is drawn: what nothing needs stands with the forward pass. */
export function drawnPhases(program: Program): Uint8Array {
  return phaseOf(program).map((phase) => (phase === Phase.none ? Phase.forward : phase))
}

interface Call {
  readonly name: string
  readonly scope: readonly string[]
  readonly instance: string
}

/** Calls that are groups, by call site. */
function readCalls(program: Program): { readonly chain: (site: number, base: number) => readonly Call[] } {
  const { nodes, values, callSites, module } = program
  const drawn = new Int32Array(callSites.length)
  for (let node = 0; node < nodes.count; node++) {
    const last = nodes.ports[nodes.portStart[node + 1]! - 1]
    if (nodes.role[node] !== NodeRole.operation || last === undefined || values.isFree[last] === 1) continue
    for (let site = nodes.callSite[node]!; site >= 0; site = callSites[site]!.parent) drawn[site]!++
  }
  const chains = new Map<number, readonly Call[]>()
  const chain = (site: number, base: number): readonly Call[] => {
    if (site < 0 || site === base) return []
    const key = site * (callSites.length + 1) + base + 1
    const known = chains.get(key)
    if (known !== undefined) return known
    const outer = chain(callSites[site]!.parent, base)
    const made = drawn[site]! < fewestOfCall ? outer : [...outer, readCall(site)]
    chains.set(key, made)
    return made
  }
  const readCall = (site: number): Call => {
    const { callee } = readCallee(module, callSites[site]!.operation)
    const { functions, bytes } = module.columns
    const name = callee < 0 ? 'call' : decodeText(bytes, functions.nameStart[callee]!, functions.nameEnd[callee]!)
    const { scope } = placeOfCall(program, site)
    return { name: name.replace(/^@/, ''), scope: scope === '' ? [] : scope.split('/'), instance: String(site) }
  }
  return { chain }
}

/** By node of the update: the argument, trained or kept by the optimizer, whose family it computes; else -1. */
function readUpdates(program: Program, phases: Uint8Array): Int32Array {
  const { nodes, module } = program
  const { familyOf } = pointwiseOf(program)
  const roles = roleOf(program)
  const ofFamily = new Map<number, number>()
  const register = (role: number): void =>
    program.arguments.forEach((value, i) => {
      const isShared = (module.types[program.values.type[value]!]?.elements ?? 0) < 2
      if (roles[i] === role && !isShared && !ofFamily.has(familyOf[value]!)) ofFamily.set(familyOf[value]!, i)
    })
  register(ArgumentRole.parameter)
  register(ArgumentRole.state)
  const updates = new Int32Array(nodes.count).fill(-1)
  for (let node = 0; node < nodes.count; node++) {
    if (phases[node] !== Phase.update) continue
    for (let at = nodes.portStart[node + 1]! - 1; at >= nodes.portStart[node]! && updates[node]! < 0; at--) {
      updates[node] = ofFamily.get(familyOf[nodes.ports[at]!]!) ?? -1
    }
  }
  return updates
}
