// What the extension host and its webviews say to each other. Both sides check what they receive by these schemas; every message
// has a version, and one that is older than what is known already is dropped.
import * as v from 'valibot'
import { alternatives, changes, costsReport, scheduleDifference, sweepResult } from './costs'

/** Rises with every change of what is shown; an intent names the version that it was made on. */
const version = v.pipe(v.number(), v.integer(), v.minValue(0))
const text = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Why there are no fresh figures, or that there are. */
export const panelState = v.variant('kind', [
  /** No tactics file is in front, and none was. */
  v.object({ kind: v.literal('empty') }),
  v.object({ kind: v.literal('fresh'), milliseconds: v.number() }),
  /** Figures shown are older than the text. */
  v.object({ kind: v.literal('computing'), since: v.number(), stage: v.optional(text) }),
  v.object({ kind: v.literal('stopped') }),
  /** No figures at all: the first problem says why. */
  v.object({ kind: v.literal('error'), message: text, file: v.optional(text), line: v.optional(count) }),
  /** The model or tactics file that was shown does not exist any more. */
  v.object({ kind: v.literal('gone'), message: text }),
])
export type PanelState = v.InferOutput<typeof panelState>

/** Host to cost panel. */
export const costsMessage = v.variant('kind', [
  v.object({ kind: v.literal('state'), version, state: panelState }),
  v.object({ kind: v.literal('report'), version, report: costsReport }),
  /** Of another schedule, to be kept until it is chosen; of no use once a report has another basis. */
  v.object({ kind: v.literal('ahead'), version, report: costsReport }),
  /** The report with that key is shown from now on: the page has kept it. */
  v.object({ kind: v.literal('switch'), version, key: text }),
  v.object({ kind: v.literal('sweepProgress'), version, done: count, total: count }),
  v.object({ kind: v.literal('sweep'), version, result: v.optional(sweepResult), message: v.optional(text) }),
  v.object({ kind: v.literal('difference'), version, difference: v.optional(scheduleDifference) }),
  v.object({ kind: v.literal('alternatives'), version, alternatives }),
  /** What others are compared with, once it is known or another one; absent: nothing is pinned any more. */
  v.object({ kind: v.literal('pinned'), version, report: v.optional(costsReport) }),
  /** A what-if question that has no answer, and why. */
  v.object({ kind: v.literal('refused'), version, message: text }),
])
export type CostsMessage = v.InferOutput<typeof costsMessage>

export const panelCommands = [
  'newTacticsFile',
  'createExample',
  'showGraph',
  'showCosts',
  'stopAnalysis',
  'showOutput',
  'showProblems',
] as const
export type PanelCommand = (typeof panelCommands)[number]

const reveal = v.object({
  kind: v.literal('reveal'),
  version,
  line: v.optional(count),
  tactic: v.optional(count),
  source: v.optional(text),
  /** The text takes the focus. */
  isOpened: v.optional(v.boolean()),
})

/** Cost panel to host. */
export const costsIntent = v.variant('kind', [
  v.object({ kind: v.literal('ready'), version }),
  v.object({ kind: v.literal('setSchedule'), version, name: text }),
  /** How many tactics of the active schedule are to count. */
  v.object({ kind: v.literal('setApplied'), version, applied: count }),
  reveal,
  /** Absent changes: back to the file. */
  v.object({ kind: v.literal('whatIf'), version, changes: v.optional(changes) }),
  v.object({ kind: v.literal('writeChanges'), version, changes }),
  /** The report with that key is what others are compared with from now on; absent: none is. */
  v.object({ kind: v.literal('pin'), version, key: v.optional(text) }),
  /** What could be done instead of the schedule that is shown; one of that is written. */
  v.object({ kind: v.literal('askAlternatives'), version }),
  v.object({ kind: v.literal('writeAlternative'), version, basis: text, title: text }),
  v.object({ kind: v.literal('sweep'), version, devices: count }),
  v.object({ kind: v.literal('cancelSweep'), version }),
  v.object({ kind: v.literal('compare'), version, from: text, to: text }),
  v.object({ kind: v.literal('copy'), version, text }),
  /** `data` is text, or base64 where `isBinary`. */
  v.object({ kind: v.literal('save'), version, name: text, data: text, isBinary: v.boolean() }),
  /** Something for the output channel. */
  v.object({ kind: v.literal('log'), version, text }),
  v.object({ kind: v.literal('command'), version, command: v.picklist(panelCommands) }),
])
export type CostsIntent = v.InferOutput<typeof costsIntent>

/** What went wrong with a message, in one line; undefined when nothing did. */
export function describeMismatch(schema: v.GenericSchema, message: unknown): string | undefined {
  const result = v.safeParse(schema, message, { abortEarly: true })
  const [issue] = result.issues ?? []
  return issue === undefined ? undefined : `${v.getDotPath(issue) ?? 'message'}: ${issue.message}`
}
