// Collectives -> tiles: those of one kind over the same axes at one place of the graph, with what they cost.
import type { GraphTile } from '../../protocol/graph'
import { costlyKinds } from '../../protocol/costs'
import type { Collective } from '../../lowering/localProgram'
import { NodeRole } from '../../sharding/program'
import type { Evaluation } from '../analysis'
import { originsOf } from './dataflow'
import type { Drawn } from './structure'

/** A tile and the collectives it stands for. */
export interface Tile extends GraphTile {
  readonly collectives: readonly number[]
}

type Where = Pick<GraphTile, 'place' | 'index'>

/** `last`: number of the last tactic that counts in the state. Slices are left out: they cost nothing. */
export function findTiles(drawn: Drawn, { local, simulation }: Evaluation, last: number): Tile[] {
  const tiles = new Map<string, { -readonly [Key in keyof Tile]: Tile[Key] } & { collectives: number[] }>()
  const placing = createPlacing(drawn)
  local.collectives.forEach((collective, i) => {
    const kind = costlyKinds.find((one) => one === collective.kind)
    const where = kind === undefined ? undefined : placing(collective)
    if (kind === undefined || where === undefined) return
    const id = `${where.place} ${where.index} ${kind} ${collective.axes.join()}`
    let tile = tiles.get(id)
    if (tile === undefined) {
      const zeros = { written: 0, count: 0, bytes: 0, seconds: 0, exposed: 0, isNew: false }
      tiles.set(id, (tile = { id, ...where, kind, axes: [...collective.axes], ...zeros, collectives: [] }))
    }
    const executions = simulation.timeline.executions[local.steps.region[collective.step]!]!
    tile.written++
    tile.count += collective.executions
    tile.bytes += collective.bytes * collective.executions
    tile.seconds += simulation.collectiveSeconds[i]! * executions
    tile.exposed += simulation.timeline.exposed[i]! * executions
    tile.isNew ||= last >= 0 && collective.tactic === last
    tile.collectives.push(i)
  })
  return [...tiles.values()]
}

/**
 * A sum lies right behind the node that is partial, whatever reads it. What is resharded for a use lies on the edge to the
 * user, what is resharded to be returned before the result; what begins and ends in one drawn node is inside.
 */
function createPlacing(drawn: Drawn): (collective: Collective) => Where | undefined {
  const { visible, flows, structure, pills } = drawn
  const { program } = visible.tree
  const origins = originsOf(program)
  const leaving = new Set(drawn.edgeValues.flat())
  const pillEdges = new Map<number, number>()
  pills.forEach(({ node, kind }, i) => pillEdges.set(kind === 'argument' ? node : -1 - node, flows.edges.length + i))
  return ({ cause, value, node }) => {
    const maker = program.values.node[origins(value)[0] ?? value]!
    const role = program.nodes.role[node]
    const isBookkeeping = role === NodeRole.output || role === NodeRole.tie
    const from = maker < 0 ? -1 : visible.of[maker]!
    const to = isBookkeeping ? from : visible.of[node]!
    if (to < 0) return undefined
    if (cause.kind === 'partialSum' && maker === node) {
      return { place: leaving.has(value) && !structure.nodes[to]!.isOpen ? 'after' : 'inside', index: to }
    }
    const edge =
      role === NodeRole.output ? pillEdges.get(-1 - from) : from < 0 ? pillEdges.get(to) : flows.find(from, to)
    return edge === undefined ? { place: 'inside', index: to } : { place: 'edge', index: edge }
  }
}
