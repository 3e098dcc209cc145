// What could be done instead of a schedule, or of one of its collectives: asked of the server, which also writes one.
import type { Alternatives } from '../../../server/src/protocol/costs'
import type { CollectivePlace } from '../../../server/src/protocol/graph'
import type {
  AlternativesAnswer,
  AlternativesParams,
  WriteAlternativeParams,
} from '../../../server/src/protocol/panelRequests'
import { alternativesRequest, writeAlternativeRequest } from '../../../server/src/protocol/panelRequests'
import type { PanelContext } from './panelContext'

/** Undefined where there are no figures, or another file has come to be shown. */
export async function findAlternatives(
  { ask, target }: PanelContext,
  uri: string | undefined,
  collective?: CollectivePlace,
): Promise<Alternatives | undefined> {
  if (uri === undefined) return undefined
  const params: AlternativesParams = { uri, ...(collective === undefined ? {} : { collective }) }
  const alternatives = await ask<AlternativesAnswer>(alternativesRequest, params)
  return target.uri() === uri ? (alternatives ?? undefined) : undefined
}

/** Throws what the server says against it. */
export const writeAlternative = (
  context: PanelContext,
  uri: string | undefined,
  params: Omit<WriteAlternativeParams, 'uri'>,
): Promise<boolean> => carryOut<WriteAlternativeParams>(context, uri, { method: writeAlternativeRequest, params })

/** Has the server change the text; throws what it says against it. False without a file. */
export async function carryOut<Params extends { readonly uri: string }>(
  { ask }: PanelContext,
  uri: string | undefined,
  { method, params }: { readonly method: string; readonly params: Omit<Params, 'uri'> },
): Promise<boolean> {
  if (uri === undefined) return false
  const problem = await ask<string | null>(method, { ...params, uri })
  if (problem !== null) throw new Error(problem)
  return true
}
