// A user's own devices: the JSON of `shardlens.devices.json` -> devices, with what is wrong located in that text.
import type { Node, ParseError } from 'jsonc-parser'
import { getNodeValue, parseTree } from 'jsonc-parser'
import type { Problem, Span } from '../base/problems'
import type { Device } from '../cost/devices'
import { deviceNames, findDevice, overrideDevice } from '../cost/devices'
import { printNearestOrAll } from '../tactics/nearestNames'
import type { TacticsFile } from '../tactics/syntaxTree'
import { standAlone } from './deviceFileBase'
import { readFileField } from './deviceFileFields'
import type { FileField } from './deviceFileFields'
import type { Property } from './jsonNodes'
import { describeFault, problemIn, propertiesOf, spanOf, textOf } from './jsonNodes'

/** Name of the file that is looked for beside and above a tactics file. */
export const deviceFileName = 'shardlens.devices.json'

export interface DeviceFile {
  /** Entries that could be read; those with problems stand as far as they go. */
  readonly devices: readonly Device[]
  /** Spans are UTF-16 offsets into the JSON. */
  readonly problems: readonly Problem[]
  /** Names of devices that have problems, with how many. */
  readonly faulty: ReadonlyMap<string, number>
}

/** Errors: `device.file` for what is no such JSON; the codes of a device statement for what its fields say. */
export function readDeviceFile(text: string): DeviceFile {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: false, disallowComments: true })
  const problems = errors.map(({ error, offset, length }) =>
    problemIn({ start: offset, end: offset + length }, `not JSON: ${describeFault(error)}`),
  )
  const list = root && propertiesOf(root).find(({ name }) => name === 'devices')?.value
  if (list?.type !== 'object') {
    const message = 'expected `{ "devices": { "NAME": { … } } }`'
    if (problems.length === 0) problems.push(problemIn(spanOf(list ?? root), message))
    return { devices: [], problems, faulty: new Map() }
  }
  const devices: Device[] = []
  const faulty = new Map<string, number>()
  for (const { name, span, value } of propertiesOf(list)) {
    const own: Problem[] = []
    const device = readEntry(name, { span, value, devices, problems: own })
    if (device !== undefined) devices.push(device)
    if (own.length > 0) faulty.set(name, own.length)
    problems.push(...own)
  }
  return { devices, problems, faulty }
}

/** Where a device file defines the device of a name; undefined where it does not. */
export function findEntry(text: string, name: string): Span | undefined {
  const root = parseTree(text)
  const list = root && propertiesOf(root).find((one) => one.name === 'devices')?.value
  return list && propertiesOf(list).find((one) => one.name === name)?.span
}

/** A pointer at the device's name in a tactics file to what is wrong in its entry. */
export function pointAtEntry({ device }: TacticsFile, file: DeviceFile | undefined): Problem[] {
  const count = device === undefined ? undefined : file?.faulty.get(device.name.text)
  if (device === undefined || count === undefined) return []
  const message = `the entry of \`${device.name.text}\` in ${deviceFileName} has ${count} ${count === 1 ? 'problem' : 'problems'}`
  return [{ code: 'device.entry', span: device.name.span, message }]
}

interface Entry {
  readonly span: Span
  readonly value: Node
  /** Those read so far, which an entry may extend. */
  readonly devices: readonly Device[]
  readonly problems: Problem[]
}

function readEntry(name: string, { span, value, devices, problems }: Entry): Device | undefined {
  if (value.type !== 'object') {
    problems.push(problemIn(spanOf(value), `\`${name}\` is ${textOf(value)}; expected \`{ … }\``))
    return undefined
  }
  const properties = propertiesOf(value)
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    problems.push(problemIn(span, `\`${name}\` is no name; expected letters, digits and \`_\``))
    return undefined
  }
  const fields = properties.flatMap((property) => readFileField(property, problems) ?? [])
  const base = findBase(properties, { span, value, devices, problems })
  return base && applyFields({ ...base, name }, fields)
}

function findBase(properties: readonly Property[], { span, devices, problems }: Entry): Device | undefined {
  const written = properties.find(({ name }) => name === 'extends')
  if (written === undefined) return standAlone(properties, span, problems)
  const name: unknown = getNodeValue(written.value)
  const base = typeof name === 'string' ? findDevice(name, devices) : undefined
  if (base === undefined) {
    const names = [...devices.map((device) => device.name), ...deviceNames]
    const nearest = typeof name === 'string' ? printNearestOrAll(name, names) : ''
    const message = `no device ${textOf(written.value)} in the catalogue or above in this file${nearest}`
    problems.push(problemIn(spanOf(written.value), message, 'tactics.unknown-device'))
  }
  return base
}

function applyFields(base: Device, fields: readonly FileField[]): Device {
  const source = fields.find((field) => field.kind === 'source')?.text ?? deviceFileName
  let device: Device = base
  for (const field of fields) {
    if (field.kind === 'figure') {
      device = overrideDevice(device, [{ field: field.name, value: field.value }], field.source ?? source)
    } else if (field.kind === 'part') device = { ...device, ...field.part }
  }
  return device
}
