// Hand-written strategies for the models in ../shared/models: what a search has to be as good as.
import type { TestAction, TestTactic } from '../support/schedules'

export interface ExpertCase {
  /** File in the models' folder. */
  readonly model: string
  readonly mesh: Readonly<Record<string, number>>
  /** GiB of one device; no limit when left out. */
  readonly memory?: number
  /** Inputs by path: their leading dim is the batch. */
  readonly batch: RegExp
  /** Tensor parallelism on `model`: dims by path. */
  readonly tensor?: readonly (readonly [path: RegExp, dim: number])[]
  /** Optimizer state by path, and parameters, where there are any to split. */
  readonly state?: RegExp
  readonly parameters?: RegExp
}

const gated = [
  [/^params\.layer_\d+\.attn\.[qkv]$/, 1],
  [/^params\.layer_\d+\.attn\.o$/, 0],
  [/^params\.layer_\d+\.mlp\.(gate|up)$/, 1],
  [/^params\.layer_\d+\.mlp\.down$/, 0],
] as const
const fused = [
  [/^params\.layer_\d+\.attn\.qkv$/, 2],
  [/^params\.layer_\d+\.attn\.o$/, 0],
  [/^params\.layer_\d+\.mlp\.up$/, 1],
  [/^params\.layer_\d+\.mlp\.up_bias$/, 0],
  [/^params\.layer_\d+\.mlp\.down$/, 0],
] as const
const stacked = [
  [/^params\.layers\.attn\.[qkv]$/, 2],
  [/^params\.layers\.attn\.o$/, 1],
  [/^params\.layers\.mlp\.(gate|up)$/, 2],
  [/^params\.layers\.mlp\.down$/, 1],
] as const
const experts = [
  [/^params\.layer_\d+\.attn\.[qkv]$/, 1],
  [/^params\.layer_\d+\.attn\.o$/, 0],
  [/^params\.layer_\d+\.moe\.(gate|up|down)$/, 0],
] as const

const training = { batch: /^(tokens|targets)$/, state: /^opt_state\./, parameters: /^params\./ } as const
const flax = { state: /^state\.opt_state\./, parameters: /^state\.params\./ } as const

export const expertCases: readonly ExpertCase[] = [
  { model: 't32_fused_train', mesh: { batch: 16, model: 2 }, tensor: fused, ...training },
  { model: 't32_fused_train', mesh: { batch: 16, model: 4 }, memory: 32, tensor: fused, ...training },
  { model: 't32_train', mesh: { batch: 16, model: 2 }, tensor: gated, ...training },
  { model: 't32_scan_train', mesh: { batch: 16, model: 4 }, memory: 32, tensor: stacked, ...training },
  { model: 't4_train', mesh: { batch: 4, model: 2 }, tensor: gated, ...training },
  { model: 't2_train', mesh: { batch: 4, model: 2 }, tensor: gated, ...training },
  { model: 't2_fused_train', mesh: { batch: 4, model: 2 }, tensor: fused, ...training },
  { model: 't2_scan_train', mesh: { batch: 4, model: 2 }, tensor: stacked, ...training },
  { model: 't2_bf16_remat_train', mesh: { batch: 4, model: 2 }, tensor: gated, ...training },
  { model: 'moe2_train', mesh: { batch: 4, model: 2 }, tensor: experts, ...training },
  { model: 'moe_long_forward', mesh: { batch: 8, model: 4 }, memory: 32, tensor: experts, batch: /^(tokens|targets)$/ },
  { model: 'gpt2_flax_train', mesh: { batch: 16, model: 2 }, batch: /^batch\./, ...flax },
  {
    model: 'gns_train',
    mesh: { batch: 16, model: 2 },
    batch: /^graph\.(edges|senders|receivers)$/,
    state: /^opt_state\./,
    parameters: /^params\./,
  },
  {
    model: 'unet_train',
    mesh: { batch: 16, model: 2 },
    batch: /^(image|noise|time)$/,
    state: /^opt_state\./,
    parameters: /^params\./,
  },
  {
    model: 'it32_decode',
    mesh: { batch: 16, model: 2 },
    batch: /^(token|cache\..*)$/,
    tensor: [[/^params\.layer_\d+\.attn\.q$/, 1], ...gated.slice(1)],
  },
  { model: 'mlp_train', mesh: { batch: 4, model: 2 }, batch: /^[xy]$/ },
]

export interface HandSchedule {
  readonly name: string
  readonly tactics: readonly TestTactic[]
}

/** Batch on one axis or on both, with and without tensor parallelism, ZeRO-2 and ZeRO-3 on the axes of the batch. */
export function handSchedules({ batch, tensor, state, parameters }: ExpertCase): HandSchedule[] {
  const data = (axis: string): TestTactic => ({ axis, actions: [{ matches: (path) => batch.test(path), value: 0 }] })
  const bases: { name: string; tactics: TestTactic[]; axes: string[] }[] = [
    { name: 'BP', tactics: [data('batch')], axes: ['batch'] },
    { name: 'BP on both', tactics: [data('batch'), data('model')], axes: ['batch', 'model'] },
  ]
  if (tensor !== undefined) {
    const actions = tensor.map(([path, value]): TestAction => ({ matches: (name) => path.test(name), value }))
    bases.push({ name: 'BP+MP', tactics: [data('batch'), { axis: 'model', actions }], axes: ['batch'] })
  }
  if (state === undefined || parameters === undefined) return bases
  const isState = (path: string): boolean => state.test(path)
  const isParameter = (path: string): boolean => parameters.test(path)
  const whole: TestAction = { matches: isParameter, value: 'replicated' }
  const split: TestAction = { matches: isState, value: 'first_divisible' }
  const all: TestAction = { matches: (path) => isState(path) || isParameter(path), value: 'first_divisible' }
  return bases.flatMap(({ name, tactics, axes }) => [
    { name, tactics },
    { name: `${name}+Z2`, tactics: [...tactics, ...axes.map((axis) => ({ axis, actions: [whole, split] }))] },
    { name: `${name}+Z3`, tactics: [...tactics, ...axes.map((axis) => ({ axis, actions: [all] }))] },
  ])
}
