// Which fixes each diagnostic has, and which refactorings there are without one. docs/DIAGNOSTICS.md lists them.
import type { DiagnosticCode } from '../../base/diagnostics'
import type { FixContext, ModelFixContext, ProblemFix, Refactoring } from './fix'

/** Fixes of problems in tactics files, in the order in which they are offered. A code without a fix says so by an empty list. */
export const tacticsFixes: Readonly<Record<DiagnosticCode, readonly ProblemFix<FixContext>[]>> = {
  'mlir.syntax': [],
  'mlir.undefined-value': [],
  'mlir.redefined-value': [],
  'mlir.undefined-location': [],
  'mlir.unclosed': [],
  'mlir.binary': [],
  'mlir.empty': [],
  'model.missing': [],
  'model.too-large': [],
  'model.no-main': [],
  'model.unknown-operation': [],
  'model.broken-operation': [],
  'model.overflow': [],
  'model.dynamic-shape': [],
  'model.unknown-callee': [],
  'model.recursion': [],
  'model.unknown-trip-count': [],
  'model.manual-region': [],
  'model.bad-sharding': [],
  'tactics.syntax': [],
  'tactics.redefined': [],
  'tactics.unknown-name': [],
  'tactics.unknown-axis': [],
  'tactics.unknown-device': [],
  'tactics.unknown-field': [],
  'tactics.bad-value': [],
  'tactics.no-model': [],
  'tactics.no-mesh': [],
  'tactics.unused-tactic': [],
  'tactics.unsupported': [],
  'tactics.no-match': [],
  'tactics.no-effect': [],
  'tactics.shadowed': [],
  'include.missing': [],
  'include.not-tactics': [],
  'include.cycle': [],
  'include.schedule': [],
  'device.no-torus': [],
  'device.topology-dims': [],
  'device.topology-size': [],
  'device.unknown-place': [],
  'device.axis-misfit': [],
  'device.file': [],
  'device.entry': [],
  'device.wrong-unit': [],
  'shard.no-such-dim': [],
  'shard.indivisible': [],
  'shard.already-tiled': [],
  'shard.pinned': [],
  'shard.stacked-dim': [],
  'shard.left-whole': [],
  'shard.conflict': [],
  'cost.over-memory': [],
  'cost.assumed-trip-count': [],
  'cost.large-replicated': [],
  'expect.failed': [],
  'expect.unknown-figure': [],
  'internal.error': [],
}

/** Fixes of problems in model files: they change the tactics file of the session that the model shows. */
export const modelFixes: Readonly<Partial<Record<DiagnosticCode, readonly ProblemFix<ModelFixContext>[]>>> = {}

export const tacticsRefactorings: readonly Refactoring<FixContext>[] = []

export const modelRefactorings: readonly Refactoring<ModelFixContext>[] = []
