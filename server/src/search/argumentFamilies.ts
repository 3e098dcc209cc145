// Arguments that play the same part in equal layers, as families: `layer_0.mlp.up` and `layer_7.mlp.up` are one, and so are two
// that no name ties but all that stands around them. Source: docs/SEARCH.md, Equal layers.
import type { Program } from '../sharding/program'
import { roleOf } from '../sharding/roles'

/** Operations that stand between an argument and the farthest one that tells it from others. */
const radius = 3

/**
 * Family of each argument, by its number. Two arguments of one type and role are of one family when their paths differ in numbers
 * alone; where no other argument's does, when the operations around them are alike up to the radius.
 * Linear in arguments, and in nodes for programs without such paths.
 */
export function findArgumentFamilies(program: Program): Int32Array {
  const { module } = program
  const roles = roleOf(program)
  const typeKey = (i: number): string =>
    `${roles[i]} ${module.arguments[i]!.type.element} ${module.arguments[i]!.type.dims.join('x')}`
  const names = module.arguments.map(({ path }, i) => `${path.replaceAll(/\d+/g, '*')} ${typeKey(i)}`)
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const isAlone = (i: number): boolean => counts.get(names[i]!) === 1
  const surroundings = names.some((_, i) => isAlone(i)) ? hashSurroundings(program) : undefined
  const ids = new Map<string, number>()
  return Int32Array.from(names, (name, i) => {
    const key = isAlone(i) && surroundings !== undefined ? `${surroundings[program.arguments[i]!]} ${typeKey(i)}` : name
    const id = ids.get(key) ?? ids.size
    ids.set(key, id)
    return id
  })
}

/** By value: a number for the operations around it (Weisfeiler and Leman's refinement); equal ones have equal numbers. */
function hashSurroundings(program: Program): Uint32Array {
  const { nodes, values } = program
  let ofValue = Uint32Array.from(values.type)
  const ofNode = new Uint32Array(nodes.count)
  for (let round = 0; round < radius; round++) {
    for (let node = 0; node < nodes.count; node++) {
      let hash = mix(0x9e3779b9, nodes.rule[node]!)
      for (let at = nodes.portStart[node]!; at < nodes.portStart[node + 1]!; at++)
        hash = mix(hash, ofValue[nodes.ports[at]!]!)
      ofNode[node] = hash
    }
    const next = new Uint32Array(values.count)
    for (let node = 0; node < nodes.count; node++) {
      const first = nodes.portStart[node]!
      // The order of uses does not matter, so what they say is summed.
      for (let at = first; at < nodes.portStart[node + 1]!; at++)
        next[nodes.ports[at]!]! += mix(ofNode[node]!, at - first)
    }
    ofValue = next.map((sum, value) => mix(ofValue[value]!, sum))
  }
  return ofValue
}

/** One step of a 32-bit multiplicative hash. */
const mix = (hash: number, part: number): number => {
  const mixed = Math.imul(hash ^ part, 0x85ebca6b)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
