// The JSON of `analyze`, version 1, field by field. docs/JSON.md documents it and test/unit/engine holds its schema.
import type { Severity } from '../base/diagnostics'
import type { Unit } from '../base/units'
import type { BreakdownKind } from '../cost/breakdown'
import type { MemoryFit } from '../cost/memoryFit'
import type { MemoryKind } from '../cost/memoryKinds'
import type { CollectiveKind } from '../lowering/localProgram'
import type { phaseNames } from '../sharding/phases'

export interface ReportedProblem {
  readonly file: string
  /** From 1; columns in UTF-16 units. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly severity: Severity
  readonly code: string
  readonly message: string
}

export interface ReportedFigures {
  readonly collectives: Readonly<
    Record<
      CollectiveKind,
      { readonly count: number; readonly executed: number; readonly bytes: number; readonly seconds: number }
    >
  >
  readonly conflicts: number
  readonly argumentMemory: number
  readonly resultMemory: number
  readonly temporaryMemory: number
  readonly peakMemory: number
  readonly flops: number
  readonly computeTime: number
  readonly communicationTime: number
  readonly exposedCommunication: number
  readonly stepTime: number
  readonly mfu: number
  readonly hfu: number
}

export interface ReportedValue {
  readonly path: string
  readonly type: string
  readonly localType: string
  /** For each dim its axes, major to minor. */
  readonly sharding: readonly (readonly string[])[]
  readonly bytes: number
  readonly localBytes: number
}

export interface ReportedCollective {
  readonly kind: CollectiveKind
  readonly axes: readonly string[]
  readonly reduction: string | null
  readonly type: string
  readonly localType: string
  /** Of the full local array, per execution and device. */
  readonly bytes: number
  readonly executions: number
  readonly seconds: number
  /** Of `seconds`: during which compute waits. */
  readonly exposedSeconds: number
  readonly phase: (typeof phaseNames)[number]
  /** On the chain of steps that wait for one another and fill the whole step time. */
  readonly onCriticalPath: boolean
  readonly tactic: string | null
  readonly reason: string
  /** Index in the schedule's `explanations`. */
  readonly explanation: number
  readonly operation: string
  /** Line in the model file, from 1. */
  readonly line: number
  readonly scope: string
  readonly source: { readonly file: string; readonly line: number } | null
}

/** Over all executions. */
export interface ReportedShare {
  readonly key: string
  readonly compute: number
  readonly communication: number
  readonly exposed: number
  readonly flops: number
  readonly bytes: number
  readonly communicationBytes: number
  readonly share: number
}

/** Memory at the peak. The bytes of kinds, of scopes of one name, and of `live` and `more` each add up to the peak's. */
export interface ReportedMemory {
  readonly peak: {
    readonly bytes: number
    readonly temporaryBytes: number
    /** Steps of the lowered program, from 0. */
    readonly step: number
    readonly steps: number
    readonly fit: MemoryFit
    readonly operation: string | null
    readonly line: number
  }
  readonly byKind: Readonly<Record<MemoryKind, number>>
  readonly byScope: readonly { readonly scope: string; readonly depth: number; readonly bytes: number }[]
  /** Largest first. */
  readonly live: readonly ReportedMemoryPiece[]
  /** What `live` leaves out. */
  readonly more: { readonly count: number; readonly bytes: number }
}

export interface ReportedMemoryPiece {
  /** Argument path, or the value of the model that it holds. */
  readonly value: string
  readonly kind: MemoryKind
  readonly bytes: number
  readonly type: string
  readonly scope: string
  /** For what a collective makes. */
  readonly tactic: string | null
  /** Steps between which it lives. */
  readonly since: number
  readonly until: number
  /** What makes it; null for arguments. */
  readonly operation: string | null
  readonly line: number
}

/** How a figure comes about. */
export interface ReportedExplanation {
  readonly figure: string
  readonly title: string
  readonly value: number
  readonly unit: Unit
  /** In symbols, and with the numbers put in. */
  readonly formula: string
  readonly substituted: string
  readonly terms: readonly {
    readonly name: string
    readonly symbol: string
    readonly value: number
    readonly unit: Unit
    readonly source: string
  }[]
  /** What decides it, or null. */
  readonly regime: string | null
  readonly source: string
  readonly assumptions: readonly string[]
}

export interface ReportedSchedule {
  readonly name: string
  readonly steps: readonly {
    readonly tactic: string
    readonly matched: number
    readonly refused: number
    readonly figures: ReportedFigures
  }[]
  readonly figures: ReportedFigures
  readonly memory: ReportedMemory
  readonly arguments: readonly ReportedValue[]
  readonly results: readonly ReportedValue[]
  readonly conflicts: readonly {
    readonly axis: string
    readonly operation: string
    readonly evidence: readonly { readonly value: string; readonly dim: number; readonly tactic: string }[]
  }[]
  readonly collectives: readonly ReportedCollective[]
  /** The totals, then each different collective once. */
  readonly explanations: readonly ReportedExplanation[]
  /** What the figures rest on. */
  readonly assumptions: readonly {
    readonly kind: string
    readonly text: string
    readonly figures: readonly string[]
    readonly isNotable: boolean
  }[]
  readonly breakdown: Readonly<Record<BreakdownKind, readonly ReportedShare[]>>
  readonly expectations: readonly { readonly text: string; readonly actual: number | null; readonly holds: boolean }[]
}

export interface Report {
  readonly version: 1
  readonly model: {
    readonly path: string
    readonly operations: number
    readonly arguments: number
    readonly results: number
  }
  readonly mesh: {
    readonly axes: readonly { readonly name: string; readonly size: number }[]
    readonly devices: number
  }
  readonly device: string
  readonly topology: {
    readonly links: 'torus' | 'switch' | 'full'
    /** Of a torus. */
    readonly dims: readonly { readonly name: string; readonly size: number; readonly ring: boolean }[]
    /** Nobody gave the shape: it is taken from the mesh. */
    readonly assumed: boolean
    /** By mesh axis. */
    readonly axes: readonly {
      readonly name: string
      /** Devices along dims of the torus, each `stride` apart. */
      readonly torus: readonly { readonly dim: string; readonly size: number; readonly stride: number }[]
      readonly node: number
      readonly network: number
    }[]
  }
  readonly problems: readonly ReportedProblem[]
  readonly schedules: readonly ReportedSchedule[]
}
