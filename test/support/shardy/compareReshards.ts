// The cases of Shardy's reshard_to_collectives test: what its steps move beside what ours move.
import type { DimAxes } from '../../../server/src/lowering/shardings'
import type { ReshardStep } from '../../../server/src/lowering/reshard'
import { findReshard, movedElements } from '../../../server/src/lowering/searchReshard'
import { readMesh, readSdySharding } from '../../../server/src/model/shardings/readSdySharding'
import type { AxisRef, MeshAxis, TensorSharding } from '../../../server/src/model/shardings/sharding'
import type { Mesh } from '../../../server/src/sharding/mesh'

export interface ComparedReshard {
  readonly name: string
  /** Elements that each device receives. */
  readonly theirs: number
  readonly ours: number
}

export interface ComparedReshards {
  readonly compared: readonly ComparedReshard[]
  /** Functions whose reshard is between meshes, or to and from one device, or has device ids of its own. */
  readonly leftOut: readonly string[]
}

export function compareReshards(text: string): ComparedReshards {
  const meshes = new Map<string, readonly MeshAxis[]>()
  const special = new Set<string>()
  for (const [line, name] of text.matchAll(/^sdy\.mesh @(\w+) = .*$/gm)) {
    const read = readMesh(line.slice(line.indexOf('<')))
    if (read.kind === 'read') meshes.set(name ?? '', read.value)
    if (line.includes('device_ids')) special.add(name ?? '')
  }
  const compared: ComparedReshard[] = []
  const leftOut: string[] = []
  for (const part of text.split(/^(?=\/\/ CHECK-LABEL)/m)) {
    const name = /^func\.func @(\w+)/m.exec(part)?.[1]
    if (name === undefined) continue
    const result = compareFunction(part, meshes, special)
    if (result === undefined) leftOut.push(name)
    else compared.push(...result.map((one, i) => ({ name: i === 0 ? name : `${name} ${i + 1}`, ...one })))
  }
  return { compared, leftOut }
}

/** Axes in seven parts, which only parts of axes bring about, need a longer search than lowering makes. */
const longSearch = 200_000

type Case = Omit<ComparedReshard, 'name'>

interface Move {
  readonly kind: string
  readonly sharding: TensorSharding
}

/** Undefined where one mesh in its usual order does not hold all of it. */
function compareFunction(
  part: string,
  meshes: ReadonlyMap<string, readonly MeshAxis[]>,
  special: ReadonlySet<string>,
): Case[] | undefined {
  const used = new Set([...part.matchAll(/<@(\w+),/g)].map((match) => match[1] ?? ''))
  const named = [...used].filter((name) => (meshes.get(name)?.length ?? 0) > 0)
  if (used.size > 1 || [...used].some((name) => special.has(name))) return undefined
  const axes = meshes.get(named[0] ?? '') ?? []
  // Some split a dim into more parts than it has elements, which pads. With more elements all divide, and shares are the same.
  const devices = axes.reduce((count, { size }) => count * size, 1)
  const sizes = (/tensor<([\dx]+)x\w+>/.exec(part)?.[1] ?? '').split('x').map((size) => Number(size) * devices)
  const whole = { dims: sizes.map(() => ({ axes: [], isOpen: false, priority: 0 })) }
  const reshards = [...part.matchAll(/^ *%\w+ = sdy\.reshard %\w+ (<@.*>) : /gm)].map((match) => sharding(match[1]))
  const given = /%arg0 ?: tensor<[^>]*> \{sdy\.sharding ?= ?#sdy\.sharding(<@[^}]*\}?.*?>)\}/.exec(code(part))?.[1]
  const start = given === undefined ? whole : sharding(given)
  const moves = [...part.matchAll(/CHECK-NEXT: .*sdy\.(all_\w+|collective_permute) .*out_sharding=(<@.*\]).*/g)].map(
    (match): Move => ({ kind: match[1] ?? '', sharding: sharding(`${match[2] ?? ''}>`) }),
  )
  if (reshards.length !== 1) return undefined
  const atoms = splitAxes(axes, [start, ...reshards, ...moves.map((move) => move.sharding)])
  const inAtoms = ({ dims }: Pick<TensorSharding, 'dims'>): DimAxes =>
    dims.map((dim) => dim.axes.flatMap((axis) => atoms.partsOf(axis)))
  const [from, to] = [inAtoms(start), inAtoms(reshards[0]!)]
  const ours = movedElements(
    findReshard(from, to, sizes, atoms.mesh, ...(atoms.mesh.axes.length > 6 ? [longSearch] : [])),
    from,
    sizes,
    atoms.mesh,
  )
  return [{ theirs: movedBy(moves, from, inAtoms, sizes, atoms.mesh), ours }]
}

const code = (part: string): string => part.replace(/^ *\/\/.*$/gm, '')

function sharding(text: string | undefined): TensorSharding {
  const read = readSdySharding(text ?? '')
  if (read.kind === 'wrong') throw new Error(`${text ?? ''}: ${read.message}`)
  return read.value
}

interface Atoms {
  readonly mesh: Mesh
  readonly partsOf: (axis: AxisRef) => readonly number[]
}

/** Every axis in the parts that the shardings name, as axes of their own. */
function splitAxes(axes: readonly MeshAxis[], shardings: readonly Pick<TensorSharding, 'dims'>[]): Atoms {
  const refs = shardings.flatMap(({ dims }) => dims.flatMap((dim) => dim.axes))
  const atoms: { name: string; size: number; of: string; before: number }[] = []
  for (const { name, size } of axes) {
    const cuts = new Set([1, size])
    for (const { part } of refs.filter((ref) => ref.name === name))
      if (part !== undefined) cuts.add(part.before).add(part.before * part.size)
    const ordered = [...cuts].sort((a, b) => a - b)
    for (let i = 1; i < ordered.length; i++) {
      const before = ordered[i - 1]!
      atoms.push({ name: `${name}:${before}`, size: ordered[i]! / before, of: name, before })
    }
  }
  const partsOf = ({ name, part }: AxisRef): number[] => {
    const end = part === undefined ? Infinity : part.before * part.size
    return atoms.flatMap((atom, i) =>
      atom.of === name && atom.before >= (part?.before ?? 1) && atom.before < end ? [i] : [],
    )
  }
  return { mesh: { axes: atoms }, partsOf }
}

/** The same costs for Shardy's steps, by the shardings before and after each. */
function movedBy(
  moves: readonly Move[],
  from: DimAxes,
  inAtoms: (sharding: TensorSharding) => DimAxes,
  sizes: readonly number[],
  mesh: Mesh,
): number {
  let before = from
  let moved = 0
  for (const { kind, sharding: after } of moves) {
    const result = inAtoms(after)
    const [held, kept] = [before.flat(), result.flat()]
    // A gather's axes are those that go; what an exchange moves stays held, on another dim.
    const axes =
      kind === 'all_to_all'
        ? before.flatMap((own, dim) => own.filter((axis) => !result[dim]!.includes(axis)))
        : held.filter((axis) => !kept.includes(axis))
    const step = { kind, axes, dims: [], result } as unknown as ReshardStep // kinds are those of the pattern
    moved += movedElements([step], before, sizes, mesh)
    before = result
  }
  return moved
}
