// Trees and problems moved to another place: every span in them, and nothing else.

/** Whether a field of a tree or problem holds a place: all of these are called `span` or end in `Span`. */
export const isPlace = (key: string): boolean => key === 'span' || key.endsWith('Span')

/** A copy of plain data with all its spans moved by a number of UTF-16 units. */
export function shiftSpans<T>(value: T, by: number): T {
  return by === 0 ? value : (shift(value, by) as T) // a copy has the form of what it is of
}

function shift(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => shift(item, by))
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    copy[key] = isPlace(key) && isSpan(item) ? { start: item.start + by, end: item.end + by } : shift(item, by)
  }
  return copy
}

const isSpan = (value: unknown): value is { start: number; end: number } =>
  typeof value === 'object' && value !== null && 'start' in value && 'end' in value
