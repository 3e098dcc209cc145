// Memory at the peak of a schedule, as data for JSON, the command line and hovers: by kind, by scope, piece by piece.
import type { Device } from '../cost/devices'
import { memoryFit } from '../cost/memoryFit'
import type { MemoryKind } from '../cost/memoryKinds'
import { memoryKinds } from '../cost/memoryKinds'
import { memoryByScope, scopeOfPiece } from '../cost/memoryScopes'
import { StepKind } from '../lowering/localProgram'
import type { LocalProgram } from '../lowering/localProgram'
import { printTensorType } from '../model/tensorTypes'
import type { Evaluation } from './analysis'
import { lineOf, operationName, valueName } from './names'
import type { ReportedMemory, ReportedMemoryPiece } from './reportFormat'

export interface MemoryReportOptions {
  /** Names of the schedule's tactics. */
  readonly tactics: readonly string[]
  readonly device: Device
  /** Most pieces that are listed. */
  readonly most?: number
}

const mostListed = 200

/** The listed pieces and `more` add up to the peak; so do the kinds, and the scopes of one name. */
export function reportMemory(evaluation: Evaluation, options: MemoryReportOptions): ReportedMemory {
  const { local, simulation } = evaluation
  const { memory } = simulation
  const order = Array.from(memory.live.value.keys()).sort((a, b) => memory.live.bytes[b]! - memory.live.bytes[a]!)
  const most = options.most ?? mostListed
  const rest = order.slice(most)
  return {
    peak: {
      bytes: memory.peakBytes,
      temporaryBytes: memory.temporaryBytes,
      step: memory.peakStep,
      steps: local.steps.count,
      fit: memoryFit(memory.peakBytes, options.device),
      ...placeOfStep(local, memory.peakStep),
    },
    byKind: sumsByKind(memory.byKind),
    byScope: memoryByScope(local, memory),
    live: order.slice(0, most).map((i) => reportPiece(evaluation, i, options.tactics)),
    more: { count: rest.length, bytes: rest.reduce((sum, i) => sum + memory.live.bytes[i]!, 0) },
  }
}

/** Every kind with its bytes. */
export function sumsByKind(byKind: Float64Array): Record<MemoryKind, number> {
  const entries = memoryKinds.map((kind, i): [MemoryKind, number] => [kind, byKind[i] ?? 0])
  return Object.fromEntries(entries) as Record<MemoryKind, number> // one entry for each kind
}

function reportPiece({ local, simulation }: Evaluation, i: number, tactics: readonly string[]): ReportedMemoryPiece {
  const { live } = simulation.memory
  const value = live.value[i]!
  const step = local.values.step[value]!
  const type = local.types[local.values.type[value]!]
  const collective = step >= 0 && local.steps.kind[step] === StepKind.collective ? local.steps.collective[step]! : -1
  const tactic = local.collectives[collective]?.tactic ?? -1
  return {
    value: valueName(local.program, local.values.source[value]!),
    kind: memoryKinds[live.kind[i]!] ?? 'temporary',
    bytes: live.bytes[i]!,
    type: type === undefined ? '' : printTensorType(type),
    tactic: tactics[tactic] ?? null,
    scope: scopeOfPiece(local, live, i),
    since: live.since[i]!,
    until: live.until[i]!,
    ...placeOfStep(local, step),
  }
}

/** What a step does, and the line of its operation in the model; nothing for arguments. */
function placeOfStep(local: LocalProgram, step: number): { readonly operation: string | null; readonly line: number } {
  if (step < 0 || step >= local.steps.count) return { operation: null, line: 0 }
  const node = local.steps.node[step]!
  const own = local.collectives[local.steps.collective[step]!]
  const isCollective = local.steps.kind[step] === StepKind.collective && own !== undefined
  return { operation: isCollective ? own.kind : operationName(local.program, node), line: lineOf(local.program, node) }
}
