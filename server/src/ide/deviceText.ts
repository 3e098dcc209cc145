// A device in words: one line for hints, a table with sources for hovers.
import { formatBytes } from '../base/format'
import type { Device } from '../cost/devices'
import { bulletTable } from './markdown'

/** `32.0 GiB · 275 TFLOP/s bf16 · 3-D torus`. */
export function describeDevice(device: Device): string {
  return `${formatBytes(device.memory)} · ${rate(device.bf16)} bf16 · ${linkText(device)}`
}

const linkText = (device: Device): string =>
  device.linkKind === 'torus' ? `${device.torusDims}-D torus` : `switch, ${device.domain} a node`

const rate = (value: number): string => `${Number((value / 1e12).toPrecision(3))} TFLOP/s`
const bandwidth = (value: number): string =>
  value >= 1e12 ? `${Number((value / 1e12).toPrecision(3))} TB/s` : `${Number((value / 1e9).toPrecision(3))} GB/s`

/** Hover of a device. */
export function deviceHover(device: Device): string {
  const rows: [string, string][] = [
    ['memory', formatBytes(device.memory)],
    ['memory bandwidth', bandwidth(device.memoryBandwidth)],
    ['matrix units, bf16', rate(device.bf16)],
    ['matrix units, f32', rate(device.f32)],
    ['matrix units, int8 or fp8', rate(device.int8)],
    ['vector units', rate(device.vector)],
    ['link, one way', `${bandwidth(device.link)}, ${linkText(device)}`],
    ['joined by links', `${device.domain} devices`],
    ['network beyond, a device', bandwidth(device.network)],
  ]
  return `**${device.name}**\n\n${bulletTable(['figure', 'value'], rows)}\n\nSource: ${device.source}. Efficiency 1: times are lower bounds.`
}
