// Commands about searches that code lenses call: stop and begin again.
import type { ExecuteCommandParams } from 'vscode-languageserver/node'
import type { SearchCommand, SearchPlace } from '../../protocol/commands'
import { searchCommands } from '../../protocol/commands'
import type { FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'
import type { SessionRunner } from '../session'

export function registerSearching(host: FeatureHost): void {
  host.connection.onExecuteCommand(guarded(host, null, (params) => execute(host, params)))
}

type Carry = (host: FeatureHost, runner: SessionRunner, name: string) => void | Promise<void>

const carriers: Readonly<Record<SearchCommand, Carry>> = {
  stop: ({ searches }, { session }) => void searches.stop(session),
  again: ({ searches }, { session }) => searches.again(session),
}

async function execute(host: FeatureHost, { command, arguments: given = [] }: ExecuteCommandParams): Promise<null> {
  const [place] = given as readonly Partial<SearchPlace>[] // checked below
  if (typeof place?.uri !== 'string') return null
  const runner = host.workspace.findRunner(place.uri)
  const known = (Object.keys(carriers) as SearchCommand[]).find((one) => searchCommands[one] === command) // a full map
  if (runner !== undefined && known !== undefined) await carriers[known](host, runner, String(place.name ?? ''))
  return null
}
