// Scanning against jaxlib's native MLIR parser, warm and in a fresh process.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { scan } from '../../server/src/mlir/scan'
import type { Row } from './measure'
import { median, timeRuns } from './measure'

const warmUps = 10
const runs = 21
const coldRuns = 7

/** Milliseconds of the first scan of this process. */
export function scanOnce(model: string): number {
  const bytes = readModel(model)
  return timeRuns(1, () => void scan(bytes))[0] ?? Number.NaN
}

export function measureScan(model: string): Row[] {
  const bytes = readModel(model)
  timeRuns(warmUps, () => void scan(bytes))
  const warm = median(timeRuns(runs, () => void scan(bytes)))
  const cold = median(Array.from({ length: coldRuns }, () => scanInFreshProcess()))
  const peer = measurePeer(model)
  const rows: Row[] = [
    { name: 'scan, warm', value: warm, unit: 'ms' },
    { name: 'scan, first of a process', value: cold, unit: 'ms' },
  ]
  if (peer === undefined)
    return [
      ...rows,
      { name: 'jaxlib', value: Number.NaN, unit: 'ms', note: 'no Python with jaxlib (SHARDLENS_PYTHON)' },
    ]
  return [
    ...rows,
    { name: 'jaxlib parse and verify, warm', value: peer.warm, unit: 'ms' },
    { name: 'jaxlib parse and verify, cold', value: peer.cold, unit: 'ms' },
    { name: 'scan / jaxlib, warm', value: warm / peer.warm, unit: 'ratio', goal: 0.4 },
    { name: 'scan / jaxlib, cold', value: cold / peer.cold, unit: 'ratio', goal: 1 },
  ]
}

function readModel(model: string): Uint8Array {
  const file = readFileSync(model)
  const bytes = new Uint8Array(new SharedArrayBuffer(file.length))
  bytes.set(file)
  return bytes
}

const scanInFreshProcess = (): number =>
  Number(execFileSync(process.execPath, [process.argv[1] ?? '', '--scan-once'], { encoding: 'utf8' }).trim())

/** Milliseconds of jaxlib's parser, by the script beside the checkout. */
function measurePeer(model: string): { warm: number; cold: number } | undefined {
  const script = resolve('..', 'shared', 'oracle', 'parse_time.py')
  const python = process.env['SHARDLENS_PYTHON'] ?? 'python3'
  if (!existsSync(script)) return undefined
  const warmTimes: number[] = []
  const coldTimes: number[] = []
  for (let i = 0; i < 3; i++) {
    const { status, stdout } = spawnSync(python, [script, ...Array.from({ length: 6 }, () => join(model))], {
      encoding: 'utf8',
    })
    if (status !== 0) return undefined
    const seconds = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seconds: number }).seconds * 1e3) // its documented form
    coldTimes.push(seconds[0] ?? Number.NaN)
    warmTimes.push(...seconds.slice(1))
  }
  return { warm: median(warmTimes), cold: median(coldTimes) }
}
