// What can be wrong with a topology that a tactics file or a device file gives, told before anything is laid out.
import type { DiagnosticCode } from '../base/diagnostics'
import type { Mesh } from '../sharding/mesh'
import { deviceCount } from '../sharding/mesh'
import type { AxisLayout, Device } from './devices'

/** Dims of a torus, in the order in which a shape such as `4x4x8` gives their sizes. */
export const torusLetters = ['x', 'y', 'z'] as const

export interface LayoutProblem {
  readonly code: DiagnosticCode
  /** What of the device the text is that caused it. */
  readonly about: 'topology' | 'axes' | 'wrap' | { readonly axis: string; readonly place?: number }
  readonly message: string
}

/** The places that an axis names. */
export interface AxisWish {
  /** Indices of dims, major to minor. */
  readonly dims: readonly number[]
  readonly node: boolean
  readonly network: boolean
}

/** Undefined when the layout does not name the axis. */
export function placesOf(axes: readonly AxisLayout[], name: string): AxisWish | undefined {
  const places = axes.find(({ axis }) => axis === name)?.places
  if (places === undefined) return undefined
  const dims = places.map((place) => torusLetters.findIndex((letter) => letter === place)).filter((dim) => dim >= 0)
  return { dims, node: places.includes('node'), network: places.includes('network') }
}

/** Problems of `device.topology`, without those that show only in the laying out. */
export function checkLayout(mesh: Mesh, device: Device): LayoutProblem[] {
  const { topology, linkKind } = device
  if (topology === undefined) return []
  const problems = linkKind === 'torus' ? checkShape(mesh, device) : checkNoTorus(device)
  return [...problems, ...topology.axes.flatMap((axis) => checkAxis(axis, mesh, device))]
}

function checkNoTorus({ name, topology, linkKind }: Device): LayoutProblem[] {
  const links = linkKind === 'switch' ? 'switched nodes' : 'fully linked nodes'
  const message = `\`${name}\` has ${links} and no torus; \`axes\` may lie on \`node\` and \`network\``
  if (topology?.dims !== undefined) return [{ code: 'device.no-torus', about: 'topology', message }]
  return topology?.wrap.some((one) => one !== undefined) === true
    ? [{ code: 'device.no-torus', about: 'wrap', message }]
    : []
}

function checkShape(mesh: Mesh, { name, topology, torusDims }: Device): LayoutProblem[] {
  if (topology?.dims === undefined) {
    const about = topology?.axes.length === 0 ? 'wrap' : 'axes'
    const message = `\`${about}\` needs the shape of the torus, for example \`topology: ${Array.from({ length: torusDims }, () => 4).join('x')}\``
    return [{ code: 'device.no-torus', about, message }]
  }
  const shape = topology.dims.join('x')
  if (topology.dims.length > torusDims) {
    const message = `\`${shape}\` has ${topology.dims.length} dims; \`${name}\` is a ${torusDims}-D torus`
    return [{ code: 'device.topology-dims', about: 'topology', message }]
  }
  const has = topology.dims.reduce((product, size) => product * size, 1)
  const devices = deviceCount(mesh)
  const leaves = mesh.axes.some((axis) => placesOf(topology.axes, axis.name)?.network === true)
  if (leaves ? devices % has === 0 : devices === has) return []
  const rule = leaves ? 'a multiple of that was expected' : `an axis that lies on \`network\` may span several of them`
  const message = `\`${shape}\` has ${has} devices, the mesh ${devices}; ${rule}`
  return [{ code: 'device.topology-size', about: 'topology', message }]
}

function checkAxis({ axis, places }: AxisLayout, mesh: Mesh, device: Device): LayoutProblem[] {
  if (!mesh.axes.some(({ name }) => name === axis)) {
    const names = mesh.axes.map(({ name }) => `\`${name}\``).join(', ')
    return [
      { code: 'tactics.unknown-axis', about: { axis }, message: `the mesh has no axis \`${axis}\`; it has ${names}` },
    ]
  }
  const dims = torusLetters.slice(0, device.topology?.dims?.length ?? device.torusDims)
  const allowed: readonly string[] = device.linkKind === 'torus' ? [...dims, 'network'] : ['node', 'network']
  const unknown = places.flatMap((place, i): LayoutProblem[] => {
    const isSecond = places.indexOf(place) < i
    if (allowed.includes(place) && !isSecond) return []
    const message = isSecond
      ? `\`${axis}\` lies on \`${place}\` twice`
      : `\`${device.name}\` has no \`${place}\` for an axis to lie on; it has ${allowed.map((one) => `\`${one}\``).join(', ')}`
    return [{ code: 'device.unknown-place', about: { axis, place: i }, message }]
  })
  return unknown.length > 0 ? unknown : checkNode(axis, places, mesh, device)
}

/** An axis that lies inside a node alone must have room there. */
function checkNode(axis: string, places: readonly string[], mesh: Mesh, device: Device): LayoutProblem[] {
  if (device.linkKind === 'torus' || places.includes('network')) return []
  const named =
    device.topology?.axes.filter((one) => one.places.includes('node') && !one.places.includes('network')) ?? []
  const size = mesh.axes
    .filter(({ name }) => named.some((one) => one.axis === name))
    .reduce((n, one) => n * one.size, 1)
  if (size <= device.domain || named[0]?.axis !== axis) return []
  const message = `the axes inside a node have ${size} devices; a node of \`${device.name}\` has ${device.domain}`
  return [{ code: 'device.axis-misfit', about: { axis }, message }]
}
