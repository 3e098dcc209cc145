// Where values come from, through what loops and branches hand on: a block argument is what the loop starts from, a result what
// its body yields.
import { addToGroup } from '../../base/groups'
import { indexed } from '../../base/indexed'
import type { Program } from '../../sharding/program'

/** Values that an operation or the function's arguments make, which stand behind a value; itself for most. */
export type OriginsOf = (value: number) => readonly number[]

/** By value that a loop or branch hands on: what it is made of. Others are not in the map. */
export const handedOn = indexed(readHandedOn)

function readHandedOn({ regions }: Program): ReadonlyMap<number, readonly number[]> {
  const direct = new Map<number, number[]>()
  const add = (value: number, origin: number | undefined): void => {
    if (origin === undefined || origin === value) return
    addToGroup(direct, value, origin)
  }
  for (const region of regions) {
    if (region.node < 0) continue
    region.arguments.forEach((value, i) => add(value, region.inits[i]))
    if (region.kind !== 'condition') region.results.forEach((value, i) => add(value, region.yields[i]))
  }
  const ends = new Map<number, readonly number[]>()
  for (const value of direct.keys()) ends.set(value, followToEnds(direct, value))
  return ends
}

/** Loops nest, so the way ends; a value met twice is not followed again. */
function followToEnds(direct: ReadonlyMap<number, readonly number[]>, start: number): readonly number[] {
  const seen = new Set([start])
  const ends: number[] = []
  const open = [start]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const origins = direct.get(value)
    if (origins === undefined) ends.push(value)
    else for (const origin of origins) if (!seen.has(origin) && seen.add(origin).size > 0) open.push(origin)
  }
  return ends
}

/** By value: itself, or what is handed on as it. */
export function originsOf(program: Program): OriginsOf {
  const map = handedOn(program)
  if (map.size === 0) return (value) => [value]
  return (value) => map.get(value) ?? [value]
}
