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

  let timer: NodeJS.Timeout | undefined
  const update = (): void => {
    clearTimeout(timer)
    const status = tracker.findCurrent()
    if (status === undefined) {
      schedule.hide()
      if (tracker.isServerMissed()) showState(state, serverMissing)
      else state.hide()
      return
    }
    showSchedule(schedule, status)
    const show = (): void => {
      schedule.color = status.state === 'fresh' ? undefined : new ThemeColor('disabledForeground')
      showState(state, describeState(status))
    }
    if (status.state === 'computing') timer = setTimeout(show, quietMilliseconds)
    else show()
  }
  update()
  return Disposable.from(schedule, state, tracker.onDidChange(update), { dispose: () => clearTimeout(timer) })
}

function showSchedule(item: StatusBarItem, { active, schedules }: StatusParams): void {
  // Before the first figures nobody knows the schedules.
  if (active === undefined || schedules.length === 0) return item.hide()
  const summary = schedules.find(({ name }) => name === active)?.summary ?? ''
  const text = summary === '' ? active : `${active}: ${summary}`
  item.text = `$(layers) ${text}`
  item.tooltip = `${text}\nActive schedule; its figures are shown in the tactics file and in the model. Select to switch.`
  item.accessibilityInformation = { label: `Shardlens schedule ${text}`, role: 'button' }
  item.show()
}

interface StateLook {
  readonly icon: string
  readonly label: string
  readonly meaning: string
  /** What selecting the item does; `meaning` says so. */
  readonly command: string
}

function showState(item: StatusBarItem, { icon, label, meaning, command }: StateLook): void {
  item.text = `$(${icon}) ${label}`
  item.tooltip = `Shardlens: ${meaning}`
  item.command = command
  const isError = icon === 'error'
  item.backgroundColor = isError ? new ThemeColor('statusBarItem.errorBackground') : undefined
  item.accessibilityInformation = { label: `Shardlens: ${meaning}`, role: 'button' }
  item.show()
}

function describeState({ state, schedules, milliseconds, message }: StatusParams): StateLook {
  const look = states[state]
  if (state === 'computing' && schedules.length === 0) return { ...look, meaning: firstFigures }
  if (state === 'fresh' && milliseconds > 0) return { ...look, label: `${look.label} · ${describeTime(milliseconds)}` }
  return message === undefined
    ? look
    : { ...look, meaning: `${message}. Select to see the output`, command: 'shardlens.showOutput' }
}

/** `846 ms`, `62.8 s`. */
const describeTime = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toPrecision(3)} s`

const firstFigures = 'the first figures are being computed. Select to stop the analysis'

const states: Readonly<Record<AnalysisState, StateLook>> = {
  fresh: {
    icon: 'pass',
    label: 'fresh',
    meaning: 'figures are those of the text as it stands',
    command: 'shardlens.showOutput',
  },
  computing: {
    icon: 'loading~spin',
    label: 'computing',
    meaning: 'figures shown are older than the text. Select to stop the analysis',
    command: 'shardlens.stopAnalysis',
  },
  stopped: {
    icon: 'debug-stop',
    label: 'stopped',
    meaning: 'the analysis was stopped; figures shown are older than the text. Select to analyse again',
    command: 'shardlens.restartAnalysis',
  },
  error: {
    icon: 'error',
    label: 'no figures',
    meaning: 'figures could not be computed; see the problems',
    command: 'workbench.actions.view.problems',
  },
}

const serverMissing: StateLook = {
  icon: 'error',
  label: 'server stopped',
  meaning: 'the language server is not running. Select to start it again',
  command: 'shardlens.restartServer',
}
