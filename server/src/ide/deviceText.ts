// A device in words: one line for hints, a table with sources for hovers.
import { formatBandwidth, formatBytes, formatFlopRate } from '../base/format'
import type { Device } from '../cost/devices'
import { bulletTable } from './markdown'

/** `32.0 GiB · 275 TFLOP/s bf16 · 3-D torus`. */
export function describeDevice(device: Device): string {
  return `${formatBytes(device.memory)} · ${formatFlopRate(device.bf16)} bf16 · ${linkText(device)}`
}

const linkText = (device: Device): string =>
  device.linkKind === 'torus' ? `${device.torusDims}-D torus` : `switch, ${device.domain} a node`

/** Hover of a device. */
export function deviceHover(device: Device): string {
  const rows: [string, string][] = [
    ['memory', formatBytes(device.memory)],
    ['memory bandwidth', formatBandwidth(device.memoryBandwidth)],
    ['matrix units, bf16', formatFlopRate(device.bf16)],
    ['matrix units, f32', formatFlopRate(device.f32)],
    ['matrix units, int8 or fp8', formatFlopRate(device.int8)],
    ['vector units', formatFlopRate(device.vector)],
    ['link, one way', `${formatBandwidth(device.link)}, ${linkText(device)}`],
    ['joined by links', `${device.domain} devices`],
    ['network beyond, a device', formatBandwidth(device.network)],
  ]
  return `**${device.name}**\n\n${bulletTable(['figure', 'value'], rows)}\n\nSource: ${device.source}. Efficiency 1: times are lower bounds.`
}
