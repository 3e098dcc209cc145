// The menu that copies or saves a part of the panel.
import { html, nothing } from 'lit-html'
import { ref } from 'lit-html/directives/ref.js'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import { memoryFamilies } from '../../../../server/src/protocol/costs'
import { viewPopover } from '../../widgets/popover'
import { paletteOf, standAlone, toPng, tokenOf } from '../../widgets/capture'
import { viewIcon } from '../../widgets/marks'
import type { CostsActions } from './actions'
import type { Part } from './exports'
import { parts, sheetOf } from './exports'
import { familyToken } from './families'
import type { CostsModel } from './model'
import { printTimeline } from './timelinePicture'

interface Item {
  readonly title: string
  readonly icon: string
  readonly act: () => unknown
}

export function viewMenu(model: CostsModel, report: CostsReport, actions: CostsActions): unknown {
  const { menu } = model
  const part = parts.find((one) => one === menu?.of)
  if (menu === undefined || part === undefined) return nothing
  const close = (): void => {
    actions.update(() => ({ menu: undefined }))
    document.getElementById(`export-${part}`)?.focus()
  }
  const nowhere = (): void => undefined
  const items = itemsOf(part, model, report, actions)
  const content = html`<div
    class="items"
    @keydown=${(event: KeyboardEvent) => pressKey(event, close)}
    @focusout=${(event: FocusEvent) => leave(event, actions)}
    ${ref(focusFirst)}
  >
    ${items.map(
      ({ title, icon, act }) =>
        html`<button
          type="button"
          role="menuitem"
          tabindex="-1"
          @click=${() => {
            close()
            act()
          }}
        >
          ${viewIcon(icon)}${title}
        </button>`,
    )}
  </div>`
  return viewPopover(menu.anchor, { name: 'menu', role: 'menu', enter: nowhere, leave: nowhere }, content)
}

/** Once its items are there. */
const focusFirst = (element: Element | undefined): void => {
  if (element !== undefined && !element.contains(document.activeElement)) {
    queueMicrotask(() => element.querySelector<HTMLElement>('[role=menuitem]')?.focus())
  }
}

function leave({ currentTarget, relatedTarget }: FocusEvent, { update }: CostsActions): void {
  const isWithin = relatedTarget instanceof Node && (currentTarget as Element).contains(relatedTarget)
  if (!isWithin) update(() => ({ menu: undefined }))
}

function pressKey(event: KeyboardEvent, close: () => void): void {
  const items = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('[role=menuitem]')]
  const at = items.findIndex((item) => item === document.activeElement)
  const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }
  const to = moves[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') close()
  else if (to === undefined) return
  else items.at(to % items.length)?.focus()
  event.preventDefault()
  event.stopPropagation()
}

function itemsOf(part: Part, model: CostsModel, report: CostsReport, { post }: CostsActions): readonly Item[] {
  const sheet = sheetOf(part, model, report)
  const name = `${part}-${report.schedule.replaceAll(/[^\w-]+/g, '_').slice(0, 60)}`
  const save = (extension: string, data: string, isBinary = false): void =>
    post({ kind: 'save', name: `${name}.${extension}`, data, isBinary })
  const picture = (): string => pictureOf(part, report) ?? sheet.picture(paletteOf())
  return [
    { title: 'Copy as CSV', icon: 'copy', act: () => post({ kind: 'copy', text: sheet.csv() }) },
    { title: 'Copy as Markdown', icon: 'markdown', act: () => post({ kind: 'copy', text: sheet.markdown() }) },
    { title: 'Save CSV…', icon: 'save', act: () => save('csv', sheet.csv()) },
    { title: 'Save SVG…', icon: 'file-media', act: () => save('svg', picture()) },
    {
      title: 'Save PNG…',
      icon: 'file-media',
      act: () =>
        void toPng(picture()).then(
          (data) => save('png', data, true),
          (reason: unknown) => post({ kind: 'log', text: `no PNG of ${part}: ${String(reason)}` }),
        ),
    },
  ]
}

/** Of charts, as they are drawn; undefined for tables. */
function pictureOf(part: Part, { timeline, device }: CostsReport): string | undefined {
  if (part === 'sweep') return standAlone(document.querySelector('#sweep svg'))
  if (part !== 'memory') return undefined
  return printTimeline(
    timeline,
    device.memory,
    paletteOf(),
    memoryFamilies.map((family) => tokenOf(familyToken(family))),
  )
}
