// What the extension host and the graph's page say to each other; both sides check what they receive by these schemas.
import * as v from 'valibot'
import { alternatives } from './costs'
import { collectivePlace, graphDetails, graphFound, graphState, graphStructure } from './graph'
import { panelCommands, panelState } from './panels'

const version = v.pipe(v.number(), v.integer(), v.minValue(0))
const text = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Host to graph. */
export const graphMessage = v.variant('kind', [
  v.object({ kind: v.literal('state'), version, state: panelState }),
  v.object({ kind: v.literal('structure'), version, structure: graphStructure }),
  /** What the tactics make of the structure with the same key; one of another key comes too late and is left. */
  v.object({ kind: v.literal('figures'), version, figures: graphState }),
  v.object({ kind: v.literal('details'), version, details: v.optional(graphDetails) }),
  /** What could be done instead of a collective. */
  v.object({ kind: v.literal('alternatives'), version, collective: collectivePlace, alternatives }),
  /** Why something was not written. */
  v.object({ kind: v.literal('refused'), version, message: text }),
  v.object({ kind: v.literal('found'), version, query: text, found: v.array(graphFound), more: count }),
  /** The text's selection is there: it is opened, centred and marked. */
  v.object({ kind: v.literal('select'), version, found: graphFound }),
])
export type GraphMessage = v.InferOutput<typeof graphMessage>

/** Graph to host. */
export const graphIntent = v.variant('kind', [
  v.object({ kind: v.literal('ready'), version }),
  /** What is to be open; absent lists: as the server opens it first. */
  v.object({ kind: v.literal('open'), version, open: v.optional(v.array(text)), apart: v.optional(v.array(text)) }),
  v.object({ kind: v.literal('setApplied'), version, applied: count }),
  v.object({ kind: v.literal('details'), version, id: text, tile: v.optional(text) }),
  v.object({ kind: v.literal('askAlternatives'), version, collective: collectivePlace }),
  v.object({ kind: v.literal('writeAlternative'), version, collective: collectivePlace, basis: text, title: text }),
  v.object({ kind: v.literal('find'), version, query: text }),
  v.object({
    kind: v.literal('reveal'),
    version,
    line: v.optional(count),
    tactic: v.optional(count),
    source: v.optional(text),
    /** The editor takes the focus; else the text is only shown beside. */
    isOpened: v.optional(v.boolean()),
  }),
  /** `data` is text, or base64 where `isBinary`. */
  v.object({ kind: v.literal('save'), version, name: text, data: text, isBinary: v.boolean() }),
  v.object({ kind: v.literal('log'), version, text }),
  v.object({ kind: v.literal('command'), version, command: v.picklist(panelCommands) }),
])
export type GraphIntent = v.InferOutput<typeof graphIntent>
