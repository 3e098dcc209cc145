// A device in words: one line for hints, a table with sources for hovers.
import { formatBandwidth, formatBytes, formatCount, formatFlopRate, formatPercent, formatSeconds } from '../base/format'
import type { DeviceField } from '../cost/deviceFields'
import { deviceFieldTable } from '../cost/deviceFields'
import type { Device } from '../cost/devices'
import { sourceOf } from '../cost/devices'
import { layOut } from '../cost/topology'
import { describeAssumptions, describePlace, describeShape } from '../cost/topologyText'
import type { Mesh } from '../sharding/mesh'
import { bulletTable, code } from './markdown'

/** `32.0 GiB · 275 TFLOP/s bf16 · 3-D torus`. */
export function describeDevice(device: Device): string {
  return `${formatBytes(device.memory)} · ${formatFlopRate(device.bf16)} bf16 · ${linkText(device)}`
}

function linkText({ linkKind, torusDims, domain }: Device): string {
  if (linkKind === 'torus') return `${torusDims}-D torus`
  return linkKind === 'switch' ? `switch, ${domain} a node` : `wired to each other, ${domain} a node`
}

/** Hover of a device: every figure with its source, and how the mesh lies on it when there is one. */
export function deviceHover(device: Device, mesh?: Mesh): string {
  const rows = [...deviceFieldTable].flatMap(([name, field]) => {
    const value = printFigure(device, field)
    return value === undefined
      ? []
      : [[code(name), value.replaceAll(' ', '\u00a0'), field.meaning, sourceOf(device, field.key)]]
  })
  const table = bulletTable(['field', 'value', 'what it is', 'source'], rows)
  const layout = mesh === undefined || mesh.axes.length === 0 ? '' : `\n\n${layoutText(device, mesh)}`
  return `**${device.name}** · ${linkText(device)}${layout}\n\n${table}\n\nEfficiencies of 100 % make times lower bounds.`
}

/** A figure of a device in its unit; undefined where it says nothing. */
export function printFigure(device: Device, { key, unit, ofClass }: DeviceField): string | undefined {
  const figure = device[key]
  // Efficiencies that are as in the catalogue say nothing.
  if (ofClass !== undefined)
    return device.efficiency[ofClass] === 1 ? undefined : formatPercent(device.efficiency[ofClass])
  if (typeof figure === 'boolean') return figure ? 'on' : 'off'
  if (typeof figure !== 'number') return undefined
  switch (unit) {
    case 'bytes':
      return formatBytes(figure)
    case 'bytesPerSecond':
      return formatBandwidth(figure)
    case 'perSecond':
      return formatFlopRate(figure)
    case 'seconds':
      return formatSeconds(figure)
    case 'count':
      return formatCount(figure)
    case 'share':
      return formatPercent(figure)
    case 'flag':
      return String(figure)
  }
}

/** `torus 4×4 (x ring, y ring): batch ring of 4 over x · …`, with what was assumed. */
export function layoutText(device: Device, mesh: Mesh): string {
  const fabric = layOut(mesh, device)
  const axes = mesh.axes.map(({ name }, axis) => `${name} ${describePlace(fabric, axis)}`)
  const assumed = describeAssumptions(fabric).length === 0 ? '' : '; `topology` and `axes` of the device say otherwise'
  return `${describeShape(fabric)}: ${axes.join(' · ')}${assumed}`
}
