// What the graph's page asks for: the program with what is open, what tactics make of it, details, names and lines found.
import type { GraphAsk, GraphReply } from '../../engine/graph/answerGraph'
import type {
  GraphAnswer,
  GraphDetailsAnswer,
  GraphDetailsParams,
  GraphFindAnswer,
  GraphFindParams,
  GraphParams,
  GraphStateAnswer,
  GraphView,
} from '../../protocol/graphRequests'
import { graphDetailsRequest, graphFindRequest, graphRequest, graphStateRequest } from '../../protocol/graphRequests'
import type { FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'
import { settledOf } from './panels'

export function registerGraph(host: FeatureHost): void {
  const { connection } = host
  connection.onRequest(
    graphRequest,
    guarded(host, null, async (params: GraphParams): Promise<GraphAnswer> => {
      const reply = await ask(host, params.uri, { kind: 'structure', view: viewOf(params) })
      return reply.kind === 'structure' ? reply.structure : null
    }),
  )
  connection.onRequest(
    graphStateRequest,
    guarded(host, null, async (params: GraphParams): Promise<GraphStateAnswer> => {
      const reply = await ask(host, params.uri, { kind: 'state', view: viewOf(params) })
      return reply.kind === 'state' ? reply.state : null
    }),
  )
  connection.onRequest(
    graphDetailsRequest,
    guarded(host, null, async (params: GraphDetailsParams): Promise<GraphDetailsAnswer> => {
      const { uri, id, tile } = params
      const reply = await ask(host, uri, { kind: 'details', view: viewOf(params), id, tile })
      return reply.kind === 'details' ? (reply.details ?? null) : null
    }),
  )
  const nothing: GraphFindAnswer = { found: [], more: 0 }
  connection.onRequest(
    graphFindRequest,
    guarded(host, nothing, async ({ uri, query = '', line }: GraphFindParams): Promise<GraphFindAnswer> => {
      const reply = await ask(host, uri, line === undefined ? { kind: 'find', query } : { kind: 'locate', line })
      return reply.kind === 'found' ? { found: reply.found, more: reply.more } : nothing
    }),
  )
}

const viewOf = ({ open, apart }: GraphView): GraphView => ({
  ...(open === undefined ? {} : { open }),
  ...(apart === undefined ? {} : { apart }),
})

/** Answered by the worker, which has the model and its analysis. */
async function ask(host: FeatureHost, uri: string, question: GraphAsk): Promise<GraphReply> {
  const settled = await settledOf(host, uri)
  if (settled === undefined) return { kind: 'none' }
  const input = settled.runner.inputWith(undefined)
  const answer = await host.workspace.client.request({ kind: 'graph', ask: question, ...input })
  if (answer.kind === 'graph') return answer.reply
  if (answer.kind === 'failed') throw new Error(answer.message)
  return { kind: 'none' }
}
