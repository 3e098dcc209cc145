// What a language server says of a program's graph, and the messages that it comes to a page in.
import type { GraphState, GraphStructure } from '../../server/src/protocol/graph'
import type { GraphAnswer, GraphParams, GraphStateAnswer, GraphView } from '../../server/src/protocol/graphRequests'
import { graphRequest, graphStateRequest } from '../../server/src/protocol/graphRequests'
import type { LiveServer } from './live'

export interface Graph {
  readonly structure: GraphStructure
  readonly figures: GraphState
}

/** With these groups open; as the server opens it first when nothing is said. */
export async function askGraph({ client, uri }: LiveServer, view: GraphView = {}): Promise<Graph> {
  const params: GraphParams = { uri, ...view }
  const structure = await client.request<GraphAnswer>(graphRequest, params)
  const figures = await client.request<GraphStateAnswer>(graphStateRequest, params)
  if (structure === null || figures === null) throw new Error('the server has no graph')
  return { structure, figures }
}

/** What a page is sent to show it. */
export const messagesOf = ({ structure, figures }: Graph): readonly unknown[] => [
  { kind: 'structure', version: 1, structure },
  { kind: 'figures', version: 1, figures },
  { kind: 'state', version: 1, state: { kind: 'fresh', milliseconds: 1 } },
]
