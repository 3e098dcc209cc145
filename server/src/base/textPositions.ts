// UTF-16 offset in a text <-> line and column, both from 0. For texts held as strings; models have their own (mlir/positions).

export interface TextPositions {
  readonly at: (offset: number) => { readonly line: number; readonly column: number }
  readonly offset: (line: number, column: number) => number
}

/** Line ends are \n, \r\n and \r. */
export function indexText(text: string): TextPositions {
  const starts = [0]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1)
  }
  const lineAt = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    at: (offset) => {
      const inside = placeIn(text, offset)
      const line = lineAt(inside)
      return { line, column: inside - starts[line]! }
    },
    offset: (line, column) =>
      Math.min((starts[line] ?? text.length) + column, starts[line + 1] ?? text.length, text.length),
  }
}

/** The offset; between \r and \n there is no place, and none behind the end. */
const placeIn = (text: string, offset: number): number =>
  text.charCodeAt(offset - 1) === 13 && text.charCodeAt(offset) === 10 ? offset - 1 : Math.min(offset, text.length)
