// All that the graph's view is a function of: what the host has sent, and what the person has opened, chosen and marked.
import type { Alternatives } from '../../../../server/src/protocol/costs'
import type {
  CollectivePlace,
  GraphDetails,
  GraphFound,
  GraphState,
  GraphStructure,
} from '../../../../server/src/protocol/graph'
import type { GraphMessage } from '../../../../server/src/protocol/graphMessages'
import type { PanelState } from '../../../../server/src/protocol/panels'
import type { Coloring, SizeFigure } from './draw/scene'
import { colorings, sizeFigures } from './draw/scene'

/** Where the picture is looked at: scale and the translation of its corner, in pixels. */
export interface Viewport {
  readonly scale: number
  readonly x: number
  readonly y: number
}

export type Focus =
  | { readonly kind: 'neighbours'; readonly id: string }
  /** From one node; where to is chosen next. */
  | { readonly kind: 'path'; readonly from: string; readonly to: string | undefined }

export interface GraphModel {
  readonly state: PanelState
  readonly structure: GraphStructure | undefined
  /** Of a structure of the same key. */
  readonly figures: GraphState | undefined
  readonly details: GraphDetails | undefined
  /** What was asked for last has no details: it is not there, or nothing is known of the program any more. */
  readonly isUnknown: boolean
  /** What could be done instead of one of its collectives. */
  readonly instead: { readonly collective: CollectivePlace; readonly alternatives: Alternatives } | undefined
  /** Why it was not written. */
  readonly refusal: string | undefined
  readonly selected: string | undefined
  readonly selectedTile: string | undefined
  readonly focus: Focus | undefined
  readonly query: string
  readonly found: { readonly query: string; readonly list: readonly GraphFound[]; readonly more: number } | undefined
  /** Which of what was found is marked in the list. */
  readonly marked: number
  readonly isPlaying: boolean
  /** A layout is under way: levels done of all; undefined when none is. */
  readonly layout: { readonly done: number; readonly total: number; readonly since: number } | undefined
  /** Why there is no layout. */
  readonly failure: string | undefined
  readonly coloring: Coloring
  readonly size: SizeFigure
  readonly hasCard: boolean
  /** What is to be open has been asked for, and no answer has come yet. */
  readonly isAsked: boolean
  /** What is asked to be open, as far as it is known. */
  readonly open: readonly string[] | undefined
  readonly apart: readonly string[]
  readonly viewport: Viewport | undefined
  /** To be shown and centred as soon as it is there. */
  readonly wanted: string | undefined
}

export type SavedGraph = Pick<GraphModel, 'coloring' | 'size' | 'open' | 'apart' | 'viewport' | 'selected' | 'hasCard'>

export const startGraphModel = (saved: SavedGraph): GraphModel => ({
  state: { kind: 'empty' },
  structure: undefined,
  figures: undefined,
  details: undefined,
  isUnknown: false,
  instead: undefined,
  refusal: undefined,
  selectedTile: undefined,
  focus: undefined,
  query: '',
  found: undefined,
  marked: 0,
  isPlaying: false,
  layout: undefined,
  failure: undefined,
  wanted: undefined,
  isAsked: false,
  ...saved,
})

export const toSavedGraph = ({ coloring, size, open, apart, viewport, selected, hasCard }: GraphModel): SavedGraph => ({
  coloring,
  size,
  open,
  apart,
  viewport,
  selected,
  hasCard,
})

/** What an earlier page has saved, as far as it is well formed. */
export function readSavedGraph(saved: unknown): SavedGraph {
  const fields = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<Record<string, unknown>> // fields are checked
  const texts = (value: unknown): readonly string[] | undefined =>
    Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
  return {
    coloring: colorings.find((one) => one === fields['coloring']) ?? 'sharding',
    size: sizeFigures.find((one) => one === fields['size']) ?? 'time',
    open: texts(fields['open']),
    apart: texts(fields['apart']) ?? [],
    viewport: readViewport(fields['viewport']),
    selected: typeof fields['selected'] === 'string' ? fields['selected'] : undefined,
    hasCard: fields['hasCard'] !== false,
  }
}

function readViewport(value: unknown): Viewport | undefined {
  const { scale, x, y } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<string, unknown>> // fields are checked
  const isNumber = (one: unknown): one is number => typeof one === 'number' && Number.isFinite(one)
  return isNumber(scale) && isNumber(x) && isNumber(y) && scale > 0 ? { scale, x, y } : undefined
}

/** What the canvas shows is not yet, or not any more, what is asked for. */
export const isBusy = ({ isAsked, layout }: GraphModel): boolean => isAsked || layout !== undefined

/** The model after a message. Figures of another structure come too late or too early: those of this one follow. */
export function receiveGraph(model: GraphModel, message: GraphMessage): GraphModel {
  switch (message.kind) {
    case 'state':
      // Each answer ends with one, also when what it shows is what was there before.
      return { ...model, state: message.state, isAsked: model.isAsked && message.state.kind === 'computing' }
    case 'structure':
      return receiveStructure(model, message.structure)
    case 'figures':
      // Alternatives are to what was there before.
      return message.figures.key === model.structure?.key
        ? { ...model, figures: message.figures, instead: undefined, refusal: undefined }
        : model
    case 'details':
      return { ...model, details: message.details, isUnknown: message.details === undefined }
    case 'alternatives':
      return { ...model, instead: message, refusal: undefined }
    case 'refused':
      return { ...model, refusal: message.message }
    case 'found': {
      const { query, found, more } = message
      return query === model.query ? { ...model, found: { query, list: found, more }, marked: 0 } : model
    }
    case 'select':
      return reveal(model, message.found)
  }
}

function receiveStructure(model: GraphModel, structure: GraphStructure): GraphModel {
  const figures = model.figures?.key === structure.key ? model.figures : undefined
  return {
    ...model,
    structure,
    figures,
    open: structure.open,
    apart: structure.apart,
    failure: undefined,
    isAsked: false,
    // Collectives are named by where they lie in a structure.
    selectedTile: structure.key === model.structure?.key ? model.selectedTile : undefined,
  }
}

/** What has to be open for it is asked for; the node is marked when it is there. */
export function reveal(model: GraphModel, { id, open }: GraphFound): GraphModel {
  const known = model.open ?? []
  const more = open.filter((one) => !known.includes(one))
  return {
    ...model,
    open: more.length === 0 ? known : [...known, ...more],
    isAsked: model.isAsked || more.length > 0,
    wanted: id,
    selected: id,
    selectedTile: undefined,
    isUnknown: false,
  }
}

/** A group opened or closed; what is open inside of it stays as it is for the next time. */
export function toggleGroup(model: GraphModel, id: string): GraphModel {
  const open = model.open ?? []
  return { ...model, open: open.includes(id) ? open.filter((one) => one !== id) : [...open, id] }
}

/** Members of a stack apart, or folded again. */
export function toggleApart(model: GraphModel, id: string): GraphModel {
  const { apart } = model
  return { ...model, apart: apart.includes(id) ? apart.filter((one) => one !== id) : [...apart, id] }
}
