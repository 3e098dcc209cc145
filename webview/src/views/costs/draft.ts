// What-if fields as typed -> changes to ask for, or what is wrong with them.
import type { Changes, CostsReport } from '../../../../server/src/protocol/costs'
import type { Draft } from './saved'

export interface ReadDraft {
  /** Empty when everything is as in the file. */
  readonly changes: Changes
  readonly isEmpty: boolean
  /** By axis name: why its size cannot be used. */
  readonly problems: Readonly<Record<string, string>>
}

const largestAxis = 1_000_000

export function readDraft({ mesh, device, topology }: Draft, report: CostsReport): ReadDraft {
  const sizes: Record<string, number> = {}
  const problems: Record<string, string> = {}
  for (const { name } of report.mesh) {
    const text = mesh[name]?.trim() ?? ''
    if (text === '') continue
    if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > largestAxis) {
      problems[name] = `${text.slice(0, 20)} is no size of an axis: a whole number from 1 to 1,000,000 is`
    } else sizes[name] = Number(text)
  }
  const changes: Changes = {
    ...(Object.keys(sizes).length > 0 ? { mesh: sizes } : {}),
    ...(device === '' ? {} : { device }),
    ...(topology.trim() === '' ? {} : { topology: topology.trim() }),
  }
  return { changes, isEmpty: Object.keys(changes).length === 0, problems }
}

/** Devices of the mesh with what is typed; undefined while a field has no number. */
export function countDevices(draft: Draft, report: CostsReport): number | undefined {
  const { problems } = readDraft(draft, report)
  if (Object.keys(problems).length > 0) return undefined
  return report.mesh.reduce((product, { name, size }) => product * Number(draft.mesh[name]?.trim() || size), 1)
}
