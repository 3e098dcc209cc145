// How the mesh lies on the links of a device: each axis is cut into a part along dims of a torus, a part inside a node, and
// a part over the network beyond. Closed-form in the sizes of the axes. docs/COSTS.md, Devices.
import { largestDivisor, greatestCommonDivisor } from '../base/divisors'
import type { Mesh } from '../sharding/mesh'
import { deviceCount } from '../sharding/mesh'
import type { AxisLayout, Device } from './devices'
import type { LayoutProblem } from './topologyProblems'
import { checkLayout, placesOf, torusLetters } from './topologyProblems'

/** A dim of the torus. */
export interface TorusDim {
  /** `x`, `y`, `z`. */
  readonly name: string
  readonly size: number
  /** Closed; else a line. */
  readonly isRing: boolean
}

/** Devices of an axis that lie along one dim: every `stride`-th. */
export interface TorusPart {
  readonly dim: number
  readonly size: number
  readonly stride: number
}

/** Where one axis lies; its size is the product of all parts. */
export interface AxisPlace {
  readonly torus: readonly TorusPart[]
  /** Inside a node: 1 on a torus. */
  readonly node: number
  readonly network: number
}

/** Where collectives run. */
export interface Fabric {
  readonly mesh: Mesh
  readonly device: Device
  /** Dims of the slice; none where nodes are switched. */
  readonly dims: readonly TorusDim[]
  /** By mesh axis. */
  readonly places: readonly AxisPlace[]
  /** The shape of the torus was not given: it is that of the mesh. */
  readonly isAssumed: boolean
  /** What is wrong with the topology that was given; what does not fit is laid out by default. */
  readonly problems: readonly LayoutProblem[]
}

/**
 * Lays a mesh on the links. What `device.topology` does not say is chosen: the last axis takes the nearest links, on a torus
 * whole dims of its own size first (as JAX's mesh_utils does), then what is left.
 */
export function layOut(mesh: Mesh, device: Device): Fabric {
  const problems = checkLayout(mesh, device)
  const axes = problems.length > 0 ? [] : (device.topology?.axes ?? [])
  if (device.linkKind !== 'torus') {
    return { mesh, device, dims: [], places: placeInNodes(mesh, device, axes), isAssumed: false, problems }
  }
  const given = problems.length > 0 ? undefined : device.topology?.dims
  const across = given === undefined ? splitByDomain(mesh, device) : mesh.axes.map(() => 1)
  const inside = mesh.axes.map(({ size }, axis) => size / across[axis]!)
  const sizes = given ?? assumeShape(inside, device)
  const dims = sizes.map((size, i) => ({
    name: torusLetters[i]!,
    size,
    isRing: (given === undefined ? undefined : device.topology?.wrap[i]) ?? closes(size, device),
  }))
  const places = placeOnDims(mesh, { inside, across, dims, axes })
  const misfit = misfits(mesh, places, dims)
  if (misfit.length > 0) return { ...layOut(mesh, { ...device, topology: undefined }), problems: misfit }
  return { mesh, device, dims, places, isAssumed: given === undefined, problems }
}

/** Whether a dim of that size is a ring by the rule of the device. */
export function closes(size: number, { wrap }: Device): boolean {
  switch (wrap.kind) {
    case 'never':
      return false
    case 'always':
      return size > 2
    case 'multipleOf':
      return size % wrap.size === 0
    case 'only':
      return size === wrap.size
  }
}

/** How much of each axis lies beyond the domain: later axes fill it first. */
function splitByDomain(mesh: Mesh, { domain }: Device): number[] {
  let room = domain
  return mesh.axes
    .map(({ size }) => size)
    .reverse()
    .map((size) => {
      const inner = largestDivisor(size, Math.max(1, room))
      room = Math.floor(room / inner)
      return size / inner
    })
    .reverse()
}

/** One dim for each axis while there are dims, else a shape as near a cube as the devices allow. */
function assumeShape(inside: readonly number[], { torusDims, longestDim }: Device): number[] {
  const limit = longestDim === 0 ? Infinity : longestDim
  const own = inside.flatMap((size) => (size === 1 ? [] : cut(size, limit)))
  if (own.length <= torusDims) return own
  let rest = inside.reduce((product, size) => product * size, 1)
  const shape: number[] = []
  for (let left = torusDims; left > 1; left--) {
    const size = largestDivisor(rest, Math.min(limit, Math.floor(rest ** (1 / left) + 1e-6)))
    shape.push(size)
    rest /= size
  }
  return [rest, ...shape].filter((size) => size > 1)
}

/** A size as factors up to the limit; the first may be longer where it has no such factor. */
function cut(size: number, limit: number): number[] {
  const factor = largestDivisor(size, Math.min(size, limit))
  return factor === size || factor === 1 ? [size] : [...cut(size / factor, limit), factor]
}

interface Request {
  readonly inside: readonly number[]
  readonly across: readonly number[]
  readonly dims: readonly TorusDim[]
  readonly axes: readonly AxisLayout[]
}

/** `rest`: what found no room, of an axis that may not leave the torus. */
type Placed = AxisPlace & { readonly rest: number }

function placeOnDims(mesh: Mesh, { inside, across, dims, axes }: Request): Placed[] {
  const room = dims.map(({ size }) => size)
  const factors = mesh.axes.map(() => dims.map(() => 1))
  const rests = [...inside]
  const wanted = mesh.axes.map(({ name }) => placesOf(axes, name))
  const take = (axis: number, dim: number): void => {
    const factor = greatestCommonDivisor(rests[axis]!, room[dim]!)
    factors[axis]![dim]! *= factor
    rests[axis]! /= factor
    room[dim]! /= factor
  }
  // An axis that names one dim must have it; then those that name several, the last axis first; the others take what is left.
  const order = (axis: number): number => (wanted[axis] === undefined ? 3 : wanted[axis].dims.length === 1 ? 1 : 2)
  const sorted = mesh.axes.map((_, axis) => axis).sort((a, b) => order(a) - order(b) || b - a)
  for (const axis of sorted) {
    const dimsOfAxis = wanted[axis]?.dims.toReversed() ?? chooseDims(rests[axis]!, room, dims)
    for (const dim of dimsOfAxis) take(axis, dim)
  }
  const strides = dims.map(() => 1)
  const parts = mesh.axes
    .map((_, axis) => axis)
    .reverse()
    .map((axis) =>
      dims.flatMap((_, dim) => {
        const size = factors[axis]![dim]!
        const stride = strides[dim]!
        strides[dim]! *= size
        return size === 1 ? [] : [{ dim, size, stride }]
      }),
    )
    .reverse()
  return parts.map((torus, axis) => {
    const beyond = wanted[axis]?.network === true ? rests[axis]! : 1
    return { torus, node: 1, network: across[axis]! * beyond, rest: rests[axis]! / beyond }
  })
}

/** Dims for an axis: one of its size, else several whose product is its size, else any that have room. Rings and late dims first. */
function chooseDims(size: number, room: readonly number[], dims: readonly TorusDim[]): number[] {
  const rank = (dim: number): number => (dims[dim]!.isRing ? dims.length : 0) + dim
  const order = dims.map((_, dim) => dim).sort((a, b) => rank(b) - rank(a))
  for (let count = 1; count <= dims.length; count++) {
    const exact = subsets(order, count).find((set) => set.reduce((product, dim) => product * room[dim]!, 1) === size)
    if (exact !== undefined) return exact
  }
  return order
}

/** All sets of that many; there are at most three dims. */
function subsets(items: readonly number[], count: number): number[][] {
  if (count === 0) return [[]]
  return items.flatMap((item, i) => subsets(items.slice(i + 1), count - 1).map((set) => [item, ...set]))
}

/** Axes that found no room, and dims that no axis fills. */
function misfits(mesh: Mesh, places: readonly Placed[], dims: readonly TorusDim[]): LayoutProblem[] {
  const crowded = places.flatMap(({ rest }, axis): LayoutProblem[] => {
    const { name, size } = mesh.axes[axis]!
    if (rest === 1) return []
    const message = `axis \`${name}\` of ${size} does not fit the dims that it is to lie on: there is room for ${size / rest} of it`
    return [{ code: 'device.axis-misfit', about: { axis: name }, message }]
  })
  if (crowded.length > 0) return crowded
  return dims.flatMap(({ name, size }, dim): LayoutProblem[] => {
    const parts = places.flatMap(({ torus }) => torus.filter((part) => part.dim === dim))
    const filled = parts.reduce((product, part) => product * part.size, 1)
    if (filled === size) return []
    const message = `dim \`${name}\` has ${size} devices, the axes that lie on it have ${filled}`
    return [{ code: 'device.topology-size', about: 'topology', message }]
  })
}

/** Inner axes fill the node; what an axis names decides first. */
function placeInNodes(mesh: Mesh, { domain }: Device, axes: readonly AxisLayout[]): AxisPlace[] {
  let room = domain
  const nodes = mesh.axes.map(() => 1)
  const wanted = mesh.axes.map(({ name }) => placesOf(axes, name))
  const fixed = (axis: number): boolean => wanted[axis]?.node === true
  const order = mesh.axes.map((_, axis) => axis).sort((a, b) => Number(fixed(b)) - Number(fixed(a)) || b - a)
  for (const axis of order) {
    const { size } = mesh.axes[axis]!
    if (wanted[axis] !== undefined && !wanted[axis].node) continue
    const inner = largestDivisor(size, Math.max(1, room))
    nodes[axis] = inner
    room = Math.floor(room / inner)
  }
  return mesh.axes.map(({ size }, axis) => ({ torus: [], node: nodes[axis]!, network: size / nodes[axis]! }))
}

/** Devices that the links of one slice or node join. */
export const devicesInside = ({ mesh, places }: Fabric): number =>
  deviceCount(mesh) / places.reduce((product, { network }) => product * network, 1)
