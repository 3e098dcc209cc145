// The smallest input for each diagnostic of a model.
import type { DiagnosticCode } from '../../server/src/base/diagnostics'
import type { DiagnosticCase, ToldElsewhere } from './diagnosticTexts'
import { inModel, inTactics, loop, main, plain, tactic, usualModel } from './diagnosticTexts'

const region = `module {
sdy.mesh @mesh = <["rows"=2]>
func.func public @main(%a: tensor<8x8xf32> loc("a")) -> tensor<8x8xf32> {
  %0 = sdy.manual_computation(%a) in_shardings=[<@mesh, [{"rows"}, {}]>] out_shardings=[<@mesh, [{"rows"}, {}]>] manual_axes={"rows"} (%p: tensor<4x8xf32>) {
    %1 = stablehlo.tanh %p : tensor<4x8xf32>
    sdy.return %1 : tensor<4x8xf32>
  } : (tensor<8x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
}
`

export type ModelCode = Extract<DiagnosticCode, `mlir.${string}` | `model.${string}`>

export const modelDiagnosticCases: Readonly<Record<ModelCode, DiagnosticCase | ToldElsewhere>> = {
  'mlir.syntax': {
    tactics: plain,
    model: main('  what is this\n  %0 = stablehlo.add %a, %b : tensor<8x8xf32>'),
    shownIn: inModel,
    at: 'what',
    message: '`what` is not an operation: expected `dialect.name`',
  },
  'mlir.undefined-value': {
    tactics: plain,
    model: main('  %0 = stablehlo.add %a, %c : tensor<8x8xf32>'),
    shownIn: inModel,
    at: '%c',
    message: '`%c` is not defined here',
  },
  'mlir.redefined-value': {
    tactics: plain,
    model: main('  %0 = stablehlo.tanh %a : tensor<8x8xf32>\n  %0 = stablehlo.tanh %b : tensor<8x8xf32>'),
    shownIn: inModel,
    at: '%0',
    message: '`%0` is defined already',
  },
  'mlir.undefined-location': {
    tactics: plain,
    model: main('  %0 = stablehlo.tanh %a : tensor<8x8xf32> loc(#loc7)'),
    shownIn: inModel,
    at: '#loc7',
    message: '`#loc7` has no definition',
  },
  'mlir.unclosed': {
    tactics: plain,
    model: usualModel.slice(0, usualModel.lastIndexOf('}')),
    shownIn: inModel,
    at: '{',
    message: 'this region is not closed',
  },
  'mlir.binary': {
    tactics: plain,
    model: new Uint8Array([0x4d, 0x4c, 0xef, 0x52, 0, 1, 2, 3]),
    shownIn: inModel,
    at: 'M',
    message: 'the file is MLIR bytecode; StableHLO is read in its textual form, as `stablehlo-opt FILE` prints it',
  },
  'mlir.empty': {
    tactics: plain,
    model: '// nothing\n',
    shownIn: inModel,
    at: '/',
    message: 'the file has no operations',
  },
  'model.missing': {
    tactics: 'model "none.mlir"\nmesh { m: 2 }\n',
    shownIn: inTactics,
    at: '"none.mlir"',
    message: '`none.mlir` does not exist',
  },
  'model.broken': {
    tactics: plain,
    model: main('  %0 = stablehlo.add %a, %c : tensor<8x8xf32>'),
    shownIn: inTactics,
    at: '"m.mlir"',
    message: '`m.mlir` has an error in line 2: `%c` is not defined here; the rest of it is analysed',
  },
  // A worker with little memory and a model of 150,000 operations.
  'model.out-of-memory': { testedIn: 'test/lsp/workerCrash.test.ts' },
  'model.too-large': {
    tactics: plain,
    model: `${usualModel}// ${'x'.repeat(80_000)}\n`,
    shownIn: inTactics,
    at: '"m.mlir"',
    message: '`m.mlir` has 78.3 KiB; models of up to 51.2 KiB are analysed',
  },
  'model.no-main': {
    tactics: plain,
    model: 'module {\n}\n',
    shownIn: inModel,
    at: 'module {',
    message: 'no function found; expected a `func.func`',
  },
  'model.unknown-operation': {
    tactics: plain,
    model: main('  %0 = "own.mix"(%a) : (tensor<8x8xf32>) -> tensor<8x8xf32>'),
    shownIn: inModel,
    at: 'own.mix',
    message: '`own.mix` has no sharding rule: its operands are gathered and it is computed whole on every device',
  },
  'model.broken-operation': {
    tactics: plain,
    model: main('  %0 = stablehlo.transpose %a, dims = [0, 0] : (tensor<8x8xf32>) -> tensor<8x8xf32>'),
    shownIn: inModel,
    at: 'stablehlo.transpose',
    message: 'transpose: permutation has 0 twice; each may be there once (C2)',
  },
  'model.dynamic-shape': {
    tactics: plain,
    model:
      'func.func public @main(%a: tensor<?x8xf32> loc("a")) -> tensor<?x8xf32> {\n  %0 = stablehlo.tanh %a : tensor<?x8xf32>\n  return %0 : tensor<?x8xf32>\n}\n',
    shownIn: inModel,
    at: '%a',
    message:
      '`tensor<?x8xf32>` has a dim of unknown size: it stays whole on every device and its bytes are not counted',
  },
  'model.overflow': {
    tactics: plain,
    model: usualModel.replaceAll('8x8', '99999999x99999999'),
    shownIn: inModel,
    at: '%a',
    message:
      '`tensor<99999999x99999999xf32>` has more bytes than are counted exactly (8 PiB): memory and times overflow',
  },
  // Doubled calls, of millions of operations.
  'model.too-many-operations': { testedIn: 'test/unit/engine/program.test.ts' },
  'model.unknown-callee': {
    tactics: plain,
    model: main('  %0 = call @gone(%a) : (tensor<8x8xf32>) -> tensor<8x8xf32>'),
    shownIn: inModel,
    at: 'call @gone(%a) : (tensor<8x8xf32>) -> tensor<8x8xf32>',
    message: 'no function `@gone` with a body in this module',
  },
  'model.recursion': {
    tactics: plain,
    model: `${main('  %0 = call @again(%a) : (tensor<8x8xf32>) -> tensor<8x8xf32>')}func.func private @again(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {\n  %0 = call @again(%x) : (tensor<8x8xf32>) -> tensor<8x8xf32>\n  return %0 : tensor<8x8xf32>\n}\n`,
    shownIn: inModel,
    at: 'call @again(%x) : (tensor<8x8xf32>) -> tensor<8x8xf32>',
    message: '`@again` calls itself; this call is not expanded',
  },
  'model.unknown-trip-count': {
    tactics: tactic('v: 0'),
    model: loop,
    shownIn: inModel,
    at: 'stablehlo.while',
    message:
      'the number of iterations is not a constant of the model; executed collectives, flops and times are per iteration (setting `shardlens.tripCount`)',
  },
  'model.manual-region': {
    tactics: plain,
    model: region,
    shownIn: inModel,
    at: 'sdy.manual_computation',
    message: 'a region partitioned by hand is on axis `rows`, which the mesh does not have; it has `m`',
  },
  'model.bad-sharding': {
    tactics: plain,
    model: usualModel.replace('loc("a")', '{sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>} loc("a")'),
    shownIn: inModel,
    at: '%a',
    message: 'the sharding is of mesh `@mesh`, which the model does not define; it has none',
  },
}
