// What the graph's page asks -> answers from an analysis. The last structure is kept: its state and details follow at once.
import type { GraphDetails, GraphFound, GraphState, GraphStructure } from '../../protocol/graph'
import type { Program } from '../../sharding/program'
import type { Analysis, LoadedModel, ScheduleAnalysis } from '../analysis'
import { numberedSteps } from '../analysis'
import { simulatedOf } from '../explain'
import { describeDetails } from './details'
import { findByLine, findByName } from './find'
import { groupTreeOf } from './groupTree'
import type { StateRequest } from './state'
import { describeState } from './state'
import type { Drawn, ModelName, ViewRequest } from './structure'
import { drawStructure } from './structure'

export type GraphAsk =
  | { readonly kind: 'structure'; readonly view: ViewRequest }
  | { readonly kind: 'state'; readonly view: ViewRequest }
  | { readonly kind: 'details'; readonly view: ViewRequest; readonly id: string; readonly tile?: string | undefined }
  | { readonly kind: 'find'; readonly query: string }
  | { readonly kind: 'locate'; readonly line: number }

export type GraphReply =
  | { readonly kind: 'structure'; readonly structure: GraphStructure }
  | { readonly kind: 'state'; readonly state: GraphState }
  | { readonly kind: 'details'; readonly details: GraphDetails | undefined }
  | { readonly kind: 'found'; readonly found: readonly GraphFound[]; readonly more: number }
  /** No schedule was analysed in full. */
  | { readonly kind: 'none' }

const lastDrawn = new WeakMap<Program, { readonly asked: string; readonly drawn: Drawn }>()

function draw(program: Program, name: ModelName, view: ViewRequest): Drawn {
  const asked = JSON.stringify([name, view.open, view.apart])
  const known = lastDrawn.get(program)
  if (known?.asked === asked) return known.drawn
  const drawn = drawStructure(program, name, view)
  lastDrawn.set(program, { asked, drawn })
  return drawn
}

/** Structure and what is found need no analysis: only the model. */
export function answerOfModel({ program }: LoadedModel, name: ModelName, ask: GraphAsk): GraphReply | undefined {
  switch (ask.kind) {
    case 'structure':
      return { kind: 'structure', structure: draw(program, name, ask.view).structure }
    case 'find':
      return { kind: 'found', ...findByName(groupTreeOf(program), ask.query) }
    case 'locate':
      return { kind: 'found', ...findByLine(groupTreeOf(program), ask.line) }
    case 'state':
    case 'details':
      return undefined
  }
}

/** Every answer: those above, and what the tactics make of the structure. */
export function answerGraph(analysis: Analysis, name: ModelName, ask: GraphAsk): GraphReply {
  const ofModel = answerOfModel(analysis.model, name, ask)
  if (ofModel !== undefined) return ofModel
  if (ask.kind !== 'state' && ask.kind !== 'details') return { kind: 'none' }
  const schedule = analysis.schedules.find(({ shown }) => shown !== undefined)
  const request = schedule && requestOf(analysis, schedule)
  if (request === undefined) return { kind: 'none' }
  const drawn = draw(analysis.model.program, name, ask.view)
  if (ask.kind === 'state') return { kind: 'state', state: describeState(drawn, request) }
  const { evaluation } = request
  const simulated = simulatedOf(evaluation, analysis)
  return { kind: 'details', details: describeDetails(drawn, { ...request, id: ask.id, tile: ask.tile, simulated }) }
}

function requestOf({ device, mesh }: Analysis, schedule: ScheduleAnalysis): StateRequest | undefined {
  const { shown: evaluation, steps, name, applied } = schedule
  if (evaluation === undefined) return undefined
  const numbered = numberedSteps(steps)
  const before = numberedSteps(steps.slice(0, applied)).length
  const isIdle = steps[applied - 1]?.isIdle ?? true
  return {
    evaluation,
    device,
    schedule: name,
    applied,
    last: isIdle ? -1 : before - 1,
    tactics: steps.map(({ tactic }) => {
      const axis = mesh.axes.findIndex((one) => one.name === tactic.axes[0]?.text)
      return { name: tactic.name.text, ...(axis < 0 ? {} : { axis }) }
    }),
    names: numbered.map(({ tactic }) => tactic.name.text),
    indices: numbered.map((step) => steps.indexOf(step)),
  }
}
