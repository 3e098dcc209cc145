// A question beside the text: what the schedules of a file would cost on another mesh, device or links.
import type { Device } from '../cost/devices'
import type { Figures } from '../cost/figures'
import type { Mesh } from '../sharding/mesh'
import type { AnalyzeRequest, Analyzer } from './analyzer'

/** What is other than in the file. */
export type Changes = Pick<AnalyzeRequest, 'mesh' | 'device' | 'overlap' | 'deviceFigures'>

/** Plain data. */
export interface WhatIf {
  readonly mesh: Mesh
  readonly device: Device
  readonly schedules: readonly {
    readonly name: string
    readonly figures: Figures
    /** Values that could not be split as asked. */
    readonly refused: number
    /** Bytes of peak memory above the device's; 0 when it fits. */
    readonly overMemory: number
  }[]
}

/**
 * `analyzer` is the one that analyses the file: what it keeps of that is used. Another device, links, efficiencies or overlap are priced
 * in milliseconds a schedule; another mesh is propagated and lowered anew, as after an edit. Returns undefined when it was cancelled.
 */
export function whatIf(analyzer: Analyzer, request: AnalyzeRequest, changes: Changes): WhatIf | undefined {
  const analysis = analyzer.analyze({ ...request, ...changes })
  if (analysis === undefined) return undefined
  const { mesh, device } = analysis
  return {
    mesh,
    device,
    schedules: analysis.schedules.map(({ name, steps, final: { figures } }) => ({
      name,
      figures,
      refused: steps.reduce((sum, step) => sum + step.refused, 0),
      overMemory: Math.max(0, figures.peakMemory - device.memory),
    })),
  }
}
