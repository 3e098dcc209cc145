// Commands about searches that code lenses call: stop, begin again, search from here on, write down what was found.
import type { ExecuteCommandParams } from 'vscode-languageserver/node'
import { MessageType, ShowMessageNotification } from 'vscode-languageserver/node'
import type { Candidate, FixContext } from '../../ide/fixes/fix'
import { nameOfSearch, searchFrom, writeFound } from '../../ide/fixes/searchFixes'
import type { SearchCommand, SearchPlace } from '../../protocol/commands'
import { searchCommands } from '../../protocol/commands'
import type { FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'
import type { SessionRunner } from '../session'
import { createLocator } from '../tacticsViews'
import { toChanges } from '../workspaceEdits'
import { contextOf } from './fixContext'

export function registerSearching(host: FeatureHost): void {
  host.connection.onExecuteCommand(guarded(host, null, (params) => execute(host, params)))
}

type Place = Omit<SearchPlace, 'uri'>
type Carry = (host: FeatureHost, runner: SessionRunner, place: Place) => void | Promise<void>

const carriers: Readonly<Record<SearchCommand, Carry>> = {
  stop: ({ searches }, { session }) => void searches.stop(session),
  again: ({ searches }, { session }) => searches.again(session),
  write: (host, runner, { name }) =>
    change(host, runner, (context) => {
      const tactic = context.file.tactics.find((one) => one.name.text === name)
      return tactic === undefined ? [] : writeFound(context, tactic)
    }),
  from: (host, runner, place) =>
    change(host, runner, (context) => {
      const candidates = searchAt(context, place)
      // What is searched for is what a person wants to see.
      if (candidates.length > 0) runner.session.active = nameOfSearch(context.file)
      return candidates
    }),
}

async function execute(host: FeatureHost, { command, arguments: given = [] }: ExecuteCommandParams): Promise<null> {
  const [place] = given as readonly Partial<SearchPlace>[] // checked below
  if (typeof place?.uri !== 'string' || typeof place.name !== 'string') return null
  const runner = host.workspace.findRunner(place.uri)
  const known = (Object.keys(carriers) as SearchCommand[]).find((one) => searchCommands[one] === command) // a full map
  if (runner === undefined || known === undefined) return null
  await carriers[known](host, runner, { kind: place.kind === 'schedule' ? 'schedule' : 'tactic', name: place.name })
  return null
}

function searchAt(context: FixContext, { kind, name }: Place): Candidate[] {
  if (kind === 'tactic') return searchFrom(context, undefined, name)
  const schedule = context.file.schedules.find((one) => one.name.text === name)
  return schedule === undefined ? [] : searchFrom(context, schedule, undefined)
}

/** Makes the first change; a lens of an older text than the editor has does nothing but say so. */
async function change(
  host: FeatureHost,
  runner: SessionRunner,
  make: (context: FixContext) => readonly Candidate[],
): Promise<void> {
  await runner.settled()
  const context = await contextOf(host, runner)
  const [candidate] = context === undefined ? [] : make(context)
  if (context === undefined || candidate === undefined) {
    const message = 'Shardlens: there is nothing to write; the text may have changed.'
    // Told, not asked: nobody has to answer.
    return host.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message })
  }
  const changes = toChanges(candidate.edits, context.sources, createLocator(context, host.workspace))
  await host.connection.workspace.applyEdit({ label: candidate.title, edit: { changes } })
}
