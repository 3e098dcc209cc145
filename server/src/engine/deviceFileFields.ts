// One property of a device in a user's device file -> a figure with its source, or another part of the device.
import type { Node } from 'jsonc-parser'
import { getNodeValue } from 'jsonc-parser'
import type { Problem } from '../base/problems'
import { deviceFields, deviceFieldTable, isInRange } from '../cost/deviceFields'
import type { DeviceField } from '../cost/deviceFields'
import type { Device, WrapRule } from '../cost/devices'
import { printNearestOrAll } from '../tactics/nearestNames'
import { parseQuantity } from '../tactics/readCondition'
import { describeUnits, isUnitOf } from './deviceValues'
import type { Property } from './jsonNodes'
import { problemIn, propertiesOf, spanOf, textOf } from './jsonNodes'

export type FileField =
  | { readonly kind: 'figure'; readonly name: string; readonly value: number; readonly source: string | undefined }
  | { readonly kind: 'part'; readonly part: Partial<Device> }
  | { readonly kind: 'source'; readonly text: string }

interface PartField {
  readonly form: string
  /** Undefined when the value is not of that form. */
  readonly read: (node: Node) => Partial<Device> | undefined
}

const text = (node: Node): unknown => getNodeValue(node)

/** What a device is made of beside its figures. */
export const partFields: Readonly<Record<string, PartField>> = {
  links: {
    form: '`"torus"`, `"switch"` or `"full"`',
    read: (node) => {
      const linkKind = text(node)
      return linkKind === 'torus' || linkKind === 'switch' || linkKind === 'full' ? { linkKind } : undefined
    },
  },
  backend: {
    form: '`"tpu"`, `"gpu"` or `"cpu"`',
    read: (node) => {
      const backend = text(node)
      return backend === 'tpu' || backend === 'gpu' || backend === 'cpu' ? { backend } : undefined
    },
  },
  torus_dims: {
    form: '1, 2 or 3',
    read: (node) => {
      const torusDims = text(node)
      return torusDims === 1 || torusDims === 2 || torusDims === 3 ? { torusDims } : undefined
    },
  },
  longest_dim: {
    form: 'a whole number above 0',
    read: (node) => {
      const longestDim = text(node)
      return isCount(longestDim) ? { longestDim } : undefined
    },
  },
  wrap: {
    form: '`"always"`, `"never"`, `{ "multiple_of": 4 }` or `{ "only": 16 }`',
    read: (node) => {
      const wrap = readWrapRule(node)
      return wrap && { wrap }
    },
  },
  topology: {
    form: 'sizes such as `"4x4x8"`',
    read: (node) => {
      const written = text(node)
      if (typeof written !== 'string' || !/^[1-9]\d*(?:x[1-9]\d*){0,2}$/.test(written)) return undefined
      return { topology: { dims: written.split('x').map(Number), wrap: [], axes: [] } }
    },
  },
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0

function readWrapRule(node: Node): WrapRule | undefined {
  const written = text(node)
  if (written === 'always' || written === 'never') return { kind: written }
  if (node.type !== 'object') return undefined
  const [rule, ...others] = propertiesOf(node)
  const size: unknown = rule && text(rule.value)
  if (others.length > 0 || !isCount(size)) return undefined
  if (rule?.name === 'multiple_of') return { kind: 'multipleOf', size }
  return rule?.name === 'only' ? { kind: 'only', size } : undefined
}

const otherFields = ['extends', 'source']

/** Undefined for `extends`, and for what is wrong, which is reported. */
export function readFileField({ name, span, value }: Property, problems: Problem[]): FileField | undefined {
  if (name === 'extends') return undefined
  if (name === 'source') {
    const source: unknown = getNodeValue(value)
    if (typeof source === 'string') return { kind: 'source', text: source }
    return report(problems, value, `\`source\` is ${textOf(value)}; expected a text`)
  }
  const part = Object.hasOwn(partFields, name) ? partFields[name] : undefined
  if (part !== undefined) {
    const read = part.read(value)
    if (read !== undefined) return { kind: 'part', part: read }
    return report(problems, value, `\`${name}\` is ${textOf(value)}; expected ${part.form}`)
  }
  const field = deviceFieldTable.get(name)
  if (field !== undefined) return readFigure(name, field, value, problems)
  const names = [...deviceFields, ...Object.keys(partFields), ...otherFields]
  const message = `a device has no field \`${name}\`${printNearestOrAll(name, names)}`
  problems.push(problemIn(span, message, 'tactics.unknown-field'))
  return undefined
}

function report(problems: Problem[], node: Node, message: string): undefined {
  problems.push(problemIn(spanOf(node), message, 'tactics.bad-value'))
}

/** A number, a text with a unit, on or off; or `{ "value": …, "source": "…" }`. */
function readFigure(name: string, field: DeviceField, node: Node, problems: Problem[]): FileField | undefined {
  const parts = node.type === 'object' ? propertiesOf(node) : []
  const inside = parts.find((part) => part.name === 'value')?.value
  const sourceNode = parts.find((part) => part.name === 'source')?.value
  const source: unknown = sourceNode && getNodeValue(sourceNode)
  const { value, unit } = numberOf(inside ?? node, field)
  if (value === undefined || !isInRange(field, value)) {
    return report(problems, inside ?? node, `\`${name}\` is ${textOf(node)}; expected ${describeUnits(field)}`)
  }
  if (!isUnitOf(field, unit)) {
    const message = `\`${name}\` is in \`${unit}\`; expected ${describeUnits(field)}`
    problems.push(problemIn(spanOf(inside ?? node), message, 'device.wrong-unit'))
    return undefined
  }
  return { kind: 'figure', name, value, source: typeof source === 'string' ? source : undefined }
}

function numberOf(node: Node, { unit }: DeviceField): { readonly value: number | undefined; readonly unit: string } {
  const written: unknown = getNodeValue(node)
  if (unit === 'flag') {
    const isOn = written === true || written === 'on'
    return { value: isOn ? 1 : written === false || written === 'off' ? 0 : undefined, unit: '' }
  }
  if (typeof written === 'number') return { value: written, unit: '' }
  const quantity = typeof written === 'string' ? parseQuantity(written) : undefined
  return { value: quantity?.value, unit: quantity?.unit ?? '' }
}
