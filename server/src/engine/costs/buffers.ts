// Which pieces of memory the cost panel can name: of each bucket of steps the largest.
import { indexed } from '../../base/indexed'
import type { MemoryPieces } from '../../cost/memoryPieces'
import { collectiveOfStep } from '../../cost/stepPlaces'
import type { LocalProgram } from '../../lowering/localProgram'
import type { CostTimeline } from '../../protocol/costs'
import type { Labels } from './labels'
import { familyOfKind, finite } from './states'

/** Temporaries that are named where a bucket has them, and arguments and outputs that are named throughout. */
const mostOfBucket = 48
const mostLasting = 1000

/** Temporaries looked at, the largest: below them nothing is worth a line. */
const mostLookedAt = 20_000

/** Bucket of a step among so many. */
export const bucketOf = (step: number, steps: number, buckets: number): number =>
  Math.floor((step * buckets) / Math.max(1, steps))

/** The largest first. */
export function chooseBuffers(
  local: LocalProgram,
  pieces: MemoryPieces,
  labels: Labels,
  buckets: number,
): Pick<CostTimeline, 'buffers' | 'groups'> {
  const groups = new Map<string, number>()
  const nameOf = createNaming(local, pieces, labels)
  const shown = [...chooseLasting(pieces), ...chooseTemporaries(pieces, local.steps.count, buckets)]
  const buffers = shown
    .sort((a, b) => pieces.bytes[b]! - pieces.bytes[a]! || a - b)
    .map((piece) => {
      const { name, place } = nameOf(piece)
      const general = labels.general(name)
      const group = groups.get(general) ?? groups.size
      groups.set(general, group)
      return {
        name,
        group,
        family: familyOfKind[pieces.kind[piece]!]!,
        bytes: finite(pieces.bytes[piece]!),
        sharding: shardingOf(local, pieces.value[piece]!),
        since: pieces.since[piece]!,
        until: pieces.until[piece]!,
        place,
      }
    })
  return { buffers, groups: [...groups.keys()] }
}

/** Axes by dim, of a local value. */
export const shardingOf = ({ shardings, values }: LocalProgram, value: number): number[][] =>
  (shardings[values.sharding[value]!] ?? []).map((axes) => [...axes])

const bySize =
  ({ bytes }: MemoryPieces) =>
  (a: number, b: number): number =>
    bytes[b]! - bytes[a]! || a - b

function chooseLasting(pieces: MemoryPieces): number[] {
  const lasting = Array.from({ length: pieces.firstTemporary }, (_, piece) => piece)
  return lasting.sort(bySize(pieces)).slice(0, mostLasting)
}

/** A piece is in when some bucket in which it lives has room for it yet. */
function chooseTemporaries(pieces: MemoryPieces, steps: number, buckets: number): number[] {
  const { since, until } = pieces
  const taken = new Uint8Array(buckets)
  return largestTemporaries(pieces).filter((piece) => {
    const own = taken.subarray(bucketOf(since[piece]!, steps, buckets), bucketOf(until[piece]!, steps, buckets) + 1)
    if (own.every((number) => number >= mostOfBucket)) return false
    own.forEach((number, i) => (own[i] = Math.min(mostOfBucket, number + 1)))
    return true
  })
}

/** The largest first, of equal ones the first first. Of a million only these are put in order. */
export const largestTemporaries = indexed((pieces: MemoryPieces): readonly number[] => {
  const { count, firstTemporary, bytes } = pieces
  const sizes = bytes.slice(firstTemporary).sort()
  const least = sizes[Math.max(0, sizes.length - mostLookedAt)] ?? 0
  const [larger, equal]: [number[], number[]] = [[], []]
  for (let piece = firstTemporary; piece < count; piece++) {
    if (bytes[piece]! > least) larger.push(piece)
    else if (bytes[piece]! === least && equal.length < mostLookedAt) equal.push(piece)
  }
  return [...larger.sort(bySize(pieces)), ...equal].slice(0, mostLookedAt)
})

type Naming = (piece: number) => Pick<CostTimeline['buffers'][number], 'name' | 'place'>

/** Outputs by their paths, what collectives make by their kind. */
export function createNaming(local: LocalProgram, { firstTemporary, value }: MemoryPieces, labels: Labels): Naming {
  const { program, values, collectives, results, aliases } = local
  const outputs = Array.from(results.keys()).filter((i) => aliases[i]! < 0)
  return (piece) => {
    const own = value[piece]!
    const source = values.source[own]!
    const maker = values.step[own]!
    const output = piece < firstTemporary ? outputs[piece - local.arguments.length] : undefined
    if (output !== undefined) return { name: program.module.results[output]!.path, place: labels.placeOfValue(source) }
    const collective = maker < 0 ? undefined : collectives[collectiveOfStep(local, maker)]
    if (collective === undefined) return { name: labels.value(source), place: labels.placeOfValue(source) }
    return { name: `${collective.kind} ${labels.value(source)}`, place: labels.placeOfNode(collective.node) }
  }
}
