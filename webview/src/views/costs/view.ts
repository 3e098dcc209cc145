// The cost panel as a function of its model.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { guard } from 'lit-html/directives/guard.js'
import { formatCount, formatSeconds } from '../../../../server/src/base/format'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import { viewSection } from '../../widgets/section'
import { viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import { sectionOf } from './actions'
import { labelAt, phaseAt, bucketOf } from './alive'
import { viewCollectives, viewCollectiveTools } from './collectives'
import { viewExplained } from './explain'
import { viewExport } from './exportButton'
import { viewMenu } from './exportMenu'
import { viewHeader } from './header'
import { viewInstead } from './instead'
import type { CostsModel } from './model'
import { isWide } from './model'
import { viewAgainst, viewSchedules } from './schedules'
import { viewPin } from './pin'
import { appliedOf, countOf, nameAfter, stateAfter } from './shown'
import { isStale, viewBanners, viewLeftOut, viewNothing } from './states'
import { viewSweep } from './sweep'
import { viewTactics } from './tactics'
import { viewTensors, viewTensorSummary, viewTensorTools } from './tensors'
import { viewTiles } from './tiles'
import { viewTimeline } from './timeline'
import { viewWhatIf, viewWhatIfStrip } from './whatIf'

export function viewCosts(model: CostsModel, actions: CostsActions): TemplateResult {
  const { report } = model
  if (report === undefined || model.state.kind === 'empty') {
    return html`<main class="panel" aria-label="Costs">${viewNothing(model, actions)}</main>`
  }
  const context: Parts = {
    model,
    report,
    actions,
    of: (part) => ({ model, report: reportOf(model, report, part), actions }),
  }
  return html`<main
      class="panel${isStale(model) ? ' stale' : ''}"
      aria-label="Costs of ${report.schedule.slice(0, 100)}"
    >
      <h1 class="unseen">Costs</h1>
      ${viewHeader(model, report, actions)} ${viewWhatIfStrip(model, report, actions)}
      ${viewBanners(model, report, actions)} ${viewTiles(model, report, actions)}
      <div class="parts${appliedOf(model, report) === report.applied ? '' : ' pending'}">
        ${viewTacticsPart(context.of('tactics'))} ${viewMemoryPart(context.of('memory'))}
        ${model.isWhole ? viewRest(context) : nothing}
      </div>
    </main>
    ${viewExplained(model, actions)} ${viewMenu(model, report, actions)}`
}

const viewRest = ({ model, report, of }: Parts): TemplateResult =>
  html`${viewCollectivesPart(of('collectives'))} ${viewTensorsPart(of('tensors'))}
    <div class="pair">
      <div>
        ${viewInsteadPart(of('instead'))} ${viewSchedulesPart(of('schedules'))}
        ${isWide(model) ? nothing : viewWhatIfPart(of('whatif'))}
      </div>
      ${viewSweepPart(of('sweep'))}
    </div>
    ${viewLeftOut(report)} ${viewAssumptions(report)}`

interface PartContext {
  readonly model: CostsModel
  readonly report: CostsReport
  readonly actions: CostsActions
}

interface Parts extends PartContext {
  /** The same for one part. */
  readonly of: (part: string) => PartContext
}

/** Parts out of sight come a frame after the others. */
const reportOf = ({ late }: CostsModel, report: CostsReport, part: string): CostsReport =>
  late?.parts.includes(part) === true ? late.report : report

/** Draws again only when something of it has changed. */
const unlessSame = (parts: unknown[], view: () => unknown): unknown => guard(parts, view)

function viewTacticsPart({ model, report, actions }: PartContext): unknown {
  const { wanted, preview, width, folded, pinned } = model
  const applied = appliedOf(model, report)
  const when = applied === 0 ? 'before' : 'after'
  return unlessSame([report, wanted, preview, width, folded, pinned], () =>
    viewSection({
      ...sectionOf(model, actions, 'tactics'),
      title: 'Tactics',
      summary: html`<span class="ell"
          ><span class="wide">figures below are ${when}</span><span class="slim">${when}</span>
          <b>${viewName(nameAfter(report, applied))}</b></span
        ><span class="kbd wide">Alt ↑↓</span
        >${viewPin(model, report, actions)}${viewExport('tactics', 'tactics', actions)}`,
      body: () => viewTactics(model, report, actions),
    }),
  )
}

function viewMemoryPart({ model, report, actions }: PartContext): unknown {
  const { timeline } = report
  const { cursor, hover, width, folded, theme } = model
  const peak = bucketOf(timeline, timeline.peakStep)
  const where = [phaseAt(timeline, peak), labelAt(timeline, peak).text].filter((text) => text !== '' && text !== 'none')
  return unlessSame([report, cursor, hover, width, folded, theme], () =>
    viewSection({
      ...sectionOf(model, actions, 'memory'),
      title: 'Memory over the program',
      summary: html`<span class="ell slim">peak in ${where[0] ?? 'the program'}</span
        ><span class="wide">${formatCount(timeline.steps)} ops in program order</span>${viewExport(
          'memory',
          'memory over the program',
          actions,
        )}`,
      body: () => viewTimeline(model, report, actions),
    }),
  )
}

function viewCollectivesPart({ model, report, actions }: PartContext): unknown {
  const { folded, tables } = model
  const state = stateAfter(report, report.applied)
  return unlessSame([report, tables.collectives, folded, isWide(model)], () =>
    viewSection({
      ...sectionOf(model, actions, 'collectives'),
      title: 'Collectives',
      summary: html`<span>${formatCount(countOf(state))}</span
        ><span>${formatSeconds(state.communicationTime)}</span>${viewExport('collectives', 'collectives', actions)}`,
      tools: viewCollectiveTools(model, report, actions),
      body: () => viewCollectives(model, report, actions),
    }),
  )
}

function viewTensorsPart({ model, report, actions }: PartContext): unknown {
  const { folded, tables } = model
  return unlessSame([report, tables.tensors, folded, isWide(model)], () =>
    viewSection({
      ...sectionOf(model, actions, 'tensors'),
      title: 'Tensors',
      summary: html`${viewTensorSummary(report)}${viewExport('tensors', 'tensors', actions)}`,
      tools: viewTensorTools(model, report, actions),
      body: () => viewTensors(model, report, actions),
    }),
  )
}

function viewInsteadPart({ model, report, actions }: PartContext): unknown {
  const { folded, alternatives } = model
  return unlessSame([report, folded, alternatives, isWide(model)], () =>
    viewSection({
      ...sectionOf(model, actions, 'instead'),
      title: 'Instead',
      summary: html`<span>memory, step</span>`,
      body: () => viewInstead(model, report, actions),
    }),
  )
}

function viewSchedulesPart({ model, report, actions }: PartContext): unknown {
  const { folded, tables, baseline, saved, pinned, held, difference, wanted } = model
  const compared = [baseline, saved, pinned, baseline === '' ? undefined : held, difference]
  return unlessSame([report, tables.differences, folded, ...compared, wanted, isWide(model)], () =>
    viewSection({
      ...sectionOf(model, actions, 'schedules'),
      title: 'Schedules',
      summary: html`${isWide(model) ? nothing : viewAgainst(model, report, actions)}${viewExport(
        'schedules',
        'schedules',
        actions,
      )}`,
      body: () => viewSchedules(model, report, actions),
    }),
  )
}

const viewWhatIfPart = ({ model, report, actions }: PartContext): TemplateResult =>
  viewSection({
    ...sectionOf(model, actions, 'whatif'),
    title: 'What if',
    summary: html`<span>${report.isWhatIf ? 'not in the file' : 'as in file'}</span>`,
    body: () =>
      html`${viewWhatIf(model, report, actions)}
        <p class="note">Changes nothing on disk until written.</p>`,
  })

function viewSweepPart({ model, report, actions }: PartContext): unknown {
  const { sweep, sweepProgress, point, devices, width, folded } = model
  return unlessSame([report, sweep, sweepProgress, point, devices, width, folded], () =>
    viewSection({
      ...sectionOf(model, actions, 'sweep'),
      title: 'Mesh sweep',
      summary:
        sweep === undefined
          ? nothing
          : html`<span>${sweep.points.length} runs · ${formatSeconds(sweep.milliseconds / 1000)}</span>${viewExport(
                'sweep',
                'the sweep',
                actions,
              )}`,
      body: () => viewSweep(model, report, actions),
    }),
  )
}

/** Figures are estimates: what they take for granted stands below them. */
const viewAssumptions = ({ assumptions }: CostsReport): unknown =>
  assumptions.length === 0
    ? nothing
    : html`<details class="assumptions">
        <summary>Estimates: ${assumptions.length} ${assumptions.length === 1 ? 'assumption' : 'assumptions'}</summary>
        <ul>
          ${assumptions.map((text) => html`<li>${text}</li>`)}
        </ul>
      </details>`
