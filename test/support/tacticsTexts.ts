// Tactics files that tests share, and a tree without its spans.

/** Every construct of the language. */
export const wholeLanguage = `model "t32_train.mlir" // path relative to this file
mesh { batch: 16, model: 2 }
device tpu_v4 {
  memory: 16 GiB
  link: 45 GB/s, bf16: 275 TFLOP/s
  overlap: on
  topology: 4x4x2 // a slice
  axes: { batch: x y, model: z }
  wrap: { x: off, z: on }
}

tactic BP on batch {
  {tokens, targets}: 0
}
tactic Megatron on model {
  params.layer_*.attn.{q, k, v}: 1
  params.layer_*.mlp."block/linear".0: -1
  model.{mlp.up, 0..31, 7, "a b"}.w: 0 // an argument may be called model
}
tactic Z3 on model, batch {
  {params, opt_state}.** where bytes >= 1 MiB and not (rank < 2 or dim(-1) == 8): first_divisible
  result.** where dtype == bf16: largest_divisible
  params.**: replicated
}
tactic Values on model { at "layer_*/mlp" result 0: 1 }
tactic More on model {
  at "x"
    : 1
  at %57: 2
  at %58#1: 2
  at "y" backward: only 0
  at "x" both: only 0
  at "z" backward result 1: only -1
  gradient.params.w: 0
}
tactic Find auto on model, batch {
  memory: 32 GiB
  over: params.**
  evaluations: 400
  seed: 7
}

schedule default = BP, Megatron, Z3
schedule lean = BP, Find {
  expect all_reduce == 289
  expect executed.all_gather <= 259
  expect peak_memory < 28 GiB
  expect step_time < 900 ms
  expect mfu > 40%
}
include "common.tactics"
`

/** A tree with every span taken out. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => !/span$/i.test(key))
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutSpans(part)]))
}
