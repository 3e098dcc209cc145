// A sweep for the cost panel: every schedule of a file on every mesh of so many devices, as points of memory and time.
import type { SweepResult } from '../../protocol/costs'
import type { AnalyzeRequest } from '../analyzer'
import { planSweep } from '../planSweep'
import { sweep } from '../sweep'
import { finite } from './states'

/** Meshes looked at where there are more: a plot of more points says no more. */
const mostMeshes = 64

export interface SweepPointsQuestion {
  readonly request: AnalyzeRequest
  readonly devices: number
  readonly onProgress: (done: number, total: number) => void
}

/** Returns in words why there is nothing to sweep; undefined when it was cancelled. */
export function sweepPoints({
  request,
  devices,
  onProgress,
}: SweepPointsQuestion): Omit<SweepResult, 'milliseconds'> | string | undefined {
  const { file, model, deviceFile, device: named, overlap, withoutModule, isCancelled } = request
  const plan = planSweep({
    file,
    model,
    deviceCount: devices,
    mostMeshes,
    ownDevices: deviceFile?.devices,
    ...(named === undefined ? {} : { devices: [named] }),
    ...(overlap === undefined ? {} : { overlap }),
    ...(withoutModule === undefined ? {} : { withoutModule }),
  })
  if (typeof plan === 'string') return `the file ${plan}`
  const rows = sweep({
    ...plan,
    model,
    onProgress,
    ...(withoutModule === undefined ? {} : { withoutModule }),
    ...(isCancelled === undefined ? {} : { isCancelled }),
  })
  const [device] = plan.devices
  if (rows === undefined || device === undefined) return undefined
  return {
    devices,
    device: device.name,
    memory: finite(device.memory),
    points: rows.map(({ schedule, mesh, figures, overMemory, isComplete, isPareto }) => ({
      schedule,
      mesh: mesh.axes.map(({ size }) => size),
      peakMemory: finite(figures.peakMemory),
      stepTime: finite(figures.stepTime),
      fits: overMemory === 0,
      isComplete,
      isPareto,
    })),
  }
}
