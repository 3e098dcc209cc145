// The graph's state: figures that add up to the totals, collectives at their places, positions that tactics do not change.
import { expect, test } from 'vitest'
import type { GraphReply } from '../../../../server/src/engine/graph/answerGraph'
import { answerGraph } from '../../../../server/src/engine/graph/answerGraph'
import type { Analysis } from '../../../../server/src/engine/analysis'
import { createAnalyzer } from '../../../../server/src/engine/analyze'
import { loadModel } from '../../../../server/src/engine/loadModel'
import { encodeText } from '../../../../server/src/mlir/text'
import type { GraphDetails, GraphState, GraphStructure } from '../../../../server/src/protocol/graph'
import { graphDetails, graphState } from '../../../../server/src/protocol/graph'
import { describeMismatch } from '../../../../server/src/protocol/panels'
import { parseTactics } from '../../../../server/src/tactics/parseTactics'
import { layeredModel, layeredTactics } from '../../../support/layeredModel'
import { getTacticsParser } from '../../../support/tacticsParser'

const name = { key: 'layered#1', name: 'layered.mlir' }

async function analyze(tactics = layeredTactics): Promise<Analysis> {
  const { value: file, problems: syntaxProblems } = parseTactics(await getTacticsParser(), tactics)
  const model = loadModel(encodeText(layeredModel({ layers: 4 })))
  return createAnalyzer().analyze({ file, syntaxProblems, model, inFull: '' })!
}

const expectKind = <Kind extends GraphReply['kind']>(reply: GraphReply, kind: Kind): GraphReply & { kind: Kind } => {
  expect(reply.kind).toBe(kind)
  return reply as GraphReply & { kind: Kind } // the line before has checked it
}

interface Shown {
  readonly structure: GraphStructure
  readonly state: GraphState
}

function show(analysis: Analysis, open?: readonly string[]): Shown {
  const view = open === undefined ? {} : { open }
  const { structure } = expectKind(answerGraph(analysis, name, { kind: 'structure', view }), 'structure')
  const { state } = expectKind(answerGraph(analysis, name, { kind: 'state', view }), 'state')
  return { structure, state }
}

const opened = ['forward', 'backward', 'forward/layer_0*', 'forward/layer_0/mlp', 'backward/layer_3*', 'update']

test('figures of what is drawn add up to the totals, whatever is open', async () => {
  const analysis = await analyze()
  const { figures } = analysis.schedules[0]!.evaluation!
  for (const open of [undefined, opened]) {
    const { structure, state } = show(analysis, open)
    const top = structure.nodes.flatMap(({ parent }, i) => (parent === undefined ? [state.nodes[i]!] : []))
    const sum = (of: 'seconds' | 'exposed' | 'communication' | 'flops' | 'memory'): number =>
      top.reduce((total, node) => total + node[of], 0)
    expect(sum('seconds')).toBeCloseTo(figures.computeTime, 12)
    expect(sum('exposed')).toBeCloseTo(figures.exposedCommunication, 12)
    expect(sum('communication')).toBeCloseTo(figures.communicationTime, 12)
    expect(sum('flops')).toBeCloseTo(figures.flops, 0)
    expect(sum('memory')).toBe(figures.peakMemory)
    const inTiles = state.tiles.reduce((total, { seconds }) => total + seconds, 0)
    expect(inTiles).toBeCloseTo(figures.communicationTime, 12)
    expect(describeMismatch(graphState, state)).toBeUndefined()
    expect(state.key).toBe(structure.key)
  }
})

test('tactics change strands and tiles, not what is drawn', async () => {
  const [without, both] = [await analyze(layeredTactics.replace('= BP, MP', '= BP')), await analyze()]
  const [one, other] = [show(without, opened), show(both, opened)]
  expect(one.structure).toEqual(other.structure)
  const axesOf = ({ state }: Shown): string[] => state.edges.map(({ axes }) => axes.join())
  expect(axesOf(one)).not.toEqual(axesOf(other))
})

test('collectives lie where they happen, and know whether the last tactic brought them', async () => {
  const { structure, state } = show(await analyze(), opened)
  const where = state.tiles.map(({ kind, axes, place, index, count, isNew }) => {
    const { nodes, edges } = structure
    const at =
      place === 'edge' ? `${nodes[edges[index]!.from]!.label} → ${nodes[edges[index]!.to]!.label}` : nodes[index]!.label
    return `${kind} ${axes.map((axis) => state.mesh[axis]!.name).join()} ${place} ${at} ×${count}${isNew ? ' new' : ''}`
  })
  expect(where.sort()).toMatchInlineSnapshot(`
    [
      "all_gather model edge add → w ×3 new",
      "all_gather model edge params, x → mlp ×1 new",
      "all_gather model edge params, x → w ×1 new",
      "all_reduce batch after mlp ×4",
      "all_reduce batch,model after loss ×1 new",
      "all_reduce model inside mlp ×1 new",
      "reduce_scatter model after mlp ×3 new",
    ]
  `)
})

test('details of a tile and of a node say what, how much and why', async () => {
  const analysis = await analyze()
  const { structure, state } = show(analysis, opened)
  const view = { open: opened }
  const [tile] = state.tiles
  const ask = (id: string, of?: string): GraphDetails | undefined =>
    expectKind(answerGraph(analysis, name, { kind: 'details', view, id, tile: of }), 'details').details
  const ofTile = ask(structure.nodes[0]!.id, tile!.id)
  expect(describeMismatch(graphDetails, ofTile)).toBeUndefined()
  expect(ofTile).toMatchObject({ collective: tile!.kind })
  expect(ofTile!.why.map(({ kind }) => kind)).toContain('tactic')
  const dot = structure.nodes.find(({ isMatrix }) => isMatrix)!
  const ofDot = ask(dot.id)!
  expect(describeMismatch(graphDetails, ofDot)).toBeUndefined()
  expect(ofDot.time?.formula).toContain('max(')
  expect(ofDot.rows.map(({ name: row }) => row)).toEqual(
    expect.arrayContaining(['value', 'on one device', 'time', 'flops']),
  )
  for (const { id } of structure.nodes) expect(describeMismatch(graphDetails, ask(id))).toBeUndefined()
  expect(ask('no such node')).toBeUndefined()
  expect(ask('', 'no such tile')).toBeUndefined()
})

test('a file whose schedule is empty has a state of its own', async () => {
  const { state } = show(await analyze('model "layered.mlir"\nmesh { batch: 4 }\n'))
  expect(state).toMatchObject({ tactics: [], applied: 0, tiles: [] })
})
