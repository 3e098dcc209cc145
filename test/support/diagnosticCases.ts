// The smallest input that provokes each diagnostic, where it is shown and what it says: one for each code.
import type { DiagnosticCode } from '../../server/src/base/diagnostics'
import type { DiagnosticCase, ToldElsewhere } from './diagnosticTexts'
import { head, inTactics, loop, main, plain, tactic, device } from './diagnosticTexts'
import type { ModelCode } from './modelDiagnosticCases'
import { modelDiagnosticCases } from './modelDiagnosticCases'

const tacticsCases: Readonly<Record<Exclude<DiagnosticCode, ModelCode>, DiagnosticCase | ToldElsewhere>> = {
  'tactics.syntax': {
    tactics: `${head}tactc T on m { a: 0 }\n`,
    shownIn: inTactics,
    at: 'tactc',
    message:
      'expected `model`, `mesh`, `device`, `tactic`, `schedule` or `include`, found `tactc`; did you mean `tactic`?',
  },
  'tactics.redefined': {
    tactics: `${plain}tactic T on m { b: 0 }\n`,
    shownIn: inTactics,
    at: 'T',
    message: 'tactic `T` is defined twice',
  },
  'tactics.unknown-name': {
    tactics: `${plain}schedule s = T, U\n`,
    shownIn: inTactics,
    at: 'U',
    message: 'no tactic `U`; there is `T`',
  },
  'tactics.unknown-axis': {
    tactics: `${head}tactic T on n { a: 0 }\n`,
    shownIn: inTactics,
    at: 'n',
    message: 'the mesh has no axis `n`; it has `m`',
  },
  'tactics.unknown-device': {
    tactics: `${head}device tpu_v9\n`,
    shownIn: inTactics,
    at: 'tpu_v9',
    message: 'no device `tpu_v9`; did you mean `tpu_v3`, `tpu_v4` or `tpu_v5e`?',
  },
  'tactics.unknown-field': {
    tactics: device('tpu_v4', 'memry: 1 GiB'),
    shownIn: inTactics,
    at: 'memry',
    message: 'a device has no field `memry`; did you mean `memory`?',
  },
  'tactics.bad-value': {
    tactics: 'model "m.mlir"\nmesh { m: 0 }\n',
    shownIn: inTactics,
    at: '0',
    message: 'axis `m` has size 0; expected an integer of at least 1',
  },
  'tactics.no-model': {
    tactics: 'mesh { m: 2 }\ntactic T on m { a: 0 }\n',
    shownIn: inTactics,
    at: 'mesh',
    message: 'the file names no model; expected `model "file.mlir"`',
  },
  'tactics.no-mesh': {
    tactics: 'model "m.mlir"\ntactic T on m { a: 0 }\n',
    shownIn: inTactics,
    at: 'tactic',
    message: 'the file has no mesh; expected for example `mesh { batch: 16, model: 2 }`',
  },
  'tactics.unused-tactic': {
    tactics: `${plain}tactic U on m { b: 0 }\nschedule s = T\n`,
    shownIn: inTactics,
    at: 'U',
    message: 'no schedule uses `U`',
  },
  'tactics.no-match': {
    tactics: tactic('c: 0'),
    shownIn: inTactics,
    at: 'c',
    message: 'no argument matches `c`; there are `a`, `b`',
  },
  'tactics.dead-alternative': {
    tactics: tactic('{a, c}: 0'),
    shownIn: inTactics,
    at: 'c',
    message: 'no argument matches `c`; there are `a`, `b`',
  },
  'tactics.no-effect': {
    tactics: `${plain}tactic U on m { b: only 0 }\n`,
    shownIn: inTactics,
    at: 'U',
    message: '`U` changes nothing here: 1 of 1 value tiled on m already',
  },
  'tactics.shadowed': {
    tactics: tactic('a: 0\n  a: 1'),
    shownIn: inTactics,
    at: 'a',
    message: 'earlier actions of this tactic name all of these values; the first action counts',
  },
  'search.nothing': {
    tactics: `${head}tactic F auto on m {}\nschedule s = F\n`,
    model:
      'func.func public @main(%a: tensor<f32> loc("a")) -> tensor<f32> {\n  %0 = stablehlo.tanh %a : tensor<f32>\n  return %0 : tensor<f32>\n}\n',
    shownIn: inTactics,
    at: 'F',
    message: '`F` found no dim that `m` (2) divides',
  },
  'search.over-memory': {
    tactics: `${head}tactic F auto on m { memory: 100 }\nschedule s = F\n`,
    shownIn: inTactics,
    at: 'F',
    message: 'nothing that `F` found fits 100 B: the nearest peaks at 384 B, 284 B over, after 3 evaluations',
  },
  'search.failed': {
    tactics: `${head}tactic F auto on m {}\nschedule s = F\n`,
    shownIn: inTactics,
    at: 'F',
    message: 'the search for `F` failed: the search ended unexpectedly: exit code 9',
    endsOn: 'search',
  },
  'device.file': {
    tactics: plain,
    files: { 'shardlens.devices.json': '{ "devices": [' },
    shownIn: 'shardlens.devices.json',
    at: '',
    message: 'not JSON: expected `]`',
  },
  'device.entry': {
    tactics: `${head}device ours\ntactic T on m { a: 0 }\n`,
    files: { 'shardlens.devices.json': '{ "devices": { "ours": { "extends": "h100", "memory": "5 ms" } } }' },
    shownIn: inTactics,
    at: 'ours',
    message: 'the entry of `ours` in shardlens.devices.json has 1 problem',
  },
  'device.wrong-unit': {
    tactics: device('tpu_v4', 'memory: 5 ms'),
    shownIn: inTactics,
    at: '5 ms',
    message: '`memory` is in `ms`; expected bytes above 0, such as `16 GiB`',
  },
  'device.no-torus': {
    tactics: device('h100', 'topology: 2x1'),
    shownIn: inTactics,
    at: '2x1',
    message: '`h100` has switched nodes and no torus; `axes` may lie on `node` and `network`',
  },
  'device.topology-dims': {
    tactics: device('tpu_v4', 'topology: 2x1x1x1'),
    shownIn: inTactics,
    at: '2x1x1x1',
    message: '`2x1x1x1` has 4 dims; `tpu_v4` is a 3-D torus',
  },
  'device.topology-size': {
    tactics: device('tpu_v4', 'topology: 4x4x4'),
    shownIn: inTactics,
    at: '4x4x4',
    message: '`4x4x4` has 64 devices, the mesh 2; an axis that lies on `network` may span several of them',
  },
  'device.unknown-place': {
    tactics: device('tpu_v4', 'topology: 2x1x1, axes: { m: w }'),
    shownIn: inTactics,
    at: 'w',
    message: '`tpu_v4` has no `w` for an axis to lie on; it has `x`, `y`, `z`, `network`',
  },
  'device.axis-misfit': {
    tactics: device('tpu_v4', 'topology: 2x1x1, axes: { m: y }'),
    shownIn: inTactics,
    at: 'm',
    message: 'axis `m` of 2 does not fit the dims that it is to lie on: there is room for 1 of it',
  },
  'include.missing': {
    tactics: `${plain}include "none.tactics"\n`,
    shownIn: inTactics,
    at: '"none.tactics"',
    message: '`none.tactics` does not exist',
  },
  'include.not-tactics': {
    tactics: `${plain}include "m.mlir"\n`,
    shownIn: inTactics,
    at: '"m.mlir"',
    message: '`m.mlir` is no tactics file; only files that end in .tactics are included',
  },
  'include.cycle': {
    tactics: `${plain}include "file.tactics"\n`,
    shownIn: inTactics,
    at: '"file.tactics"',
    message: '`file.tactics` includes itself; the include is left out',
  },
  'include.schedule': {
    tactics: `${plain}include "more.tactics"\n`,
    files: { 'more.tactics': 'tactic U on m { b: 0 }\nschedule s = U\n' },
    shownIn: inTactics,
    at: '"more.tactics"',
    message:
      '`more.tactics` holds a schedule (`s`); an include brings tactics, mesh and device, and leaves schedules out',
  },
  'shard.no-such-dim': {
    tactics: tactic('a: 2'),
    shownIn: inTactics,
    at: '2',
    message: '`a` has no dim 2: dims are 0 to 1, or -1 to -2 from the end',
  },
  'shard.indivisible': {
    tactics: tactic('a: 0').replace('m: 2', 'm: 3'),
    shownIn: inTactics,
    at: '0',
    message: 'dim 0 of `a` has local size 8, not divisible by `m` (3); no dim of it is',
  },
  'shard.already-tiled': {
    tactics: `${plain}tactic U on m { b: 1 }\n`,
    shownIn: inTactics,
    at: '1',
    message: '`b` is already tiled on `m`, at dim 0',
  },
  'shard.pinned': {
    tactics: `${tactic('a: only 0')}tactic U on m { a: 1 }\n`,
    shownIn: inTactics,
    at: '1',
    message: '`a` was kept for dim 0 on `m` by an earlier action',
  },
  'shard.stacked-dim': {
    tactics: tactic('stack: 0'),
    model: loop,
    shownIn: inTactics,
    at: '0',
    message:
      'dim 0 of `stack` stacks layers that a loop takes one by one: the whole stack is gathered in every iteration; name another dim',
  },
  'shard.left-whole': {
    tactics: tactic('a: first_divisible').replace('m: 2', 'm: 3'),
    shownIn: inTactics,
    at: 'first_divisible',
    message: '`a` stays whole on `m`: no dim is divisible by 3',
  },
  'shard.conflict': {
    tactics: tactic('a: 0\n  b: 1'),
    shownIn: inTactics,
    at: 'T',
    message:
      'propagation met a conflict: `add`: `a` dim 0 and `b` dim 1 ask for different factors, so it computes whole',
  },
  'cost.over-memory': {
    tactics: `${device('tpu_v4', 'memory: 100')}schedule s = T\n`,
    shownIn: inTactics,
    at: 's',
    message: 'peak memory 384 B is 284 B over the 100 B of tpu_v4; XLA would recompute or fail',
  },
  'cost.assumed-trip-count': {
    tactics: tactic('v: 0'),
    model: loop,
    shownIn: inTactics,
    at: '"m.mlir"',
    message: '1 loop of unknown length counts one iteration (setting `shardlens.tripCount`)',
  },
  'cost.large-replicated': {
    tactics: `${device('tpu_v4', 'memory: 8 KiB')}schedule s = T\n`,
    model: main('  %0 = stablehlo.tanh %a : tensor<8x8xf32>'),
    shownIn: inTactics,
    at: 's',
    message: '`b` (256 B) is whole on every device',
  },
  'cost.large-reshard': {
    tactics: `${tactic('a: 0\n  at %1: only 1')}tactic U on m { at %1: 1 }\n`,
    model: main(
      '  %1 = stablehlo.tanh %a : tensor<8x8xf32>\n  %2 = stablehlo.sine %1 : tensor<8x8xf32>\n  %0 = stablehlo.cosine %2 : tensor<8x8xf32>',
    ),
    shownIn: inTactics,
    at: 'U',
    message:
      'one all_to_all takes 1.00 µs, 100 % of the step: %1 is tiled at dim 1 on m (U), and its users need it as it is declared',
  },
  'expect.failed': {
    tactics: `${plain}schedule s = T { expect all_reduce == 7 }\n`,
    shownIn: inTactics,
    at: 'expect all_reduce == 7',
    message: '`all_reduce` is 0, expected `== 7`',
  },
  'expect.unknown-figure': {
    tactics: `${plain}schedule s = T { expect all_reduc == 0 }\n`,
    shownIn: inTactics,
    at: 'all_reduc',
    message: '`all_reduc` is no figure; did you mean `all_reduce`?',
  },
  'internal.error': {
    tactics: plain,
    shownIn: inTactics,
    at: 'm',
    message:
      'Shardlens failed: the analysis ended unexpectedly: exit code 9 (see the output channel); figures are those of the last analysis',
    endsOn: 'analyze',
  },
}

export const diagnosticCases: Readonly<Record<DiagnosticCode, DiagnosticCase | ToldElsewhere>> = {
  ...modelDiagnosticCases,
  ...tacticsCases,
}
