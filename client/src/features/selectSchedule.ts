// Command: choose the schedule whose figures hints and hovers show.
import { commands, type Disposable, type QuickPickItem, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type SetScheduleParams, setScheduleRequest, type StatusParams } from '../../../server/src/protocol/status'
import type { StatusTracker } from './trackStatus'

/** Registers `shardlens.selectSchedule`, which takes a schedule's name or asks for it. */
export const registerSelectSchedule = (client: LanguageClient, tracker: StatusTracker): Disposable =>
  commands.registerCommand('shardlens.selectSchedule', async (name?: unknown) => {
    const status = tracker.findCurrent()
    if (status === undefined) {
      void window.showInformationMessage('Open a .tactics file, or a model that one names, to select its schedule.')
      return
    }
    if (status.schedules.length === 0) {
      void window.showInformationMessage('There are no figures to select a schedule for: see the problems of the file.')
      return
    }
    const chosen = typeof name === 'string' ? name : await askForSchedule(status)
    if (chosen === undefined || chosen === status.active) return
    const params: SetScheduleParams = { uri: status.uri, name: chosen }
    await client.sendRequest(setScheduleRequest, params)
  })

async function askForSchedule({ schedules, active }: StatusParams): Promise<string | undefined> {
  const items = schedules.map(({ name, summary }): QuickPickItem & { readonly schedule: string } => ({
    label: name === active ? `$(check) ${name}` : name,
    description: summary,
    schedule: name,
  }))
  const picked = await window.showQuickPick(items, {
    title: 'Shardlens: Select Schedule',
    placeHolder: 'Schedule whose figures are shown',
    matchOnDescription: true,
  })
  return picked?.schedule
}
