// What fills the memory of a schedule, in a sentence for hovers.
import { formatBytes } from '../base/format'
import type { Device } from '../cost/devices'
import { memoryFit, memoryFitTexts } from '../cost/memoryFit'
import { memoryKinds } from '../cost/memoryKinds'
import type { ScheduleSnapshot } from '../engine/snapshot'

/** `peak memory: parameter 2 GiB · activation 1 GiB`, largest first, as a paragraph. */
export function describeMemory({ memoryByKind, final }: ScheduleSnapshot, device: Device): string {
  const parts = memoryKinds
    .map((kind, i) => ({ kind, bytes: memoryByKind[i] ?? 0 }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ kind, bytes }) => `${kind} ${formatBytes(bytes)}`)
  const fit = memoryFit(final.peakMemory, device)
  const note = fit === 'near' ? `; ${memoryFitTexts.near}` : ''
  return `\n\npeak memory: ${parts.join(' · ')}${note}`
}
