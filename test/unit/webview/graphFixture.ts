// A structure and its state as the server makes them, and a layout engine that needs no worker, for tests of the graph's page.
import type { ElkNode } from 'elkjs/lib/elk-api'
import type { GraphState, GraphStructure } from '../../../server/src/protocol/graph'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { answerGraph } from '../../../server/src/engine/graph/answerGraph'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import type { Picture } from '../../../webview/src/views/graph/layout/arrange'
import { arrange } from '../../../webview/src/views/graph/layout/arrange'
import { layOutLevels } from '../../../webview/src/views/graph/layout/levels'
import { layeredModel, layeredTactics } from '../../support/layeredModel'
import { getTacticsParser } from '../../support/tacticsParser'

export interface GraphFixture {
  readonly structure: GraphStructure
  readonly state: GraphState
}

const model = loadModel(encodeText(layeredModel({ layers: 3 })))
const name = { key: 'layered#1', name: 'layered.mlir' }

export const openLayers = ['forward', 'backward', 'forward/layer_0*', 'forward/layer_0/mlp']

/** With these groups open; as at first when left out. */
export async function graphFixture(open?: readonly string[], tactics = layeredTactics): Promise<GraphFixture> {
  const { value: file, problems: syntaxProblems } = parseTactics(await getTacticsParser(), tactics)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems, model, inFull: '' })
  if (analysis === undefined) throw new Error('cancelled')
  const view = open === undefined ? {} : { open }
  const structure = answerGraph(analysis, name, { kind: 'structure', view })
  const state = answerGraph(analysis, name, { kind: 'state', view })
  if (structure.kind !== 'structure' || state.kind !== 'state') throw new Error('no graph')
  return { structure: structure.structure, state: state.state }
}

/** Children below each other in their order, edges straight from the first to the second one's corner. */
export function stackEngine(graph: ElkNode): Promise<ElkNode> {
  let y = 0
  let width = 0
  const places = new Map<string, { readonly x: number; readonly y: number }>()
  const children = (graph.children ?? []).map((child) => {
    const placed = { ...child, x: 0, y }
    places.set(child.id, placed)
    for (const port of child.ports ?? []) places.set(port.id, { x: port.x ?? 0, y: y + (port.y ?? 0) })
    y += (child.height ?? 0) + 30
    width = Math.max(width, child.width ?? 0)
    return placed
  })
  const edges = (graph.edges ?? []).map((edge) => ({
    ...edge,
    sections: [{ id: edge.id, startPoint: places.get(edge.sources[0]!)!, endPoint: places.get(edge.targets[0]!)! }],
  }))
  return Promise.resolve({ ...graph, children, edges, width, height: Math.max(0, y - 30) })
}

export const measure = (text: string): number => text.length * 6

export const layOut = async (structure: GraphStructure): Promise<Picture> =>
  arrange(await layOutLevels(structure, { engine: stackEngine, measure, cache: new Map() }))
