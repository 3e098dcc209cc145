// What the graph panel shows: a program as nested groups (structure), and what a schedule makes of it (state), as plain data.
import * as v from 'valibot'
import { costlyKinds, phases } from './costs'

const amount = v.pipe(v.number(), v.finite())
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const text = v.string()

export const graphNodeKinds = [
  /** Forward, backward, update. */
  'phase',
  /** A part of a name scope. */
  'scope',
  /** A function where it is called. */
  'call',
  'loop',
  /** One region of a case, an if, or a loop's condition. */
  'branch',
  /** The update of one parameter. */
  'parameter',
  /** Operations between two large ones, joined by their values. */
  'chain',
  /** A piece of a level too long to be shown. */
  'part',
  'operation',
  /** Arguments that a node reads. */
  'argument',
  /** Results of the program that a node makes. */
  'result',
] as const
export type GraphNodeKind = (typeof graphNodeKinds)[number]

const graphNode = v.object({
  /** Stays the same while the model does, whatever is open and whatever tactics say. */
  id: text,
  /** Index of the open group that holds it; parents come before what they hold. */
  parent: v.optional(count),
  kind: v.picklist(graphNodeKinds),
  label: text,
  /** The operation, or what a group is made of, in a few words. */
  detail: text,
  phase: v.picklist(phases),
  /** How many equal ones it stands for: layers, times what is folded around it. */
  count,
  /** Of one of them. Arguments and results: how many. */
  operations: count,
  isOpen: v.boolean(),
  canOpen: v.boolean(),
  /** It is equal groups, folded. */
  isStack: v.boolean(),
  /** The stack that it was taken from. */
  stack: v.optional(text),
  /** Has products on the matrix units. */
  isMatrix: v.boolean(),
  /** Line of the model, from 1. */
  line: v.optional(count),
})
export type GraphNode = v.InferOutput<typeof graphNode>

/** Indices of nodes that are not open; values flow from `from` to `to`. */
const graphEdge = v.object({
  from: count,
  to: count,
  /** How many values. */
  values: count,
  /** Made by the forward pass and read by the backward pass. */
  isKept: v.boolean(),
  /** Index of the open stack from one member of which to the next it leads. */
  carried: v.optional(count),
})
export type GraphEdge = v.InferOutput<typeof graphEdge>

export const graphStructure = v.object({
  /** Names the model and what is open: a state belongs to the structure of the same key. */
  key: text,
  model: text,
  operations: count,
  /** Groups that are open, and stacks whose members stand apart. */
  open: v.array(text),
  apart: v.array(text),
  nodes: v.array(graphNode),
  edges: v.array(graphEdge),
  /** Opening all of it would show more than can be laid out. */
  isLimited: v.boolean(),
})
export type GraphStructure = v.InferOutput<typeof graphStructure>

/** Axes of the mesh by dim, major to minor. */
const sharding = v.array(v.array(count))

const nodeState = v.object({
  /** Over all that the node stands for: a step's kernels, and communication that compute waits for. */
  seconds: amount,
  exposed: amount,
  communication: amount,
  flops: amount,
  /** Read and written by kernels. */
  bytes: amount,
  /** Alive at the peak of memory. */
  memory: amount,
  conflicts: count,
  /** Split by the last tactic that counts. */
  isNew: v.boolean(),
  /** Its main result: how it is split, and what a device holds of it. */
  sharding: v.optional(sharding),
  localBytes: v.optional(amount),
  /** Axes on which a large value is whole: worth a warning. */
  whole: v.array(count),
})
export type GraphNodeState = v.InferOutput<typeof nodeState>

const edgeState = v.object({
  /** Axes that tile the largest value, major to minor. */
  axes: v.array(count),
  /** Not all values of the edge are tiled like that. */
  isMixed: v.boolean(),
  /** Of one device, over all values. */
  bytes: amount,
  isNew: v.boolean(),
})
export type GraphEdgeState = v.InferOutput<typeof edgeState>

export const tilePlaces = ['inside', 'after', 'edge'] as const

/** Collectives of one kind over the same axes at one place. */
const tile = v.object({
  id: text,
  place: v.picklist(tilePlaces),
  /** Node that they are inside of or right behind, or edge on which they lie. */
  index: count,
  kind: v.picklist(costlyKinds),
  axes: v.array(count),
  /** As written in the local program, and over all executions. */
  written: count,
  count,
  bytes: amount,
  seconds: amount,
  exposed: amount,
  /** Brought about by the last tactic that counts. */
  isNew: v.boolean(),
})
export type GraphTile = v.InferOutput<typeof tile>

export const graphState = v.object({
  /** Of the structure that it belongs to. */
  key: text,
  schedule: text,
  tactics: v.array(v.object({ name: text, axis: v.optional(count) })),
  /** How many of the tactics count. */
  applied: count,
  mesh: v.array(v.object({ name: text, size: count })),
  device: text,
  stepTime: amount,
  peakMemory: amount,
  nodes: v.array(nodeState),
  edges: v.array(edgeState),
  tiles: v.array(tile),
})
export type GraphState = v.InferOutput<typeof graphState>

const place = v.object({ line: v.optional(count), tactic: v.optional(count), source: v.optional(text) })
export type GraphPlace = v.InferOutput<typeof place>

const reason = v.object({
  kind: v.picklist(['tactic', 'operation', 'collective']),
  axis: v.optional(count),
  title: text,
  detail: text,
  text,
  place: v.optional(place),
})
export type GraphReason = v.InferOutput<typeof reason>

/** Names a collective beyond its report: the line of its operation in the model from 1, its kind, its axes. */
export const collectivePlace = v.object({ line: count, kind: v.picklist(costlyKinds), axes: v.array(count) })
export type CollectivePlace = v.InferOutput<typeof collectivePlace>

/** The side card of one node or tile. */
export const graphDetails = v.object({
  id: text,
  tile: v.optional(text),
  collective: v.optional(v.picklist(costlyKinds)),
  /** Of a collective whose operation has a line: what alternatives to it are asked for by. */
  at: v.optional(collectivePlace),
  title: text,
  of: text,
  subtitle: text,
  place: v.optional(place),
  rows: v.array(
    v.object({ name: text, value: text, axes: v.optional(v.array(count)), sharding: v.optional(sharding) }),
  ),
  why: v.array(reason),
  /** A collective: how its value is split before and after, and the axes along which it was partial. */
  change: v.optional(v.object({ dims: v.array(amount), before: sharding, after: sharding, partial: v.array(count) })),
  time: v.optional(v.object({ formula: text, substituted: text, source: text })),
  /** Collectives inside, by kind and axes. */
  inside: v.array(
    v.object({ kind: v.picklist(costlyKinds), axes: v.array(count), count, bytes: amount, seconds: amount }),
  ),
})
export type GraphDetails = v.InferOutput<typeof graphDetails>

/** One thing found, and the groups that are to be open for it to be seen. */
export const graphFound = v.object({
  id: text,
  label: text,
  detail: text,
  open: v.array(text),
  line: v.optional(count),
})
export type GraphFound = v.InferOutput<typeof graphFound>
