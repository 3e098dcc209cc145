// Shardy's rules and ours in one form, so that only what they let be split is compared: names of factors, and factors of
// size 1, do not count.
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import type { Program } from '../../../server/src/sharding/program'
import { printRule } from '../../../server/src/sharding/rules/printRule'
import type { OperationRule } from '../../../server/src/sharding/rules/rule'
import type { GivenRule } from '../../../server/src/sharding/rules/shardingRuleAttribute'
import { readShardingRule } from '../../../server/src/sharding/rules/shardingRuleAttribute'

/** One rule that the test file expects, beside ours. */
export interface ComparedRule {
  /** Function, and a number where it expects several. */
  readonly name: string
  readonly theirs: string
  readonly ours: string
  readonly isEqual: boolean
}

/** Compares each rule expected in a comment with the rule of the operation that follows it. */
export function compareRules(file: string): ComparedRule[] {
  // An expectation over two lines.
  const text = file.replace(/\s*\n\s*\/\/ CHECK-SAME: */g, ' ')
  return text.split(/^(?=\/\/ CHECK-LABEL)/m).flatMap(compareFunction)
}

/** One of the expectations has no `>` at its end. */
const expectedRule = /\/\/ CHECK[\w-]*:.*?#sdy\.op_sharding_rule<(.*[\]})])>*/gm

function compareFunction(text: string): ComparedRule[] {
  const name = /^func\.func @(\w+)/m.exec(text)?.[1]
  if (name === undefined) return []
  const { program } = loadModel(encodeText(text))
  return [...text.matchAll(expectedRule)].map((match, i) => {
    const written = match[1] ?? ''
    const given = readShardingRule(`#sdy.op_sharding_rule<${written}>`)
    if (given === undefined) throw new Error(`cannot be read: ${written}`)
    const rule = ruleAfter(program, match.index)
    return {
      name: i === 0 ? name : `${name} ${i + 1}`,
      theirs: written,
      ours: rule === undefined ? 'no rule' : printRule(rule),
      isEqual: rule !== undefined && isSame(rule, given),
    }
  })
}

const isSame = (rule: OperationRule, given: GivenRule): boolean =>
  canonicalOf(oursInSizes(rule), rule.operandCount) === canonicalOf(theirsInSizes(given), given.operandCount)

/** Rule of the first operation that begins after an offset; the text is ASCII. */
function ruleAfter({ module, nodes, rules }: Program, offset: number): OperationRule | undefined {
  const { operations } = module.columns
  const operation = operations.start.subarray(0, operations.count).findIndex((start) => start > offset)
  const node = nodes.operation.indexOf(operation)
  return node < 0 ? undefined : rules[nodes.rule[node]!]
}

/** A rule by its factors: kind, size, and the places that hold it. */
interface SizedFactor {
  readonly kind: 'parallel' | 'reduction' | 'whole'
  readonly size: number
  readonly places: readonly string[]
}

/** `port.dim.position` of each factor of a size other than 1; positions count those alone. */
function placesOf<T>(ports: readonly (readonly (readonly T[])[])[], sizeOf: (factor: T) => number): Map<T, string[]> {
  const places = new Map<T, string[]>()
  ports.forEach((dims, port) => {
    dims.forEach((factors, dim) => {
      const real = factors.filter((factor) => sizeOf(factor) !== 1)
      real.forEach((factor, position) => {
        places.set(factor, [...(places.get(factor) ?? []), `${port}.${dim}.${position}`])
      })
    })
  })
  return places
}

function oursInSizes({ factors, ports }: OperationRule): SizedFactor[] {
  const places = placesOf(ports, (factor) => factors[factor]!.size)
  return [...places].map(([factor, held]) => ({
    kind: factors[factor]!.kind,
    size: factors[factor]!.size,
    places: held,
  }))
}

function theirsInSizes({ ports, sizes, kinds }: GivenRule): SizedFactor[] {
  const is = (factor: string, kind: string): boolean => kinds.get(kind)?.includes(factor) === true
  return [...placesOf(ports, (factor) => sizes.get(factor) ?? 1)].map(([factor, held]) => {
    const kind = is(factor, 'reduction')
      ? 'reduction'
      : is(factor, 'need_replication') || is(factor, 'permutation')
        ? 'whole'
        : 'parallel'
    return { kind, size: sizes.get(factor) ?? 1, places: held }
  })
}

/**
 * What may be split: factors that are parallel or reduced. Shardy's that only operands or only results have link nothing and are
 * summed by nobody, so they count as whole, as ours do.
 */
function canonicalOf(factors: readonly SizedFactor[], operandCount: number): string {
  const isOperand = (place: string): boolean => Number(place.split('.')[0]) < operandCount
  return factors
    .filter(({ kind, places }) =>
      kind === 'parallel' ? places.some(isOperand) && !places.every(isOperand) : kind === 'reduction',
    )
    .map(({ kind, size, places }) => `${kind} ${size} ${[...places].sort().join(' ')}`)
    .sort()
    .join('\n')
}
