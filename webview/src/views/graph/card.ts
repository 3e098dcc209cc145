// The side card: what is selected, what it costs, why it is there, how its time comes about.
import type { TemplateResult } from 'lit-html'
import { html, nothing, svg } from 'lit-html'
import { isOutlined } from '../../base/axes'
import { formatFigure } from '../../base/figures'
import { clipTitle, fitName } from '../../base/names'
import type { GraphDetails, GraphPlace, GraphReason, GraphState } from '../../../../server/src/protocol/graph'
import { axisColor, viewAction, viewAxis, viewKind, viewRibbon } from '../../widgets/marks'
import type { GraphActions } from './actions'
import { viewInstead } from './instead'
import type { GraphModel } from './model'
import { viewSheets } from './sheets'

export function viewCard(model: GraphModel, actions: GraphActions): TemplateResult | typeof nothing {
  const { details, figures, structure, selected, selectedTile } = model
  if (!model.hasCard || selected === undefined || figures === undefined) return nothing
  if (structure?.nodes.some(({ id }) => id === selected) !== true) return nothing
  const isFresh =
    details !== undefined && details.tile === selectedTile && (selectedTile !== undefined || details.id === selected)
  if (!isFresh) {
    return html`<aside class="side2 side" aria-label="Details" aria-busy=${String(!model.isUnknown)}>
      <div class="top f2">${model.isUnknown ? viewUnknown(actions) : '…'}</div>
    </aside>`
  }
  return html`<aside class="side2 side" aria-label="Details">
    ${viewTop(details, model, actions)} ${viewRows(details, figures)}
    ${details.why.length === 0 ? nothing : viewPart(details.tile === undefined ? 'How it came to be split' : 'Why it is here', viewWhy(details.why, figures, actions))}
    ${
      details.change === undefined || details.collective === undefined
        ? nothing
        : viewPart('Before and after', viewSheets(details.change, details.collective, figures.mesh))
    }
    ${details.at === undefined ? nothing : viewPart('Instead', viewInstead(model, details.at, actions))}
    ${details.time === undefined ? nothing : viewPart('Time, an estimate', viewTime(details.time))}
    ${details.inside.length === 0 ? nothing : viewPart('Collectives inside', viewInside(details, figures))}
  </aside>`
}

const viewUnknown = (actions: GraphActions): TemplateResult =>
  html`<h1>
    <span class="ell">Nothing is known of it now</span>
    <span class="acts">${viewAction('close', 'Close', () => actions.select(undefined))}</span>
  </h1>`

const viewPart = (title: string, body: TemplateResult): TemplateResult =>
  html`<section class="sec">
    <header><h2 class="ttl">${title}</h2></header>
    ${body}
  </section>`

function viewTop(details: GraphDetails, { structure, selected }: GraphModel, actions: GraphActions): TemplateResult {
  const { place } = details
  const node = structure?.nodes.find(({ id }) => id === selected)
  const isStack = node?.isStack === true || node?.stack !== undefined
  return html`<div class="top">
    <h1>
      ${details.collective === undefined ? nothing : viewKind(details.collective, false)}
      <span class="ell" title=${details.title}>${details.title}</span>
      ${details.of === '' ? nothing : html`<span class="f2 of ell">${details.collective === undefined ? '' : 'of '}${details.of}</span>`}
      <span class="acts"
        >${place?.line === undefined ? nothing : viewAction('go-to-file', 'Open the text (Enter)', () => reveal(actions, place))}
        ${viewAction('target', 'Focus on a path from here (F)', actions.focusPath)}
        ${viewAction('close', 'Close', () => actions.select(undefined))}</span
      >
    </h1>
    <div class="f2 xs sub">${details.subtitle}</div>
    ${
      node?.canOpen === true && details.tile === undefined
        ? html`<div class="links">
            <button type="button" class="link" @click=${() => actions.toggle(node.id)}>
              ${node.isOpen ? 'Fold' : 'Unfold'}
            </button>
            ${
              isStack
                ? html`<button type="button" class="link" @click=${() => actions.toggleApart(node.stack ?? node.id)}>
                    ${node.stack === undefined ? `Unfold all ${node.count}` : 'Fold equal ones'}
                  </button>`
                : nothing
            }
          </div>`
        : nothing
    }
  </div>`
}

const reveal = ({ post }: GraphActions, place: GraphPlace): void => post({ kind: 'reveal', ...place, isOpened: true })

const viewRows = ({ rows }: GraphDetails, { mesh }: GraphState): TemplateResult =>
  html`<dl class="kv">
    ${rows.map(
      ({ name, value, axes, sharding }) =>
        html`<dt>${name}</dt>
          <dd title=${value}>
            ${axes === undefined ? nothing : axes.map((axis) => html`<i class="dotc">${viewAxis(mesh, axis, { isShort: true })}</i>`)}
            ${sharding === undefined || sharding.length === 0 ? nothing : viewRibbon(sharding, mesh)} ${value}
          </dd>`,
    )}
  </dl>`

const viewWhy = (why: readonly GraphReason[], state: GraphState, actions: GraphActions): TemplateResult =>
  html`<ol class="why">
    ${why.map((reason) => {
      const { kind, axis, title, detail, text, place } = reason
      return html`<li>
        ${kind === 'collective' ? viewCollectiveMark(title) : viewDot(kind === 'tactic' ? axis : undefined)}
        <div class="line">
          <b class="ell">${clipTitle(title)}</b><span class="ell">${clipTitle(detail)}</span>
          ${
            place === undefined
              ? nothing
              : html`<button type="button" class="link ell" @click=${() => reveal(actions, place)}>
                  ${fitName(placeText(place, state), 28)}
                </button>`
          }
        </div>
        ${text === '' ? nothing : html`<p title=${clipTitle(text)}>${clipTitle(text)}</p>`}
      </li>`
    })}
  </ol>`

const placeText = ({ line, tactic, source }: GraphPlace, { tactics }: GraphState): string =>
  source ?? (line === undefined ? (tactics[tactic ?? -1]?.name ?? 'tactic') : `line ${line.toLocaleString('en-US')}`)

const viewDot = (axis: number | undefined): TemplateResult =>
  html`<svg class="dot" width="9" height="9" aria-hidden="true">
    ${
      axis === undefined
        ? svg`<circle class="hollow" cx="4.5" cy="4.5" r="3.75" />`
        : svg`<circle class=${isOutlined(axis) ? 'again' : ''} cx="4.5" cy="4.5" r=${isOutlined(axis) ? 4 : 4.5} fill=${axisColor(axis)} />`
    }
  </svg>`

const kindNames = ['all_reduce', 'all_gather', 'reduce_scatter', 'all_to_all', 'collective_permute'] as const

function viewCollectiveMark(name: string): TemplateResult {
  const kind = kindNames.find((one) => one === name)
  return kind === undefined ? viewDot(undefined) : viewKind(kind, false)
}

const viewTime = ({ formula, substituted, source }: NonNullable<GraphDetails['time']>): TemplateResult =>
  html`<div class="xs f2 formula"><code>${formula}</code><br /><code>${substituted}</code><br />${source}</div>`

const viewInside = ({ inside }: GraphDetails, { mesh }: GraphState): TemplateResult =>
  html`<ul class="inside">
    ${inside.map(
      ({ kind, axes, count, seconds, bytes }) =>
        html`<li>
          ${viewKind(kind)}<span class="num">${count.toLocaleString('en-US')}</span>
          <span class="ell">${axes.map((axis) => viewAxis(mesh, axis))}</span>
          <span class="num f2">${formatFigure(bytes, 'bytes')}</span
          ><span class="num">${formatFigure(seconds, 'seconds')}</span>
        </li>`,
    )}
  </ul>`
