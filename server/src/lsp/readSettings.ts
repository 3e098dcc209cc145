// Settings as an editor sends them -> those that count.
import type { Settings } from '../protocol/settings'
import {
  defaultSettings,
  isTripCount,
  readHintLevel,
  readPythonSettings,
  readTacticsHintLevel,
} from '../protocol/settings'

/** Fields of the wrong kind take their defaults. */
export function readSettings(sent: unknown): Settings {
  const given = (typeof sent === 'object' && sent !== null ? sent : {}) as Partial<Record<keyof Settings, unknown>> // fields are checked
  const hints = (typeof given.inlayHints === 'object' && given.inlayHints !== null ? given.inlayHints : {}) as Record<
    string,
    unknown
  > // as above
  const flag = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback)
  const { device, deviceFile, overlap, moduleShardings, tripCount, maxModelSize } = defaultSettings
  return {
    inlayHints: { model: readHintLevel(hints.model), tactics: readTacticsHintLevel(hints.tactics) },
    python: readPythonSettings(given.python),
    device: typeof given.device === 'string' ? given.device : device,
    deviceFile: typeof given.deviceFile === 'string' ? given.deviceFile : deviceFile,
    overlap: flag(given.overlap, overlap),
    moduleShardings: flag(given.moduleShardings, moduleShardings),
    tripCount: isTripCount(given.tripCount) ? given.tripCount : tripCount,
    maxModelSize: typeof given.maxModelSize === 'number' && given.maxModelSize > 0 ? given.maxModelSize : maxModelSize,
  }
}
