// The user's device file of a tactics file: the one that a setting or flag names, or the nearest one above.
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { DeviceFile } from '../engine/deviceFile'
import { deviceFileName, readDeviceFile } from '../engine/deviceFile'

export interface FoundDeviceFile {
  readonly path: string
  readonly text: string
  readonly content: DeviceFile
}

export interface DeviceFilePlaces {
  /** Of the tactics file. */
  readonly folder: string
  /** Folders above which nothing is looked for: those of the workspace, or the working directory. */
  readonly roots: readonly string[]
  /** Named by a setting or flag, relative to the first root; '' for none. */
  readonly named: string
}

const largestFile = 2 ** 20

/** Undefined when there is none; one that is named and cannot be read is an empty one with that problem. */
export async function findDeviceFile({ folder, roots, named }: DeviceFilePlaces): Promise<FoundDeviceFile | undefined> {
  if (named !== '') {
    const path = resolve(roots[0] ?? folder, named)
    return (await readAt(path)) ?? unreadable(path)
  }
  for (const place of placesAbove(folder, roots)) {
    const found = await readAt(join(place, deviceFileName))
    if (found !== undefined) return found
  }
  return undefined
}

/** The folder, and those above it up to the root that holds it; the outermost where one root lies in another, whatever their order. */
function placesAbove(folder: string, roots: readonly string[]): string[] {
  const holding = roots.filter((one) => {
    const path = relative(one, folder)
    return !path.startsWith('..') && !isAbsolute(path)
  })
  const [root] = holding.sort((a, b) => a.length - b.length)
  const places = [folder]
  for (let place = folder; root !== undefined && place !== root && dirname(place) !== place;) {
    place = dirname(place)
    places.push(place)
  }
  return places
}

async function readAt(path: string): Promise<FoundDeviceFile | undefined> {
  try {
    const text = await readFile(path, 'utf8')
    if (text.length > largestFile) return unreadable(path, 'is larger than 1 MiB')
    return { path, text, content: readDeviceFile(text) }
  } catch {
    // There is none here; a named one is reported by the caller.
    return undefined
  }
}

function unreadable(path: string, why = 'cannot be read'): FoundDeviceFile {
  const problem = { code: 'device.file', span: { start: 0, end: 0 }, message: `the device file ${why}` } as const
  return { path, text: '', content: { devices: [], problems: [problem], faulty: new Map() } }
}
