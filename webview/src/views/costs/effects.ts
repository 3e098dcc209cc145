// What follows from a change of the model beside drawing: it is saved, the host is asked for what is wanted now, and time goes on.
import type { Host } from '../../base/channel'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import type { CostsActions } from './actions'
import { wantedDifference } from './baseline'
import { readDraft } from './draft'
import type { CostsModel } from './model'
import { toSaved } from './saved'

/** Saving writes to the host: not at every step of a scroll. */
const savePause = 250
/** Between the last key and the question. */
const typingPause = 200
const tick = 1000

export function createEffects(host: Host, actions: CostsActions): (previous: CostsModel, next: CostsModel) => void {
  const save = createDelay(savePause)
  const ask = createAsk(actions)
  const clock = createClock(actions)
  const tryAlternatives = createTries(actions)
  return (previous, next) => {
    save(() => host.setState(toSaved(next)))
    if (next.draft !== previous.draft || next.report !== previous.report) ask(next)
    compare(previous, next, actions)
    clock(next)
    tryAlternatives(next)
    if (next.report !== previous.report && previous.report !== undefined) postpone(previous.report, actions)
  }
}

/** What is out of sight is drawn once what is in sight is painted. */
function postpone(report: CostsReport, { update }: CostsActions): void {
  const parts = [...document.querySelectorAll<HTMLElement>('.sec')].flatMap((section) =>
    isInSight(section) ? [] : [section.dataset['part'] ?? ''],
  )
  if (parts.length === 0) return
  update(() => ({ late: { report, parts } }))
  requestAnimationFrame(() => setTimeout(() => update(() => ({ late: undefined }))))
}

function isInSight(section: Element): boolean {
  const { top, bottom } = section.getBoundingClientRect()
  return bottom > 0 && top < window.innerHeight
}

function createDelay(pause: number): (act: () => void) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return (act) => {
    clearTimeout(timer)
    timer = setTimeout(act, pause)
  }
}

/** Asks when fields say something else than what was asked last; a field with a mistake asks nothing. */
function createAsk({ post }: CostsActions): (model: CostsModel) => void {
  const later = createDelay(typingPause)
  let asked = '{}'
  return ({ draft, report }) => {
    if (report === undefined) return
    const { changes, isEmpty, problems } = readDraft(draft, report)
    const text = JSON.stringify(changes)
    if (text === asked || Object.keys(problems).length > 0) return
    later(() => {
      asked = text
      post(isEmpty ? { kind: 'whatIf' } : { kind: 'whatIf', changes })
    })
  }
}

/** After a while without another report: alternatives are for who stays. */
const restPause = 600

/** Asks once for each text and schedule whose list is in the page. */
function createTries({ post }: CostsActions): (model: CostsModel) => void {
  const later = createDelay(restPause)
  let asked = ''
  return ({ report, folded, state }) => {
    if (report === undefined || report.isWhatIf || state.kind !== 'fresh' || folded.includes('instead')) return
    const key = JSON.stringify([report.basis, report.schedule])
    if (key === asked) return
    asked = key
    later(() => post({ kind: 'askAlternatives' }))
  }
}

/** A new report, or another baseline, makes the difference that is known an old one. */
function compare(previous: CostsModel, next: CostsModel, { post }: CostsActions): void {
  const wanted = wantedDifference(next)
  if (wanted === undefined) return
  const before = wantedDifference(previous)
  const isSame = before?.from === wanted.from && before.to === wanted.to
  if (!isSame || previous.report !== next.report) post({ kind: 'compare', ...wanted })
}

/** Ages are shown while something is computed. */
function createClock({ update }: CostsActions): (model: CostsModel) => void {
  let timer: ReturnType<typeof setInterval> | undefined
  return ({ state }) => {
    if (state.kind === 'computing') timer ??= setInterval(() => update(() => ({ now: Date.now() })), tick)
    else {
      clearInterval(timer)
      timer = undefined
    }
  }
}
