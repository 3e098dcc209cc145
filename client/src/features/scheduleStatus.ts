// Two status bar items: the active schedule with its figures, dimmed while they are old, and how old they are.
import { Disposable, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode'
import type { AnalysisState, StatusParams } from '../../../server/src/protocol/status'
import type { StatusTracker } from './trackStatus'

/** Waiting this long before saying 'computing' keeps short analyses from flickering. */
const quietMilliseconds = 100

/** Shows the items while a text with a status is in front. */
export function registerScheduleStatus(tracker: StatusTracker): Disposable {
  const schedule = window.createStatusBarItem('shardlens.schedule', StatusBarAlignment.Left, 10)
  schedule.name = 'Shardlens: Schedule'
  schedule.command = 'shardlens.selectSchedule'
  const state = window.createStatusBarItem('shardlens.state', StatusBarAlignment.Right, 110)
  state.name = 'Shardlens: Analysis State'
  state.command = 'shardlens.showOutput'

  let timer: NodeJS.Timeout | undefined
  const update = (): void => {
    clearTimeout(timer)
    const status = tracker.findCurrent()
    if (status === undefined) {
      schedule.hide()
      state.hide()
      return
    }
    showSchedule(schedule, status)
    const show = (): void => {
      schedule.color = status.state === 'fresh' ? undefined : new ThemeColor('disabledForeground')
      showState(state, status)
    }
    if (status.state === 'computing') timer = setTimeout(show, quietMilliseconds)
    else show()
  }
  update()
  return Disposable.from(schedule, state, tracker.onDidChange(update), { dispose: () => clearTimeout(timer) })
}

function showSchedule(item: StatusBarItem, { active, schedules }: StatusParams): void {
  const summary = schedules.find(({ name }) => name === active)?.summary ?? ''
  const text = summary === '' ? active : `${active}: ${summary}`
  item.text = `$(layers) ${text}`
  item.tooltip = `${text}\nActive schedule; its figures are shown in the tactics file and in the model. Select to switch.`
  item.accessibilityInformation = { label: `Shardlens schedule ${text}`, role: 'button' }
  item.show()
}

function showState(item: StatusBarItem, { state, milliseconds }: StatusParams): void {
  const { icon, label, meaning } = states[state]
  const text = state === 'fresh' && milliseconds > 0 ? `${label} · ${Math.round(milliseconds)} ms` : label
  item.text = `$(${icon}) ${text}`
  item.tooltip = `Shardlens: ${meaning}`
  item.accessibilityInformation = { label: `Shardlens: ${meaning}` }
  item.show()
}

const states: Record<AnalysisState, { readonly icon: string; readonly label: string; readonly meaning: string }> = {
  fresh: { icon: 'pass', label: 'fresh', meaning: 'figures are those of the text as it stands' },
  computing: { icon: 'loading~spin', label: 'computing', meaning: 'figures shown are older than the text' },
  error: { icon: 'error', label: 'no figures', meaning: 'figures could not be computed; see the problems' },
}
