import { describe, expect, test } from 'vitest'
import type { GridExtent, GridPosition } from '../../../webview/src/base/gridKeys'
import { stepGrid } from '../../../webview/src/base/gridKeys'

const extent: GridExtent = { rows: 100, columns: 5, page: 10, isOpen: undefined }
const at: GridPosition = { row: 4, column: 2 }
const press = (
  key: string,
  more: Partial<GridExtent> & { from?: GridPosition; ctrl?: boolean; shift?: boolean } = {},
) =>
  stepGrid({ key, ctrlKey: more.ctrl === true, shiftKey: more.shift === true, altKey: false }, more.from ?? at, {
    ...extent,
    ...more,
  })

describe('keys of a table', () => {
  test('move between cells, and stay within', () => {
    expect(press('ArrowDown')).toEqual({ kind: 'move', to: { row: 5, column: 2 } })
    expect(press('ArrowRight', { from: { row: 4, column: 4 } })).toEqual({ kind: 'move', to: { row: 4, column: 4 } })
    expect(press('ArrowUp', { from: { row: -1, column: 0 } })).toEqual({ kind: 'move', to: { row: -1, column: 0 } })
    expect(press('PageDown', { from: { row: 95, column: 0 } })).toEqual({ kind: 'move', to: { row: 99, column: 0 } })
    expect(press('End', { ctrl: true })).toEqual({ kind: 'move', to: { row: 99, column: 4 } })
    expect(press('Home', { ctrl: true })).toEqual({ kind: 'move', to: { row: 0, column: 0 } })
  })

  test('open rows, groups, and sort from the header', () => {
    expect(press('Enter')).toEqual({ kind: 'open' })
    expect(press('Enter', { shift: true })).toEqual({ kind: 'other' })
    expect(press('Enter', { from: { row: -1, column: 2 } })).toEqual({ kind: 'sort' })
    expect(press(' ', { isOpen: false })).toEqual({ kind: 'toggle' })
    expect(press('ArrowRight', { from: { row: 4, column: 0 }, isOpen: false })).toEqual({ kind: 'toggle' })
    expect(press('ArrowRight', { from: { row: 4, column: 0 }, isOpen: true })?.kind).toBe('move')
    expect(press('ArrowLeft', { from: { row: 4, column: 0 }, isOpen: true })).toEqual({ kind: 'toggle' })
  })

  test('that mean something elsewhere pass', () => {
    expect(press('a')).toBeUndefined()
    expect(stepGrid({ key: 'ArrowUp', ctrlKey: false, shiftKey: false, altKey: true }, at, extent)).toBeUndefined()
  })
})
