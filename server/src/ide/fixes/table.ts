// Which fixes each diagnostic has, and which refactorings there are without one. docs/DIAGNOSTICS.md lists them.
import type { DiagnosticCode } from '../../base/diagnostics'
import { alternativeFix } from './alternativeFix'
import { badValueFix } from './badValueFix'
import {
  includeCycleFix,
  noEffectFix,
  noMeshFix,
  noModelFix,
  redefinedFix,
  shadowedFix,
  unusedTacticFix,
} from './cleanUpFixes'
import { dimFix } from './dimFixes'
import type { FixContext, ModelFixContext, ProblemFix, Refactoring } from './fix'
import { axisFix, deviceFix, fieldFix, figureFix, fileFix, tacticNameFix, unitFix } from './nearestNameFixes'
import { moduleToTactics, newTactics } from './newTactics'
import { noMatchFix } from './noMatchFixes'
import { foldLines, writeOutPattern } from './pathRefactorings'
import { pinFigures } from './pinFigures'
import { extractActions, inlineTactic, moveTactic } from './tacticRefactorings'
import { typoFix } from './typoFix'
import { resolveConflicts, resolveConflictThere } from './conflictFix'
import { updateExpectation } from './expectationFix'
import { shardLargeReplicated } from './largeReplicatedFix'
import { fitMemory } from './overMemoryFix'
import { avoidReshard, avoidReshardThere } from './reshardFix'
import { searchForFit, searchFromHere, searchLonger, writeManual, writeNearest } from './searchFixes'
import { nameLayerDim } from './stackedDimFix'

/** Fixes of problems in tactics files, in the order in which they are offered. A code without a fix says so by an empty list. */
export const tacticsFixes: Readonly<Record<DiagnosticCode, readonly ProblemFix<FixContext>[]>> = {
  'mlir.syntax': [],
  'mlir.undefined-value': [],
  'mlir.redefined-value': [],
  'mlir.undefined-location': [],
  'mlir.unclosed': [],
  'mlir.binary': [],
  'mlir.empty': [],
  'model.missing': [fileFix],
  'model.broken': [],
  'model.out-of-memory': [],
  'model.too-large': [],
  'model.no-main': [],
  'model.unknown-operation': [],
  'model.broken-operation': [],
  'model.overflow': [],
  'model.dynamic-shape': [],
  'model.unknown-callee': [],
  'model.recursion': [],
  'model.too-many-operations': [],
  'model.unknown-trip-count': [],
  'model.manual-region': [],
  'model.bad-sharding': [],
  'tactics.syntax': [typoFix],
  'tactics.redefined': [redefinedFix],
  'tactics.unknown-name': [tacticNameFix],
  'tactics.unknown-axis': [axisFix],
  'tactics.unknown-device': [deviceFix],
  'tactics.unknown-field': [fieldFix],
  'tactics.bad-value': [badValueFix],
  'tactics.no-model': [noModelFix],
  'tactics.no-mesh': [noMeshFix],
  'tactics.unused-tactic': [unusedTacticFix],
  'search.nothing': [searchLonger, noEffectFix],
  'search.over-memory': [searchLonger, writeNearest],
  'search.failed': [],
  'tactics.no-match': [noMatchFix],
  'tactics.dead-alternative': [alternativeFix],
  'tactics.no-effect': [noEffectFix],
  'tactics.shadowed': [shadowedFix],
  'include.missing': [fileFix],
  'include.not-tactics': [fileFix],
  'include.cycle': [includeCycleFix],
  'include.schedule': [],
  'device.no-torus': [],
  'device.topology-dims': [],
  'device.topology-size': [],
  'device.unknown-place': [],
  'device.axis-misfit': [],
  'device.file': [],
  'device.entry': [],
  'device.wrong-unit': [unitFix],
  'shard.no-such-dim': [dimFix],
  'shard.indivisible': [dimFix],
  'shard.already-tiled': [],
  'shard.pinned': [],
  'shard.stacked-dim': [nameLayerDim],
  'shard.left-whole': [],
  'shard.conflict': [resolveConflicts],
  'cost.over-memory': [fitMemory, searchForFit],
  'cost.assumed-trip-count': [],
  'cost.large-replicated': [shardLargeReplicated],
  'cost.large-reshard': [avoidReshard],
  'expect.failed': [updateExpectation],
  'expect.unknown-figure': [figureFix],
  'internal.error': [],
}

/** Fixes of problems in model files: they change the tactics file of the session that the model shows. */
export const modelFixes: Readonly<Partial<Record<DiagnosticCode, readonly ProblemFix<ModelFixContext>[]>>> = {
  'shard.conflict': [resolveConflictThere],
  'cost.large-reshard': [avoidReshardThere],
}

export const tacticsRefactorings: readonly Refactoring<FixContext>[] = [
  writeOutPattern,
  foldLines,
  extractActions,
  inlineTactic,
  moveTactic,
  writeManual,
  searchFromHere,
  pinFigures,
  moduleToTactics,
]

export const modelRefactorings: readonly Refactoring<ModelFixContext>[] = [newTactics]
