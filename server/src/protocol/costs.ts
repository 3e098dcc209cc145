// What the cost panel shows: one schedule after one of its tactics, as plain data. The schemas are the format; types follow from them.
import * as v from 'valibot'

const amount = v.pipe(v.number(), v.finite())
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(schema)

/** Kinds of memory in the order in which they are stacked: what persists first. */
export const memoryFamilies = [
  'parameter',
  'optimizer',
  'gradient',
  'activation',
  'collective',
  'constant',
  'other',
] as const
export type MemoryFamily = (typeof memoryFamilies)[number]

/** Kinds of collectives that cost something, in the order of their colours. */
export const costlyKinds = ['all_reduce', 'all_gather', 'reduce_scatter', 'all_to_all', 'collective_permute'] as const
export type CostlyKind = (typeof costlyKinds)[number]

export const phases = ['none', 'forward', 'backward', 'update'] as const

/** Indices of mesh axes that split each dim, major to minor. */
const sharding = v.array(v.array(count))

/** Where a row goes: a line of the model from 1, a tactic by index, a line of Python or of a tactics file as `file:line`. */
const place = v.object({
  line: optional(count),
  tactic: optional(count),
  source: optional(v.string()),
})
export type Place = v.InferOutput<typeof place>

/** How a figure comes about; the texts are made by the server, so that panel, hovers and command line say the same. */
const explanation = v.object({
  title: v.string(),
  /** The value as text, with its unit. */
  value: v.string(),
  formula: v.string(),
  substituted: v.string(),
  terms: v.array(v.object({ name: v.string(), symbol: v.string(), value: v.string(), source: v.string() })),
  regime: optional(v.string()),
  source: v.string(),
  assumptions: v.array(v.string()),
})
export type PanelExplanation = v.InferOutput<typeof explanation>

/** The cost of one state. Seconds of a step, bytes of one device. */
const state = v.object({
  peakMemory: amount,
  /** By index in `memoryFamilies`, at the peak; adds up to `peakMemory`. */
  memoryByFamily: v.array(amount),
  stepTime: amount,
  computeTime: amount,
  communicationTime: amount,
  /** By index in `costlyKinds`: what compute waits for. */
  exposedByKind: v.array(amount),
  /** By index in `costlyKinds`: what runs beside compute. */
  hiddenByKind: v.array(amount),
  /** By index in `costlyKinds`. */
  counts: v.array(count),
  /** 0 to 1. */
  mfu: amount,
  flops: amount,
  conflicts: count,
})
export type CostState = v.InferOutput<typeof state>

const tactic = v.object({
  name: v.string(),
  /** Index of its mesh axis; absent for the model's own shardings, and for an axis that does not exist. */
  axis: optional(count),
  matched: count,
  changed: count,
  refused: count,
  isIdle: v.boolean(),
  /** Automatic, and its search has no answer for this question: what follows is without it. */
  isOpen: optional(v.boolean()),
  /** Everything as it is after this tactic. */
  state,
})
export type CostTactic = v.InferOutput<typeof tactic>

/**
 * Memory over program order, in buckets of equal numbers of steps: a bucket holds the most of its steps. Loops are walked once.
 * `byFamily` has `buckets` entries for each family in turn.
 */
const timeline = v.object({
  steps: count,
  buckets: count,
  byFamily: v.array(amount),
  /** The most of the same stretches of the program before the last tactic shown; empty when there is none. */
  before: v.array(amount),
  peakStep: count,
  /** First step of each run of one phase. */
  phases: v.array(v.object({ phase: v.picklist(phases), from: count })),
  /** The step of each bucket that holds its most: what is shown of the bucket is as it is there. */
  at: v.array(count),
  /** Names of buffers with the numbers of layers left out: `params.layer_*.attn.q`. */
  groups: v.array(v.string()),
  /**
   * Largest first: of each bucket the largest few, so what is left out is in no list but in `byFamily`. Alive at a step are those
   * with `since` <= step <= `until`.
   */
  buffers: v.array(
    v.object({
      name: v.string(),
      /** Index in `groups`. */
      group: count,
      family: count,
      bytes: amount,
      sharding,
      since: count,
      until: count,
      place,
    }),
  ),
  /** What the step `at` of each bucket does, as an index in `labels`. */
  operations: v.array(count),
  labels: v.array(v.object({ text: v.string(), line: optional(count) })),
})
export type CostTimeline = v.InferOutput<typeof timeline>

const collective = v.object({
  kind: v.picklist(costlyKinds),
  axes: v.array(count),
  /** How many of the program it stands for: equal ones of layers are one row, which goes to the first of them. */
  members: count,
  /** Executions of all that the row stands for. */
  count,
  /** Of the full local array, over all executions. */
  bytes: amount,
  /** Over all executions. */
  seconds: amount,
  exposed: amount,
  isCritical: v.boolean(),
  phase: v.picklist(phases),
  reason: v.string(),
  /** Value that is moved or combined: an argument path, or scope and operation. */
  value: v.string(),
  type: v.string(),
  scope: v.string(),
  /** Index in `explanations`. */
  explanation: count,
  place,
})
export type CostCollective = v.InferOutput<typeof collective>

export const tensorKinds = ['argument', 'result', 'value'] as const

const tensor = v.object({
  kind: v.picklist(tensorKinds),
  /** `params.layer_*.attn.q` where equal ones of layers are one row, which goes to the first of them. */
  path: v.string(),
  /** How many it stands for. */
  members: count,
  type: v.string(),
  localType: v.string(),
  sharding,
  /** Of one. */
  bytes: amount,
  /** Of one, on one device. */
  localBytes: amount,
  /** Indices of mesh axes along which every device has the same. */
  whole: v.array(count),
  /** So large that being whole on an axis deserves a warning. */
  isLarge: v.boolean(),
  /** What split it: `BP tokens: 0`; empty for nothing. */
  decidedBy: v.string(),
  place,
})
export type CostTensor = v.InferOutput<typeof tensor>

const scheduleSummary = v.object({
  name: v.string(),
  tactics: v.array(v.string()),
  /** After its last tactic. */
  state,
  overMemory: amount,
})
export type ScheduleSummary = v.InferOutput<typeof scheduleSummary>

const problem = v.object({
  severity: v.picklist(['error', 'warning', 'information', 'hint']),
  code: v.string(),
  message: v.string(),
  /** File and line from 1, to be shown; `place` is where it goes. */
  file: v.string(),
  line: count,
  place,
})
export type CostProblem = v.InferOutput<typeof problem>

export const costsReport = v.object({
  /** Reports of the same text, model and settings share it: they differ in the schedule and in how many of its tactics count. */
  basis: v.string(),
  /** Name of the tactics file and of the model, to be shown. */
  file: v.string(),
  model: v.object({ name: v.string(), operations: count }),
  mesh: v.array(v.object({ name: v.string(), size: count })),
  device: v.object({
    name: v.string(),
    memory: amount,
    peak: v.string(),
    overlap: v.boolean(),
    /** How the devices are linked, as a device block writes it: `4x8`. Absent where links are no torus. */
    topology: optional(v.object({ shape: v.string(), isAssumed: v.boolean() })),
  }),
  /** Names of the devices that can stand in. */
  devices: v.array(v.string()),
  /** Differs from the file: a question that is only thought of. */
  isWhatIf: v.boolean(),
  /** The text is what is on disk: what later states are compared with. */
  isSaved: optional(v.boolean()),
  schedule: v.string(),
  schedules: v.array(scheduleSummary),
  tactics: v.array(tactic),
  /** Before the first tactic. */
  initial: state,
  /** How many of the tactics count in what follows. */
  applied: count,
  /** An `expect` on peak memory: its limit in bytes. */
  expectedMemory: optional(amount),
  expectations: v.array(v.object({ text: v.string(), holds: v.boolean() })),
  /** By the figure's name: peakMemory, stepTime, computeTime, communicationTime, exposedCommunication, mfu, flops. */
  headline: v.record(v.string(), explanation),
  timeline,
  collectives: v.array(collective),
  explanations: v.array(explanation),
  tensors: v.array(tensor),
  /** How many rows the tables leave out. */
  more: v.object({ collectives: count, tensors: count, problems: count }),
  /** What is taken for granted, and operations that are not understood: figures are bounds then. */
  assumptions: v.array(v.string()),
  notUnderstood: count,
  problems: v.array(problem),
  /** Of the analysis. */
  milliseconds: amount,
})
export type CostsReport = v.InferOutput<typeof costsReport>

/** What is other than in the file. Sizes by axis name. */
export const changes = v.object({
  mesh: optional(v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(1)))),
  device: optional(v.string()),
  /** As the `topology` line of a device block is written. */
  topology: optional(v.string()),
})
export type Changes = v.InferOutput<typeof changes>

/** What could be written instead of a schedule as it is, and what it comes to after all of its tactics; the best first. */
export const alternatives = v.object({
  /** Of the report that they belong to. */
  basis: v.string(),
  schedule: v.string(),
  /** As it is. */
  peakMemory: amount,
  stepTime: amount,
  items: v.array(v.object({ title: v.string(), peakMemory: amount, stepTime: amount, fits: v.boolean() })),
  /** Nothing was tried: each would take seconds. */
  isTooLarge: v.boolean(),
})
export type Alternatives = v.InferOutput<typeof alternatives>

/** One schedule on one mesh. */
const sweepPoint = v.object({
  schedule: v.string(),
  mesh: v.array(count),
  peakMemory: amount,
  stepTime: amount,
  fits: v.boolean(),
  isComplete: v.boolean(),
  isPareto: v.boolean(),
})
export type SweepPoint = v.InferOutput<typeof sweepPoint>

export const sweepResult = v.object({
  devices: count,
  device: v.string(),
  memory: amount,
  points: v.array(sweepPoint),
  milliseconds: amount,
})
export type SweepResult = v.InferOutput<typeof sweepResult>

/** What differs between two schedules: rows that both have with other shardings, and collectives that one has more of. */
export const scheduleDifference = v.object({
  from: v.string(),
  to: v.string(),
  tensors: v.array(
    v.object({
      path: v.string(),
      from: sharding,
      to: sharding,
      /** On one device, of all that the row stands for. */
      fromBytes: amount,
      toBytes: amount,
      place,
    }),
  ),
  collectives: v.array(
    v.object({
      kind: v.picklist(costlyKinds),
      axes: v.array(count),
      from: count,
      to: count,
      fromSeconds: amount,
      toSeconds: amount,
    }),
  ),
  more: count,
})
export type ScheduleDifference = v.InferOutput<typeof scheduleDifference>
