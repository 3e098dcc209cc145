// `topology`, `wrap` and `axes` of a device statement -> the layout that it asks for.
import type { Outcome, Problem } from '../base/problems'
import type { Device, Topology } from '../cost/devices'
import { torusLetters } from '../cost/topologyProblems'
import { checkTwice, problemAt } from '../tactics/checkTactic'
import type { DeviceStatement, Field, LayoutEntry } from '../tactics/syntaxTree'
import { printFound } from './deviceValues'

/** The device's own layout where the statement says none. */
export function readTopology({ overrides }: DeviceStatement, device: Device): Outcome<Topology | undefined> {
  const find = (name: string): Field | undefined => overrides.find((field) => field.name.text === name)
  const [shape, wrap, axes] = [find('topology'), find('wrap'), find('axes')]
  if (shape === undefined && wrap === undefined && axes === undefined) return { value: device.topology, problems: [] }
  const problems: Problem[] = []
  const dims = shape === undefined ? device.topology?.dims : readDims(shape, problems)
  const value: Topology = {
    dims,
    wrap: wrap === undefined ? (device.topology?.wrap ?? []) : readWrap(wrap, device, problems),
    axes: readEntries(axes, problems).map(({ name, places }) => ({
      axis: name.text,
      places: places.map(({ text }) => text),
    })),
  }
  // A shape that cannot be read leaves nothing for the rest to be about.
  return { value: shape !== undefined && dims === undefined ? device.topology : value, problems }
}

function readDims({ value }: Field, problems: Problem[]): readonly number[] | undefined {
  const sizes =
    value.kind === 'shape' ? value.sizes : value.kind === 'quantity' && value.unit === '' ? [value.value] : []
  if (sizes.length > 0 && sizes.every((size) => Number.isSafeInteger(size) && size > 0)) return sizes
  const message = `\`topology\` is ${printFound(value)}; expected sizes above 0, such as \`4x4x8\``
  problems.push(problemAt('tactics.bad-value', value.span, message))
  return undefined
}

function readEntries(field: Field | undefined, problems: Problem[]): readonly LayoutEntry[] {
  if (field === undefined) return []
  const { value } = field
  if (value.kind === 'layout') {
    problems.push(...checkTwice('axis', value.entries))
    return value.entries
  }
  const message = `\`${field.name.text}\` is ${printFound(value)}; expected \`{ … }\``
  problems.push(problemAt('tactics.bad-value', value.span, message))
  return []
}

/** `{ x: on, y: off }`. */
function readWrap(field: Field, { torusDims }: Device, problems: Problem[]): readonly (boolean | undefined)[] {
  const letters: readonly string[] = torusLetters.slice(0, torusDims)
  const wrap: (boolean | undefined)[] = letters.map(() => undefined)
  for (const { name, places } of readEntries(field, problems)) {
    const dim = letters.indexOf(name.text)
    const [place] = places
    if (dim < 0) {
      const message = `the torus has no dim \`${name.text}\`; it has ${letters.map((one) => `\`${one}\``).join(', ')}`
      problems.push(problemAt('device.unknown-place', name.span, message))
    } else if (place === undefined || places.length > 1 || !/^(?:on|off)$/.test(place.text)) {
      const message = `\`wrap\` of \`${name.text}\` is \`${places.map(({ text }) => text).join(' ')}\`; expected \`on\` or \`off\``
      problems.push(problemAt('tactics.bad-value', place?.span ?? name.span, message))
    } else wrap[dim] = place.text === 'on'
  }
  return wrap
}
