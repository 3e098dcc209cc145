// The rule that a model gives with an operation: `sdy.sharding_rule = #sdy.op_sharding_rule<([i, j])->([j, i]) {i=8, j=4}, custom>`.
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import type { Factor } from './rule'

/** Fills the draft with the rule that the operation's attributes give; false when they give none that fits its ports. */
export function shardingRuleOf(draft: RuleDraft, question: RuleQuestion): boolean {
  const given = readShardingRule(question.attributes)
  if (given === undefined || !fitsPorts(draft, given)) return false
  const ids = new Map<string, number>()
  for (const [name, size] of given.sizes) {
    if (size === 1) continue
    ids.set(name, draft.factors.length)
    draft.factors.push(factorOf(draft, given, name, size))
  }
  given.ports.forEach((dims, port) => {
    dims.forEach((names, dim) => draft.ports[port]?.[dim]?.push(...names.flatMap((name) => ids.get(name) ?? [])))
  })
  return true
}

/** A rule as it is written. */
export interface GivenRule {
  /** Names of each dim's factors, major to minor: operands, then results. */
  readonly ports: readonly (readonly (readonly string[])[])[]
  readonly operandCount: number
  readonly sizes: ReadonlyMap<string, number>
  /** Names by what is said of them: `reduction`, `need_replication`, `permutation`, `blocked_propagation`. */
  readonly kinds: ReadonlyMap<string, readonly string[]>
}

/** The first rule in a text, or undefined. */
export function readShardingRule(text: string): GivenRule | undefined {
  const match = /#sdy\.op_sharding_rule<\(([^)]*)\)->\(([^)]*)\)(?:\s*\{([^}]*)\})?([^>]*)>/.exec(text)
  if (match === null) return undefined
  const operands = readPorts(match[1] ?? '')
  const sizes = [...(match[3] ?? '').matchAll(/([a-z](?:_\d+)?)\s*=\s*(\d+)/g)]
  const kinds = [...(match[4] ?? '').matchAll(/(\w+)\s*=\s*\{([^}]*)\}/g)]
  return {
    ports: [...operands, ...readPorts(match[2] ?? '')],
    operandCount: operands.length,
    sizes: new Map(sizes.map((entry) => [entry[1] ?? '', Number(entry[2])])),
    kinds: new Map(kinds.map((entry) => [entry[1] ?? '', namesIn(entry[2] ?? '')])),
  }
}

const namesIn = (text: string): string[] => text.match(/[a-z](?:_\d+)?/g) ?? []

const readPorts = (text: string): string[][][] =>
  [...text.matchAll(/\[([^\]]*)\]/g)].map(([, dims]) =>
    (dims ?? '').trim() === '' ? [] : (dims ?? '').split(',').map(namesIn),
  )

const fitsPorts = (draft: RuleDraft, { ports, operandCount }: GivenRule): boolean =>
  operandCount === draft.operandCount &&
  ports.length === draft.types.length &&
  ports.every((dims, port) => dims.length === draft.types[port]?.dims.length)

/** A factor of operands and results is parallel; one of operands alone must be a reduction, which Shardy adds up. */
function factorOf(draft: RuleDraft, given: GivenRule, name: string, size: number): Factor {
  const isNamed = (kind: string): boolean => given.kinds.get(kind)?.includes(name) === true
  const holds = (dims: readonly (readonly string[])[]): boolean => dims.some((names) => names.includes(name))
  const inOperands = given.ports.slice(0, draft.operandCount).some(holds)
  const inResults = given.ports.slice(draft.operandCount).some(holds)
  const whole = (reason: string): Factor => ({ kind: 'whole', size, reason })
  if (isNamed('need_replication')) return whole('its rule says that it needs replication')
  if (isNamed('permutation')) return whole('its rule says that its parts move between devices')
  if (isNamed('blocked_propagation')) return whole('its rule blocks propagation')
  if (isNamed('reduction'))
    return inResults ? whole('it is reduced and kept') : { kind: 'reduction', size, combiner: 'add' }
  if (inOperands && inResults) return { kind: 'parallel', size }
  return whole(inResults ? 'no operand has it' : 'its rule does not say how its parts are combined')
}
