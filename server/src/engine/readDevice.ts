// The device statement of a tactics file -> the device that counts, with what is wrong located in the statement.
import type { Outcome, Problem, Span } from '../base/problems'
import { deviceFields, deviceFieldTable, isInRange, layoutFields } from '../cost/deviceFields'
import type { DeviceField } from '../cost/deviceFields'
import type { Device } from '../cost/devices'
import { deviceNames, findDevice, overrideDevice } from '../cost/devices'
import { layOut } from '../cost/topology'
import type { LayoutProblem } from '../cost/topologyProblems'
import type { Mesh } from '../sharding/mesh'
import { checkTwice, problemAt } from '../tactics/checkTactic'
import { printNearestOrAll } from '../tactics/nearestNames'
import type { DeviceStatement, Field, TacticsFile } from '../tactics/syntaxTree'
import { describeUnits, isUnitOf, printFound } from './deviceValues'
import { readTopology } from './readTopology'

/** Device of a file that names none. */
export const defaultDevice = 'tpu_v4'

export interface DeviceRequest {
  readonly file: TacticsFile
  readonly mesh: Mesh
  /** The user's own, beside the catalogue. */
  readonly devices?: readonly Device[] | undefined
  /** Stands in for the statement's; then its fields do not count. */
  readonly override?: string | undefined
}

/** Errors: what the statement says that cannot be; the rest of it counts. */
export function readDevice({ file, mesh, devices = [], override }: DeviceRequest): Outcome<Device> {
  const statement = file.device
  const base = findDevice(override ?? statement?.name.text ?? defaultDevice, devices) ?? findDevice(defaultDevice)
  if (base === undefined) throw new Error(`the catalogue has no ${defaultDevice}`)
  if (statement === undefined) return { value: base, problems: [] }
  const problems = [...checkTwice('field', statement.overrides), ...checkName(statement, devices)]
  const figures = statement.overrides.flatMap((field) => {
    const { value, problem } = readFigure(field)
    if (problem !== undefined) problems.push(problem)
    return value === undefined ? [] : [{ field: field.name.text, value }]
  })
  const own = findDevice(statement.name.text, devices) ?? base
  const figured = overrideDevice(own, figures)
  const { value: topology, problems: shape } = readTopology(statement, figured)
  const value = { ...figured, topology }
  problems.push(...shape, ...layoutProblems(statement, layOut(mesh, value).problems))
  return { value: override === undefined ? value : base, problems }
}

function checkName({ name }: DeviceStatement, devices: readonly Device[]): Problem[] {
  if (findDevice(name.text, devices) !== undefined) return []
  const names = [...devices.map((device) => device.name), ...deviceNames]
  const message = `no device \`${name.text}\`${printNearestOrAll(name.text, names)}`
  return [problemAt('tactics.unknown-device', name.span, message)]
}

interface ReadFigure {
  readonly value?: number
  readonly problem?: Problem
}

function readFigure({ name, value }: Field): ReadFigure {
  if (layoutFields.some((field) => field === name.text)) return {}
  const known = deviceFieldTable.get(name.text)
  if (known === undefined) {
    const names = [...deviceFields, ...layoutFields]
    const message = `a device has no field \`${name.text}\`${printNearestOrAll(name.text, names)}`
    return { problem: problemAt('tactics.unknown-field', name.span, message) }
  }
  const number = numberOf(value, known)
  if (number !== undefined && isInRange(known, number)) {
    if (value.kind !== 'quantity' || isUnitOf(known, value.unit)) return { value: number }
    const message = `\`${name.text}\` is in \`${value.unit}\`; expected ${describeUnits(known)}`
    return { problem: problemAt('device.wrong-unit', value.span, message) }
  }
  const message = `\`${name.text}\` is ${printFound(value)}; expected ${describeUnits(known)}`
  return { problem: problemAt('tactics.bad-value', value.span, message) }
}

/** A number; 1 and 0 for `on` and `off`. */
function numberOf(value: Field['value'], { unit }: DeviceField): number | undefined {
  if (unit !== 'flag') return value.kind === 'quantity' ? value.value : undefined
  const text = printFound(value)
  return text === '`on`' ? 1 : text === '`off`' ? 0 : undefined
}

function layoutProblems(statement: DeviceStatement, problems: readonly LayoutProblem[]): Problem[] {
  return problems.map(({ code, about, message }) => problemAt(code, spanOfSubject(statement, about), message))
}

/** The text that a problem of the layout is about; the device's name where it comes with the device. */
function spanOfSubject({ name, overrides }: DeviceStatement, about: LayoutProblem['about']): Span {
  const field = (wanted: string): Field | undefined => overrides.find((one) => one.name.text === wanted)
  if (about === 'topology') return field('topology')?.value.span ?? name.span
  if (typeof about === 'string') return field(about)?.name.span ?? name.span
  const written = field('axes')?.value
  const entry = written?.kind === 'layout' ? written.entries.find((one) => one.name.text === about.axis) : undefined
  const place = about.place === undefined ? undefined : entry?.places[about.place]
  return (place ?? entry?.name)?.span ?? field('topology')?.value.span ?? name.span
}
