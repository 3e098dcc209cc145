// All that the cost panel's view is a function of: what the host has sent, and what the person has opened, sorted, filtered.
import type { HeldReports } from '../../../../server/src/protocol/heldReports'
import { findByKey, findHeld, holdReport, showReport } from '../../../../server/src/protocol/heldReports'
import { keyOfReport } from '../../../../server/src/protocol/panelRequests'
import type {
  Alternatives,
  CostsReport,
  PanelExplanation,
  ScheduleDifference,
  SweepResult,
} from '../../../../server/src/protocol/costs'
import type { CostsMessage, PanelState } from '../../../../server/src/protocol/panels'
import type { Anchor } from '../../widgets/popover'
import type { SavedModel, TableModel, TableName } from './saved'
import { emptyDraft, pinnedBaseline } from './saved'

/** The report may be older than the text while `state` says so. */
export interface CostsModel extends SavedModel, HeldReports {
  readonly state: PanelState
  /** Key of a report that was chosen here and is shown: until the host goes along, others that it goes to are passed over. */
  readonly chosen: string | undefined
  /** The last one that was of what is on disk. */
  readonly saved: CostsReport | undefined
  readonly sweep: SweepResult | undefined
  readonly sweepProgress: { readonly done: number; readonly total: number } | undefined
  readonly difference: ScheduleDifference | undefined
  /** Of some schedule and text: their names say of which. */
  readonly alternatives: Alternatives | undefined
  /** What is shown is compared with it. */
  readonly pinned: CostsReport | undefined
  /** Why a what-if question, or a sweep, has no answer. */
  readonly refusal: string | undefined
  /** The tables are drawn too: they come a frame after what is looked at first. */
  readonly isWhole: boolean
  /** Parts that are not in sight still show this report: they come a frame after what is. */
  readonly late: { readonly report: CostsReport; readonly parts: readonly string[] } | undefined
  /** Of the panel, in pixels: charts and names are set for it. */
  readonly width: number
  /** Classes of the body: another theme has other colours on the canvas. */
  readonly theme: string
  /** Milliseconds; moves on while something is waited for. */
  readonly now: number
  /** A tactic that is pointed at: the tiles show it. 0 is before the first. */
  readonly preview: number | undefined
  /** Asked for and not yet answered, so that the choice is seen at once. */
  readonly wanted: { readonly applied?: number; readonly schedule?: string }
  /** Changes are being written: the fields go back to the file's once its figures are there. */
  readonly isWriting: boolean
  /** Bucket of the timeline under the pointer. */
  readonly hover: number | undefined
  readonly explained: { readonly what: PanelExplanation; readonly anchor: Anchor } | undefined
  /** Name of the part whose menu of exports is open. */
  readonly menu: { readonly of: string; readonly anchor: Anchor } | undefined
  /** Point of the sweep that is pointed at or that the keyboard is on. */
  readonly point: number | undefined
}

/** Before anything has come. */
export const startModel = (saved: SavedModel, page: Pick<CostsModel, 'width' | 'now' | 'theme'>): CostsModel => ({
  state: { kind: 'empty' },
  report: undefined,
  held: [],
  chosen: undefined,
  saved: undefined,
  sweep: undefined,
  sweepProgress: undefined,
  difference: undefined,
  alternatives: undefined,
  pinned: undefined,
  refusal: undefined,
  preview: undefined,
  wanted: {},
  hover: undefined,
  explained: undefined,
  menu: undefined,
  point: undefined,
  isWhole: false,
  late: undefined,
  isWriting: false,
  ...page,
  ...saved,
})

/** The model after a message. */
export function receive(model: CostsModel, message: CostsMessage): CostsModel {
  switch (message.kind) {
    case 'state':
      return { ...model, state: message.state }
    case 'report':
      return { ...receiveReport(model, message.report), chosen: undefined }
    case 'ahead':
      return { ...model, ...holdReport(model, message.report) }
    case 'switch':
      return goAlong(model, message.key)
    case 'sweepProgress':
      return { ...model, sweepProgress: { done: message.done, total: message.total } }
    case 'sweep':
      return { ...model, sweepProgress: undefined, sweep: message.result ?? model.sweep, refusal: message.message }
    case 'difference':
      return { ...model, difference: message.difference }
    case 'pinned':
      return { ...model, pinned: message.report, ...baselineWith(model, message.report) }
    case 'alternatives':
      return { ...model, alternatives: message.alternatives }
    case 'refused':
      return { ...model, refusal: message.message, isWriting: false }
  }
}

/** Without a pin, what was compared with it goes back to the last save. */
const baselineWith = ({ baseline }: CostsModel, pinned: CostsReport | undefined): Partial<CostsModel> =>
  pinned === undefined && baseline === pinnedBaseline ? { baseline: '' } : {}

/** To a report that is here already. */
function goAlong(model: CostsModel, key: string): CostsModel {
  if (model.chosen !== undefined && model.chosen !== key) return model
  const found = findByKey(model, key)
  const next = found === undefined || found === model.report ? model : receiveReport(model, asSaved(model, found))
  return { ...next, chosen: undefined }
}

/** The schedule that was chosen is shown at once where its report is here, else once it comes. */
export function choose(model: CostsModel, schedule: string): Partial<CostsModel> {
  const found = findHeld(model, schedule)
  if (found === undefined) return { wanted: { ...model.wanted, schedule } }
  return { ...receiveReport(model, asSaved(model, found)), chosen: keyOfReport(found) }
}

const asSaved = ({ report }: CostsModel, found: CostsReport): CostsReport =>
  report?.isSaved === undefined ? found : { ...found, isSaved: report.isSaved }

/** Places in what was shown before mean nothing in another program. */
function receiveReport(model: CostsModel, report: CostsReport): CostsModel {
  const { report: previous } = model
  const isSameProgram =
    previous === undefined || (previous.file === report.file && previous.timeline.buckets === report.timeline.buckets)
  const isOther = previous !== undefined && previous.file !== report.file
  return {
    ...model,
    state: model.state.kind === 'empty' ? { kind: 'fresh', milliseconds: report.milliseconds } : model.state,
    ...showReport(model, report),
    refusal: undefined,
    wanted: {},
    preview: undefined,
    hover: undefined,
    explained: undefined,
    cursor: isSameProgram ? model.cursor : undefined,
    saved: report.isSaved === true && !report.isWhatIf ? report : isOther ? undefined : model.saved,
    ...(model.isWriting && !report.isWhatIf ? { isWriting: false, draft: emptyDraft } : {}),
    ...(isOther ? { sweep: undefined, difference: undefined, pinned: undefined, draft: emptyDraft, baseline: '' } : {}),
  }
}

/** From this width on the panel is laid out for the editor area; style sheets say the same. */
export const wideFrom = 720

/** From here on tables have all their columns. */
export const roomyFrom = 900

/** Up to here, as a side bar begins, tables give up figures for their names. */
export const narrowTo = 460

export const isWide = ({ width }: CostsModel): boolean => width >= wideFrom

/** A change of one table. */
export const changeTable = (
  { tables }: CostsModel,
  name: TableName,
  change: Partial<TableModel>,
): Pick<CostsModel, 'tables'> => ({ tables: { ...tables, [name]: { ...tables[name], ...change } } })

export const toggled = (names: readonly string[], name: string): readonly string[] =>
  names.includes(name) ? names.filter((other) => other !== name) : [...names, name]
