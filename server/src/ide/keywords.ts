// Help for each keyword of the tactics language; hovers and completion show it.

export const keywordHelp: ReadonlyMap<string, string> = new Map([
  ['model', '`model "file.mlir"` names the StableHLO text, relative to this file.'],
  ['mesh', '`mesh { batch: 16, model: 2 }` names the axes of the device mesh in order, and their sizes.'],
  ['device', '`device tpu_v4` takes a device of the catalogue; `device tpu_v4 { memory: 16 GiB }` overrides figures.'],
  ['tactic', '`tactic NAME on AXIS { … }`: actions on one axis, then propagation to a fixed point.'],
  ['schedule', '`schedule NAME = A, B { expect … }`: tactics in order; order settles conflicts.'],
  ['expect', '`expect all_gather <= 259`: checked here and by `shardlens check`.'],
  [
    'include',
    '`include "common.tactics"` brings the tactics, mesh and device of another file, relative to this one; its schedules stay there.',
  ],
  [
    'auto',
    '`tactic NAME auto on AXIS, AXIS { … }`: a search finds actions over these axes, as long as they make the step faster, or let it fit.',
  ],
  ['on', 'The mesh axis that the tactic tiles along.'],
  [
    'at',
    '`at "layer_*/mlp" result 0` names what leaves a name scope in the forward pass, `at "layer_*/mlp" backward` in the backward pass; `at %57` names a value by its SSA name.',
  ],
  ['backward', '`at "layer_*/mlp" backward`: what leaves the scope in the backward pass, gradients among it.'],
  [
    'both',
    '`at "layer_*/mlp" both`: what leaves the scope in the forward pass, and what leaves it in the backward pass.',
  ],
  [
    'where',
    'Conditions on matched values: `rank`, `bytes`, `elements`, `dtype`, `dim(i)`, joined by `and`, `or`, `not`.',
  ],
  [
    'first_divisible',
    'Tiles, for each value on its own, the first dim of size above 1 whose local size divides by the axis.',
  ],
  ['largest_divisible', 'Tiles, for each value on its own, the largest dim whose local size divides by the axis.'],
  [
    'only',
    '`only 1`: along the axis that dim may be split, by propagation or a later tactic, and no other. Splits nothing by itself.',
  ],
  ['replicated', 'Keeps the value whole along the axis; propagation does not pass through it (PartIR: atomic).'],
])

/** Help for what `where` compares, and for what joins comparisons. */
export const conditionHelp: ReadonlyMap<string, string> = new Map([
  ['bytes', '`bytes >= 1 MiB`: size of the whole tensor.'],
  ['rank', '`rank == 2`: number of dims.'],
  ['elements', '`elements > 1000`: number of elements of the whole tensor.'],
  ['dtype', '`dtype == bf16`: element type.'],
  ['dim', '`dim(0) >= 1024`: size of a dim of the whole tensor; negative numbers count from the end.'],
  ['not', '`not rank == 1`: what does not fulfil the condition.'],
])

/** Help for the fields of a device that say where the mesh lies. */
export const layoutFieldHelp: ReadonlyMap<string, string> = new Map([
  ['topology', '`topology: 4x4x4`: shape of the torus, along x, y and z. Without it one is assumed from the mesh.'],
  [
    'axes',
    '`axes: { batch: x, model: y z }`: dims of the torus that each mesh axis lies on, major to minor; `node` and `network` on switched devices.',
  ],
  ['wrap', '`wrap: { z: off }`: whether the links of a dim close to a ring, where the rule of the device is wrong.'],
])

/** Help for the fields of an automatic tactic. */
export const automaticFieldHelp: ReadonlyMap<string, string> = new Map([
  ['memory', '`memory: 32 GiB`: limit that a result has to keep; without it that of the device.'],
  ['over', '`over: params.**`: what may be tiled; without it everything.'],
  ['evaluations', '`evaluations: 120`: states that are tried at most; 60 without it.'],
  ['seed', '`seed: 7`: tries candidates in another order; the same seed gives the same result.'],
])
