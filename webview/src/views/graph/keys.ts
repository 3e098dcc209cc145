// Keys on the canvas -> what they do.
import type { GraphActions } from './actions'
import type { ArrowKey } from './hit'
import type { GraphModel } from './model'

export interface KeyTools {
  readonly model: () => GraphModel
  readonly actions: GraphActions
  /** Marks the next node in a direction. */
  readonly move: (key: ArrowKey) => void
}

/** Returns whether the key did something. */
export function pressKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, tools: KeyTools): boolean {
  if (ctrlKey || metaKey || altKey) return false
  const { actions, move } = tools
  const { selected, figures, focus } = tools.model()
  const applied = figures?.applied ?? 0
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown':
    case 'ArrowLeft':
    case 'ArrowRight':
      move(key)
      return true
    case 'Enter':
      if (selected !== undefined) actions.openText(selected)
      return selected !== undefined
    case ' ':
      if (selected !== undefined) actions.toggle(selected)
      return selected !== undefined
    case 'Escape':
      if (focus !== undefined) actions.update({ focus: undefined })
      else actions.select(undefined)
      return true
    case 'f':
    case 'F':
      actions.focusPath()
      return true
    case 'n':
    case 'N':
      actions.focusNeighbours()
      return true
    case '[':
      actions.setApplied(Math.max(0, applied - 1))
      return true
    case ']':
      actions.setApplied(Math.min(figures?.tactics.length ?? 0, applied + 1))
      return true
    case '0':
      actions.fit()
      return true
    case '+':
    case '=':
      actions.zoomBy(1.4)
      return true
    case '-':
      actions.zoomBy(1 / 1.4)
      return true
    case '/':
      document.getElementById('find')?.focus()
      return true
    default:
      return false
  }
}
