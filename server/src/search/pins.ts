// Values that are better kept whole along an axis: several things are made of one, element by element, and each is needed whole by
// what comes next. Split, each would be gathered; kept whole, the one value is. Source: docs/SEARCH.md, Inside the program.
import { groupBy } from '../base/groups'
import { indexed } from '../base/indexed'
import { pointwiseOf } from '../sharding/pointwise'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import { familyOf } from '../sharding/scopeNames'

export interface Pin {
  /** One value a layer. */
  readonly values: readonly number[]
  /** Elements that are gathered less. */
  readonly weight: number
}

/** Heaviest first. Linear in nodes and their ports. */
export const findPins = indexed(collect)

function collect(program: Program): Pin[] {
  const single = [...groupBy(neededWhole(program), (value) => pointwiseOf(program).familyOf[value]!).values()]
    .filter((needed) => needed.length > 1)
    .flatMap((needed) => {
      const value = findShared(program, needed)
      return value === undefined ? [] : [{ value, saved: elementsOf(program, value) * (needed.length - 1) }]
    })
  const alike = groupBy(single, ({ value }) => `${familyOf(program, value)} ${program.values.type[value]!}`)
  return [...alike.values()]
    .map((pins): Pin => ({
      values: pins.map(({ value }) => value),
      weight: pins.reduce((sum, { saved }) => sum + saved, 0),
    }))
    .toSorted((a, b) => b.weight - a.weight)
}

const elementsOf = ({ module, values }: Program, value: number): number =>
  module.types[values.type[value]!]?.elements ?? 0

/** Operands that some operation has to have whole along a dim of more than one element, each once. */
function neededWhole({ nodes, rules, values }: Program): number[] {
  const needed = new Set<number>()
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] !== NodeRole.operation) continue
    const rule = rules[nodes.rule[node]!]!
    for (let port = 0; port < nodes.operandCount[node]!; port++) {
      const value = nodes.ports[nodes.portStart[node]! + port]!
      const isWhole = (factor: number): boolean =>
        rule.factors[factor]!.kind === 'whole' && rule.factors[factor]!.size > 1
      if (values.isFree[value] === 0 && rule.ports[port]?.some((factors) => factors.some(isWhole)) === true)
        needed.add(value)
    }
  }
  return [...needed]
}

/** The last value that all are made of, element by element; undefined where there is none, and where it is an argument. */
function findShared(program: Program, needed: readonly number[]): number | undefined {
  const [first, ...others] = needed.map((value) => originsOf(program, value))
  const shared = first?.find((value) => others.every((chain) => chain.includes(value)))
  return shared === undefined || program.values.node[shared]! < 0 ? undefined : shared
}

/** The value, what it is made of element by element, and so on. Of several operands the first of its family. */
function originsOf(program: Program, value: number): number[] {
  const { nodes, values } = program
  const { isPointwise, familyOf: family } = pointwiseOf(program)
  const chain = [value]
  for (let node = values.node[value]!; node >= 0 && isPointwise[node] === 1;) {
    const operands = nodes.ports.subarray(nodes.portStart[node], nodes.portStart[node]! + nodes.operandCount[node]!)
    const operand = operands.find((one) => values.isFree[one] === 0 && family[one] === family[value])
    if (operand === undefined) break
    chain.push(operand)
    node = values.node[operand]!
  }
  return chain
}
