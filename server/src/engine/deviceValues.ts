// Values of a device's fields: in which units they may stand, and what is found instead, in words.
import type { DeviceField, FieldUnit } from '../cost/deviceFields'
import { printPath } from '../tactics/printTactics'
import type { Field } from '../tactics/syntaxTree'

const sizes = ['KiB', 'MiB', 'GiB', 'TiB', 'KB', 'MB', 'GB', 'TB']

const units: Readonly<Record<FieldUnit, { readonly names: readonly string[]; readonly form: string }>> = {
  bytes: { names: sizes, form: 'bytes above 0, such as `16 GiB`' },
  bytesPerSecond: { names: sizes.map((unit) => `${unit}/s`), form: 'bytes a second above 0, such as `45 GB/s`' },
  perSecond: {
    names: ['GFLOP/s', 'TFLOP/s', 'PFLOP/s'],
    form: 'operations a second above 0, such as `275 TFLOP/s`',
  },
  seconds: { names: ['us', 'ms', 's'], form: 'seconds, such as `1 us`' },
  share: { names: ['%'], form: 'a share above 0 and up to 1, such as `0.8` or `80%`' },
  count: { names: [], form: 'a whole number above 0' },
  flag: { names: [], form: '`on` or `off`' },
}

/** A number alone is in base units: bytes, seconds, operations. */
export const isUnitOf = ({ unit }: DeviceField, written: string): boolean =>
  written === '' || units[unit].names.includes(written)

/** Units that a field may be written in. */
export const unitsOf = ({ unit }: DeviceField): readonly string[] => units[unit].names

/** What a field takes: `bytes above 0, such as …`. */
export const describeUnits = ({ unit }: DeviceField): string => units[unit].form

/** A value in a message. */
export function printFound(value: Field['value']): string {
  switch (value.kind) {
    case 'quantity':
      return String(value.value)
    case 'path':
      return `\`${printPath(value)}\``
    case 'shape':
      return `\`${value.sizes.join('x')}\``
    case 'layout':
      return 'a layout in braces'
  }
}
