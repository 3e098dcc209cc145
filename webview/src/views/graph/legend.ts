// What each mark means: the axes of this mesh, the collectives that are shown.
import type { TemplateResult } from 'lit-html'
import { html, nothing, svg } from 'lit-html'
import { costlyKinds } from '../../../../server/src/protocol/costs'
import { isOutlined } from '../../base/axes'
import { clipTitle, fitName } from '../../base/names'
import { axisColor, viewKind } from '../../widgets/marks'
import type { GraphModel } from './model'

export function viewLegend({ figures, size, coloring }: GraphModel): TemplateResult | typeof nothing {
  if (figures === undefined) return nothing
  const { mesh, tiles, tactics, applied } = figures
  const kinds = costlyKinds.filter((kind) => tiles.some((tile) => tile.kind === kind))
  const hasPartial = tiles.some(({ kind }) => kind === 'all_reduce' || kind === 'reduce_scatter')
  const last = tactics[applied - 1]
  return html`<div class="legend" role="note" aria-label="Legend">
    ${mesh.map(
      ({ name }, axis) =>
        html`<span title=${clipTitle(name)}
          >${viewLine({ color: axisColor(axis), isOutlined: isOutlined(axis) })}<span class="ell"
            >${axis === 0 ? 'tiled on ' : 'on '}${fitName(name, longestName)}</span
          ></span
        >`,
    )}
    ${hasPartial ? html`<span>${viewLine({ color: 'var(--fg2)', isDashed: true })}partial</span>` : nothing}
    <span>${viewLine({ color: 'var(--fg3)' })}whole</span>
    ${kinds.map((kind) => html`<span>${viewKind(kind, false)}&nbsp;${kind}</span>`)}
    ${last === undefined ? nothing : html`<span><i class="ring"></i>new in ${fitName(last.name, longestName)}</span>`}
    <span><i class="barmark"></i>${coloring === 'figure' ? 'shade' : 'bar'}: ${size}</span>
  </div>`
}

const longestName = 24

interface LineLook {
  readonly color: string
  readonly isDashed?: boolean
  readonly isOutlined?: boolean
}

const viewLine = ({ color, isDashed = false, isOutlined = false }: LineLook): TemplateResult =>
  html`<svg width="18" height="8" aria-hidden="true">
    ${isOutlined ? svg`<path class="rim" d="M0 4H18" />` : nothing}
    ${svg`<path d="M0 4H18" stroke=${color} stroke-width="2" stroke-dasharray=${isDashed ? '3 2.5' : 'none'} />`}
  </svg>`
