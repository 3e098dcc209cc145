// Memory at the peak by name scope: a tree of prefixes, each with all that lies under it.
import { groupBy } from '../base/groups'
import type { LocalProgram } from '../lowering/localProgram'
import { getScopeTable } from '../sharding/scopes'
import type { MemoryPlan } from './memory'
import type { LiveMemory } from './memoryTimeline'

export interface ScopeMemory {
  /** `layer_0/attn`; temporaries lie in the scope of what makes them, arguments and results under their paths. */
  readonly scope: string
  /** Number of its names. */
  readonly depth: number
  /** With all scopes inside it. */
  readonly bytes: number
}

/** Of what no scope is known for. */
export const noScope = '(no scope)'

/** Scopes of up to `depth` names, outer before inner, large before small; those of one name add up to the peak. */
export function memoryByScope(local: LocalProgram, { live }: MemoryPlan, depth = 2): ScopeMemory[] {
  const sums = new Map<string, number>()
  live.bytes.forEach((bytes, i) => {
    for (const prefix of prefixesOf(scopeOfPiece(local, live, i), depth))
      sums.set(prefix, (sums.get(prefix) ?? 0) + bytes)
  })
  const children = groupBy(sums.keys(), (scope) => scope.slice(0, Math.max(0, scope.lastIndexOf('/'))))
  const bytesOf = (scope: string): number => sums.get(scope) ?? 0
  const list = (parent: string, level: number): ScopeMemory[] =>
    (children.get(parent) ?? [])
      .sort((a, b) => bytesOf(b) - bytesOf(a) || (a < b ? -1 : 1))
      .flatMap((scope) => [{ scope, depth: level, bytes: bytesOf(scope) }, ...list(scope, level + 1)])
  return list('', 1)
}

/** Piece i of what lives at the peak: arguments come first, then outputs, then temporaries. */
export function scopeOfPiece(local: LocalProgram, { firstTemporary, value }: LiveMemory, i: number): string {
  const { arguments: args, program, values, steps } = local
  if (i < args.length) return pathScope(program.module.arguments[i]?.segments)
  if (i < firstTemporary) return 'result'
  const table = getScopeTable(program)
  const scope = table.texts[table.scope[steps.node[values.step[value[i]!]!]!] ?? -1] ?? ''
  return scope === '' ? noScope : scope
}

const pathScope = (segments: readonly string[] | undefined): string =>
  segments === undefined || segments.length === 0
    ? noScope
    : segments.map((segment) => segment.replaceAll('/', '.')).join('/')

function prefixesOf(scope: string, depth: number): string[] {
  const names = scope.split('/')
  return Array.from({ length: Math.min(depth, names.length) }, (_, i) => names.slice(0, i + 1).join('/'))
}
