// Keys that mean the same anywhere in the panel, and what the page itself tells: its width, its theme, that the pointer went elsewhere.
import type { CostsActions } from './actions'
import type { CostsModel } from './model'
import { applyTactic, stepTactic } from './tactics'

export function listenToPage(root: HTMLElement, model: () => CostsModel, actions: CostsActions): void {
  const { update } = actions
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0)
    if (width > 0 && width !== model().width) update(() => ({ width, explained: undefined, menu: undefined }))
  }).observe(root)
  new MutationObserver(() => update(() => ({ theme: root.className }))).observe(root, { attributeFilter: ['class'] })
  // The canvas is drawn with whatever font is there: again once it is the right one.
  document.fonts.addEventListener('loadingdone', () =>
    update(() => ({ theme: `${root.className} ${document.fonts.size}` })),
  )
  root.addEventListener('keydown', (event) => pressKey(event, model(), actions))
  // What floats beside something would stay behind.
  window.addEventListener('scroll', () => model().explained && update(() => ({ explained: undefined })), {
    passive: true,
  })
}

function pressKey(event: KeyboardEvent, model: CostsModel, actions: CostsActions): void {
  const { report, explained } = model
  if (report === undefined) return
  const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown'
  if (event.altKey && isArrow) applyTactic(actions, stepTactic(model, report, event.key === 'ArrowUp' ? -1 : 1))
  else if (event.key === 'Escape' && explained !== undefined) actions.update(() => ({ explained: undefined }))
  else if (event.key === '/' && !isTyping(event)) focusFilter(event.target)
  else return
  event.preventDefault()
}

const isTyping = ({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  ctrlKey ||
  metaKey ||
  altKey ||
  (target instanceof Element && target.matches('input, textarea, select, vscode-text-field'))

/** Of the table that the keyboard is in, else of the first. */
function focusFilter(target: EventTarget | null): void {
  const own = target instanceof Element ? target.closest('.sec')?.querySelector<HTMLElement>('.search input') : null
  const field = own ?? document.querySelector<HTMLElement>('.search input')
  field?.focus()
}
