// Keys of a table -> where its cursor goes, or what is done with the row there. The pattern is ARIA's treegrid.

export interface GridPosition {
  /** Index among the listed rows; -1 is the header. */
  readonly row: number
  readonly column: number
}

export interface GridExtent {
  readonly rows: number
  readonly columns: number
  /** Rows that fit. */
  readonly page: number
  /** The row is the head of a group, and whether that is open; undefined for a plain row. */
  readonly isOpen: boolean | undefined
}

export type GridStep = { readonly kind: 'move'; readonly to: GridPosition } | { readonly kind: GridDeed }
export type GridDeed = 'open' | 'other' | 'toggle' | 'sort' | 'leave'

interface Key {
  readonly key: string
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Undefined for keys that a table does nothing with. */
export function stepGrid(pressed: Key, at: GridPosition, extent: GridExtent): GridStep | undefined {
  if (pressed.altKey) return undefined
  const deed = findDeed(pressed, at, extent)
  if (deed !== undefined) return { kind: deed }
  const to = findMove(pressed, at, extent)
  return to && { kind: 'move', to: clampPosition(to, extent) }
}

export const clampPosition = ({ row, column }: GridPosition, { rows, columns }: GridExtent): GridPosition => ({
  row: Math.max(-1, Math.min(rows - 1, row)),
  column: Math.max(0, Math.min(columns - 1, column)),
})

function findDeed({ key, shiftKey }: Key, at: GridPosition, { isOpen }: GridExtent): GridDeed | undefined {
  if (key === 'Enter') return at.row < 0 ? 'sort' : shiftKey ? 'other' : 'open'
  if (key === ' ') return at.row < 0 ? 'sort' : isOpen === undefined ? undefined : 'toggle'
  if (key === 'ArrowRight' && isOpen === false && at.column === 0) return 'toggle'
  if (key === 'ArrowLeft' && isOpen === true && at.column === 0) return 'toggle'
  return key === 'Escape' ? 'leave' : undefined
}

function findMove({ key, ctrlKey }: Key, { row, column }: GridPosition, extent: GridExtent): GridPosition | undefined {
  switch (key) {
    case 'ArrowDown':
      return { row: row + 1, column }
    case 'ArrowUp':
      return { row: row - 1, column }
    case 'ArrowRight':
      return { row, column: column + 1 }
    case 'ArrowLeft':
      return { row, column: column - 1 }
    case 'PageDown':
      return { row: row + extent.page, column }
    case 'PageUp':
      return { row: Math.max(0, row - extent.page), column }
    case 'Home':
      return { row: ctrlKey ? 0 : row, column: 0 }
    case 'End':
      return { row: ctrlKey ? extent.rows - 1 : row, column: extent.columns - 1 }
    default:
      return undefined
  }
}
