// What is open -> the structure that the graph's page lays out: nodes, pills of arguments and results, edges.
import type { GraphEdge, GraphNode, GraphStructure } from '../../protocol/graph'
import { phases } from '../../protocol/costs'
import { lineOf } from '../names'
import type { Program } from '../../sharding/program'
import { operationFamily } from '../../sharding/pointwise'
import type { Flows } from './flows'
import { findFlows } from './flows'
import type { GroupTree } from './groups'
import { groupIndex, isGroup } from './groups'
import { groupTreeOf } from './groupTree'
import { labelArguments, labelOf, labelResults } from './labels'
import { drawnPhases } from './nodePaths'
import { firstOpen } from './opening'
import type { Visible, VisibleNode } from './visible'
import { findVisible } from './visible'

export interface ViewRequest {
  readonly open?: readonly string[] | undefined
  readonly apart?: readonly string[] | undefined
}

/** A structure with what its state is computed from. Drawn nodes of the program come first in `nodes`, pills after them. */
export interface Drawn {
  readonly visible: Visible
  readonly flows: Flows
  readonly structure: GraphStructure
  /** Arguments and results by number, of the pill at `visible.nodes.length + i`. */
  readonly pills: readonly Pill[]
  /** By edge: values of the program. */
  readonly edgeValues: readonly (readonly number[])[]
}

export interface Pill {
  readonly kind: 'argument' | 'result'
  /** The drawn node that it belongs to. */
  readonly node: number
  readonly parameters: readonly number[]
}

/** More drawn nodes than this are not shown at once: what would be opened last stays folded. */
export const mostDrawn = 6000

export interface ModelName {
  /** Names its version. */
  readonly key: string
  readonly name: string
}

export function drawStructure(program: Program, model: ModelName, { open, apart }: ViewRequest): Drawn {
  const tree = groupTreeOf(program)
  const opened = open ?? firstOpen(tree)
  const { visible, kept } = showWithin(tree, opened, apart ?? [])
  const flows = findFlows(visible)
  const pills = findPills(flows)
  const phaseOf = drawnPhases(program)
  const nodes = visible.nodes.map((node): GraphNode => describeNode(tree, phaseOf, node))
  for (const pill of pills) nodes.push(describePill(program, pill, nodes[pill.node]!))
  const edges = flows.edges.map(({ from, to, values, isKept, carried }): GraphEdge => ({
    from,
    to,
    values: values.length,
    isKept,
    ...(carried < 0 ? {} : { carried }),
  }))
  pills.forEach(({ kind, node, parameters }, i) => {
    const pill = visible.nodes.length + i
    const [from, to] = kind === 'argument' ? [pill, node] : [node, pill]
    edges.push({ from, to, values: parameters.length, isKept: false })
  })
  const structure: GraphStructure = {
    key: keyOf(model.key, kept, apart ?? []),
    model: model.name,
    operations: tree.order.length,
    open: [...kept],
    apart: [...(apart ?? [])],
    nodes,
    edges,
    isLimited: kept.length < opened.length,
  }
  return { visible, flows, structure, pills, edgeValues: valuesOfEdges(program, flows, pills) }
}

/** Opens in the order asked for, as many as there is room for. */
function showWithin(
  tree: GroupTree,
  open: readonly string[],
  apart: readonly string[],
): { readonly visible: Visible; readonly kept: readonly string[] } {
  const show = (count: number): Visible =>
    findVisible(tree, { open: new Set(open.slice(0, count)), apart: new Set(apart) })
  const whole = show(open.length)
  if (whole.nodes.length <= mostDrawn || open.length === 0) return { visible: whole, kept: open }
  // What is opened later never makes less of what is shown.
  let [fits, exceeds] = [0, open.length]
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1
    if (show(middle).nodes.length <= mostDrawn) fits = middle
    else exceeds = middle
  }
  return { visible: show(fits), kept: open.slice(0, fits) }
}

function keyOf(model: string, open: readonly string[], apart: readonly string[]): string {
  let hash = 0x811c9dc5
  const text = [...open, '|', ...apart].join('\n')
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return `${model} ${(hash >>> 0).toString(36)} ${text.length}`
}

function findPills({ arguments: args, results }: Flows): Pill[] {
  const toPill =
    (kind: Pill['kind']) =>
    ([node, parameters]: readonly [number, readonly number[]]): Pill => ({ kind, node, parameters })
  return [...Array.from(args, toPill('argument')), ...Array.from(results, toPill('result'))]
}

function describeNode(tree: GroupTree, phaseOf: Uint8Array, node: VisibleNode): GraphNode {
  const { program, groups, order } = tree
  const example = node.members[0]!
  const group = isGroup(example) ? groups[groupIndex(example)]! : undefined
  const first = group === undefined ? example : order[group.first]!
  const line = lineOf(program, first)
  return {
    id: node.id,
    ...(node.parent < 0 ? {} : { parent: node.parent }),
    kind: group?.kind ?? 'operation',
    ...labelOf(tree, node),
    phase: phases[phaseOf[first]!]!,
    count: node.members.length,
    operations: group === undefined ? 1 : group.end - group.first,
    isOpen: node.isOpen,
    canOpen: group !== undefined,
    isStack: node.isStack,
    ...(node.stack === undefined ? {} : { stack: node.stack }),
    isMatrix: group === undefined && isProduct(program, example),
    ...(line === 0 ? {} : { line }),
  }
}

function isProduct(program: Program, node: number): boolean {
  const family = operationFamily(program, node)
  return family === 'dot' || family === 'convolution'
}

function describePill(program: Program, pill: Pill, of: GraphNode): GraphNode {
  return {
    id: `${of.id}${pill.kind === 'argument' ? '<' : '>'}`,
    ...(of.parent === undefined ? {} : { parent: of.parent }),
    kind: pill.kind,
    ...(pill.kind === 'argument' ? labelArguments(program, pill.parameters) : labelResults(program, pill.parameters)),
    phase: of.phase,
    count: 1,
    operations: pill.parameters.length,
    isOpen: false,
    canOpen: false,
    isStack: false,
    isMatrix: false,
  }
}

function valuesOfEdges(
  { arguments: args, nodes, outputs }: Program,
  { edges }: Flows,
  pills: readonly Pill[],
): number[][] {
  const ofPill = ({ kind, parameters }: Pill): number[] =>
    parameters.map((i) => (kind === 'argument' ? args[i]! : nodes.ports[nodes.portStart[outputs[i]!]!]!))
  return [...edges.map(({ values }) => values), ...pills.map(ofPill)]
}
