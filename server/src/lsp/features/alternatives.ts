// What could be done instead of a schedule, with what each would come to, for the cost panel; one that is chosen is written as text.
import { chooseAlternatives, draftAlternatives } from '../../ide/fixes/alternatives'
import type { Alternatives } from '../../protocol/costs'
import type { AlternativesAnswer, AlternativesParams, WriteAlternativeParams } from '../../protocol/panelRequests'
import { alternativesRequest, writeAlternativeRequest } from '../../protocol/panelRequests'
import type { FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'
import type { Foresight } from '../foresight'
import { createLocator } from '../tacticsViews'
import { toChanges } from '../workspaceEdits'
import { contextOf } from './fixContext'
import { settledOf } from './panels'
import { basisOf } from './reportBasis'

/** Programs above this are not simulated for a list that nobody has asked for: an edit would wait for the one under way. Nodes. */
const mostNodes = 100_000

/** How long figures are waited for; milliseconds. Simulations give way to analyses. */
const patience = 5_000

/** What is shown: more would not be read. */
const mostShown = 8

export function registerAlternatives(host: FeatureHost, foresight: Foresight): void {
  host.connection.onRequest(
    alternativesRequest,
    guarded(host, null, (params: AlternativesParams) => findAlternatives(host, foresight, params)),
  )
  host.connection.onRequest(
    writeAlternativeRequest,
    guarded(host, 'the change could not be made', (params: WriteAlternativeParams) => write(host, params)),
  )
}

async function findAlternatives(
  host: FeatureHost,
  foresight: Foresight,
  { uri, collective }: AlternativesParams,
): Promise<AlternativesAnswer> {
  const settled = await settledOf(host, uri)
  const active = settled?.result.snapshot.active
  if (settled === undefined || active === undefined) return null
  const { runner, result } = settled
  const { peakMemory, stepTime } = active.final
  const basis = basisOf(result, runner.inputWith(undefined), undefined)
  const of = { basis, schedule: active.name, peakMemory, stepTime }
  if ((result.model?.program.nodes.count ?? 0) > mostNodes) return { ...of, items: [], isTooLarge: true }
  const context = await contextOf(host, runner)
  if (context === undefined) return null
  const candidates = draftAlternatives(context, collective)
  const after = await foresight.look(runner, [{ schedule: undefined, candidates }], patience)
  // Something else came first: a newer text, whose own are asked for anew.
  if (after.size === 0 && candidates.length > 0) return null
  const rated = candidates.map((candidate) => ({ candidate, after: after.get(candidate) }))
  const items = chooseAlternatives(rated, active.final).flatMap(
    ({ candidate: { title }, after: outlook }): Alternatives['items'] =>
      outlook === undefined
        ? []
        : [
            {
              title,
              peakMemory: outlook.figures.peakMemory,
              stepTime: outlook.figures.stepTime,
              fits: outlook.figures.peakMemory <= outlook.memory,
            },
          ],
  )
  return { ...of, items: items.slice(0, mostShown), isTooLarge: false }
}

/** Returns in words why it was not done, or null. */
async function write(
  host: FeatureHost,
  { uri, collective, basis, title }: WriteAlternativeParams,
): Promise<string | null> {
  const settled = await settledOf(host, uri)
  const context = settled && (await contextOf(host, settled.runner))
  if (settled === undefined || context === undefined) return 'the file has no figures'
  const { runner, result } = settled
  const isSame = basisOf(result, runner.inputWith(undefined), undefined) === basis
  const chosen = isSame ? draftAlternatives(context, collective).find((one) => one.title === title) : undefined
  if (chosen === undefined) return 'the file has changed since'
  const edit = { changes: toChanges(chosen.edits, result.sources, createLocator(result, host.workspace)) }
  const answer = await host.connection.workspace.applyEdit({ label: title, edit })
  return answer.applied ? null : (answer.failureReason ?? 'the editor did not make the change')
}
