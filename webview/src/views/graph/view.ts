// The graph's page as a function of its model, around a canvas that is drawn by itself.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import type { GraphActions } from './actions'
import { viewCard } from './card'
import { viewLegend } from './legend'
import { viewMirror } from './mirror'
import type { GraphModel } from './model'
import { isBusy } from './model'
import { viewOverlay } from './overlay'
import { viewToolbar } from './toolbar'

export interface CanvasEvents {
  readonly keydown: (event: KeyboardEvent) => void
  readonly click: (event: MouseEvent) => void
  readonly doubleClick: (event: MouseEvent) => void
  readonly move: (event: MouseEvent) => void
  readonly leave: () => void
  readonly jump: (event: MouseEvent) => void
}

export function viewGraph(model: GraphModel, actions: GraphActions, events: CanvasEvents): TemplateResult {
  const { structure, figures, selected, size, state } = model
  const isOld = state.kind === 'computing' || state.kind === 'stopped' || state.kind === 'gone'
  const index = structure?.nodes.findIndex(({ id }) => id === selected) ?? -1
  return html`<main class="graph">
    ${viewToolbar(model, actions)}
    <div class="main">
      <div class="stage ${isOld ? 'old' : ''}">
        <div class="view">
          <canvas
            id="canvas"
            tabindex="0"
            role="application"
            aria-label="Graph of the program: arrow keys go from node to node, Enter opens"
            aria-owns=${structure === undefined ? nothing : 'mirror'}
            aria-busy=${String(isBusy(model))}
            aria-activedescendant=${index < 0 ? nothing : `node-${index}`}
            @keydown=${events.keydown}
            @click=${events.click}
            @dblclick=${events.doubleClick}
            @mousemove=${events.move}
            @mouseleave=${events.leave}
          ></canvas>
          <canvas
            id="map"
            class=${structure === undefined ? 'flt none' : 'flt'}
            width="128"
            height="92"
            aria-hidden="true"
            @mousedown=${events.jump}
          ></canvas>
          ${viewOverlay(model, actions)}
          ${structure === undefined ? nothing : viewMirror({ structure, figures, selected, size })}
        </div>
        ${viewLegend(model)}
      </div>
      ${viewCard(model, actions)}
    </div>
  </main>`
}
