// Program -> classes of dims that must be tiled alike: two dims are of one class when an operation holds both with the same major
// factor, so that propagation takes a tile from one to the other wherever nothing is in its way. Source: docs/SEARCH.md, Classes.
import { indexed } from '../base/indexed'
import type { Program } from '../sharding/program'
import type { ValueDims } from '../sharding/valueDims'
import { createValueDims, holdersOf } from '../sharding/valueDims'

export interface DimClasses {
  readonly dims: ValueDims
  /** By root: elements of all values that have a dim of the class, each time they have one. */
  readonly weight: Float64Array
  /** By root: 1 when some value has two dims of the class, which cannot take the same axis. */
  readonly meetsItself: Uint8Array
  /** By root: the value with most elements, and its dim. */
  readonly heaviest: Int32Array
  readonly heaviestDim: Uint8Array
}

/** Linear in nodes, their ports and the dims of values; found once for each program. */
export const findDimClasses = indexed((program: Program): DimClasses => weigh(program, joinDims(program)))

/** A factor that is needed whole joins nothing; a loop's ties join what it carries. */
function joinDims(program: Program): ValueDims {
  const dims = createValueDims(program)
  const { nodes, rules } = program
  for (let node = 0; node < nodes.count; node++) {
    const rule = rules[nodes.rule[node]!]!
    const first = nodes.portStart[node]!
    holdersOf(rule).forEach((held, factor) => {
      if (held.length === 0 || rule.factors[factor]!.kind === 'whole') return
      const start = dims.of(nodes.ports[first + held[0]!]!, held[1]!)
      for (let at = 2; at < held.length; at += 2)
        dims.join(start, dims.of(nodes.ports[first + held[at]!]!, held[at + 1]!))
    })
  }
  return dims
}

function weigh({ module, values }: Program, dims: ValueDims): DimClasses {
  const weight = new Float64Array(dims.count)
  const meetsItself = new Uint8Array(dims.count)
  const heaviest = new Int32Array(dims.count).fill(-1)
  const heaviestDim = new Uint8Array(dims.count)
  const most = new Float64Array(dims.count)
  const roots: number[] = []
  for (let value = 0; value < values.count; value++) {
    const type = module.types[values.type[value]!]
    const rank = type?.dims.length ?? 0
    const elements = type?.dims.reduce((product, size) => product * Math.max(1, size), 1) ?? 0
    roots.length = 0
    for (let dim = 0; dim < rank; dim++) {
      const root = dims.find(dims.of(value, dim))
      if (roots.includes(root)) meetsItself[root] = 1
      else weight[root]! += elements
      roots.push(root)
      if (elements <= most[root]!) continue
      most[root] = elements
      heaviest[root] = value
      heaviestDim[root] = dim
    }
  }
  return { dims, weight, meetsItself, heaviest, heaviestDim }
}
