// Readers of attribute texts, in pretty and generic form. Texts are interned, so each is read once for all its operations.

/** `key = [1, 2]`, `key = array<i64: 1, 2>`, `key = dense<[1, 2]> : ...`: its integers, or undefined when the key is absent. */
export function readIntegers(text: string, key: string): number[] | undefined {
  const match = new RegExp(`(?:^|[^\\w])"?${key}"?\\s*=\\s*(array<[^>]*>|dense<[^>]*>|\\[[^\\]]*\\])`).exec(text)
  return match?.[1] === undefined ? undefined : integersIn(match[1].replace(/^array<\w+:?/, '').replace(/^dense</, ''))
}

/** `key = 3 : i64`: its integer, or undefined. */
export function readInteger(text: string, key: string): number | undefined {
  const match = new RegExp(`(?:^|[^\\w])"?${key}"?\\s*=\\s*(-?\\d+)`).exec(text)
  return match?.[1] === undefined ? undefined : Number(match[1])
}

/** `key = "text"` without its quotes, or undefined; escapes stay as they are written. */
export function readString(text: string, key: string): string | undefined {
  return new RegExp(`(?:^|[^\\w.])"?${key.replaceAll('.', '\\.')}"?\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(text)?.[1]
}

/** The first symbol of a text, `@name` or `@"any name"`, without its sign and quotes. */
export function readSymbol(text: string): string | undefined {
  const match = /@(?:"((?:[^"\\\\]|\\\\.)*)"|([\w.$-]+))/.exec(text)
  return match?.[1] ?? match?.[2]
}

/** Target of a custom_call, of its head and attributes in this order: `@Target(…)` or `call_target_name = "Target"`. Empty where it has none. */
export function readCallTarget(text: string): string {
  if (/^\s*@/.test(text)) return readSymbol(text) ?? ''
  const at = text.indexOf('call_target_name')
  return at < 0 ? '' : (readString(text, 'call_target_name') ?? readSymbol(text.slice(at)) ?? '')
}

/** All symbols of a text. */
export const readSymbols = (text: string): string[] =>
  [...text.matchAll(/@(?:"((?:[^"\\\\]|\\\\.)*)"|([\w.$-]+))/g)].map((match) => match[1] ?? match[2] ?? '')

const integersIn = (text: string): number[] => (text.match(/-?\d+/g) ?? []).map(Number)

/** Dims of a dot_general that are batched and contracted, left and right. */
export interface DotDims {
  readonly lhsBatching: readonly number[]
  readonly rhsBatching: readonly number[]
  readonly lhsContracting: readonly number[]
  readonly rhsContracting: readonly number[]
}

/** `batching_dims = [0] x [0], contracting_dims = [2] x [1]`, or `#stablehlo.dot<lhs_batching_dimensions = ...>`. */
export function readDotDims(text: string): DotDims {
  const pretty = (key: string): [number[], number[]] => {
    const match = new RegExp(`${key}\\s*=\\s*\\[([^\\]]*)\\]\\s*x\\s*\\[([^\\]]*)\\]`).exec(text)
    return [integersIn(match?.[1] ?? ''), integersIn(match?.[2] ?? '')]
  }
  const batching = pretty('batching_dims')
  const contracting = pretty('contracting_dims')
  return {
    lhsBatching: readIntegers(text, 'lhs_batching_dimensions') ?? batching[0],
    rhsBatching: readIntegers(text, 'rhs_batching_dimensions') ?? batching[1],
    lhsContracting: readIntegers(text, 'lhs_contracting_dimensions') ?? contracting[0],
    rhsContracting: readIntegers(text, 'rhs_contracting_dimensions') ?? contracting[1],
  }
}

/** Letters of an einsum, one an index, for each dim of each operand and of the result. */
export interface EinsumIndices {
  readonly operands: readonly (readonly string[])[]
  readonly result: readonly string[]
}

/** `einsum_config = "ab,bc->ac"`; undefined for forms with an ellipsis or without a result. */
export function readEinsum(text: string): EinsumIndices | undefined {
  const match = /^\s*([A-Za-z, ]*)->([A-Za-z ]*)$/.exec(readString(text, 'einsum_config') ?? '')
  if (match === null) return undefined
  const letters = (list: string): string[] => [...list.replaceAll(' ', '')]
  return { operands: (match[1] ?? '').split(',').map(letters), result: letters(match[2] ?? '') }
}

/** Bounds of a slice. */
export interface SliceBounds {
  readonly start: readonly number[]
  readonly limit: readonly number[]
  readonly strides: readonly number[]
}

/** `[0:1, 0:48:2]`, or `start_indices = ..., limit_indices = ..., strides = ...`. */
export function readSliceBounds(text: string): SliceBounds {
  const start = readIntegers(text, 'start_indices')
  if (start !== undefined) {
    return {
      start,
      limit: readIntegers(text, 'limit_indices') ?? [],
      strides: readIntegers(text, 'strides') ?? start.map(() => 1),
    }
  }
  const ranges = (/\[([^\]]*)\]/.exec(text)?.[1] ?? '').split(',').filter((range) => range.includes(':'))
  const bounds = ranges.map((range) => range.split(':').map(Number))
  return {
    start: bounds.map((bound) => bound[0] ?? 0),
    limit: bounds.map((bound) => bound[1] ?? 0),
    strides: bounds.map((bound) => bound[2] ?? 1),
  }
}

/** What each dim of a convolution's input, kernel and output is: `b`, `f`, `i`, `o` or a spatial number. */
export interface ConvolutionDims {
  readonly input: readonly string[]
  readonly kernel: readonly string[]
  readonly output: readonly string[]
}

/** `dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]`, also inside `#stablehlo.conv<...>`. */
export function readConvolutionDims(text: string): ConvolutionDims | undefined {
  const match = /\[([^\]]*)\]\s*x\s*\[([^\]]*)\]\s*->\s*\[([^\]]*)\]/.exec(text)
  if (match === null) return undefined
  const letters = (list: string | undefined): string[] => (list ?? '').split(',').map((letter) => letter.trim())
  return { input: letters(match[1]), kernel: letters(match[2]), output: letters(match[3]) }
}

/** Window of a convolution or reduce_window, one entry a spatial (or window) dim; missing parts take their defaults. */
export interface Window {
  readonly strides: readonly number[]
  /** Low and high padding in turn. */
  readonly padding: readonly number[]
  readonly baseDilations: readonly number[]
  readonly windowDilations: readonly number[]
}

/** `window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = ..., rhs_dilate = ...}` and the generic names. */
export function readWindow(text: string, rank: number): Window {
  const ones = (): number[] => Array.from({ length: rank }, () => 1)
  const pad = /(?:pad|padding)\s*=\s*(?:dense<)?(\[\[.*?\]\]|\[\s*\]|-?\d+)/s.exec(text)?.[1]
  const padding = pad === undefined ? [] : integersIn(pad)
  const splat = padding.length === 1 ? (padding[0] ?? 0) : 0
  return {
    strides: readIntegers(text, 'stride') ?? readIntegers(text, 'window_strides') ?? ones(),
    padding: padding.length === 2 * rank ? padding : Array.from({ length: 2 * rank }, () => splat),
    baseDilations:
      readIntegers(text, 'lhs_dilate') ??
      readIntegers(text, 'lhs_dilation') ??
      readIntegers(text, 'base_dilations') ??
      ones(),
    windowDilations:
      readIntegers(text, 'rhs_dilate') ??
      readIntegers(text, 'rhs_dilation') ??
      readIntegers(text, 'window_dilations') ??
      ones(),
  }
}
