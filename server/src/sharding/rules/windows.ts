// Windows that do not overlap, along one dim: what each device holds of one side is all that it needs for its part of the other,
// without elements of its neighbours.
import type { Window } from '../../model/attributes'

/** One dim of a window over one dim of an input. */
export interface WindowDim {
  readonly input: number
  readonly output: number
  /** Elements of the window. */
  readonly extent: number
  readonly stride: number
  readonly low: number
  readonly high: number
  readonly baseDilation: number
  readonly windowDilation: number
  readonly isReversed: boolean
}

/**
 * patches: the input dim is [output, rest], a window lies in one rest, and fills it when `fills`.
 * spread: the output dim is [input, rest]: each input element reaches one rest alone.
 * strands: the input dim is [window, rest]: each output element takes one element of each rest; all of them when `fills`.
 * sliding: windows overlap, or padding moves them.
 */
export type WindowPattern =
  | { readonly kind: 'patches' | 'strands'; readonly rest: number; readonly fills: boolean }
  | { readonly kind: 'spread'; readonly rest: number }
  | { readonly kind: 'sliding' }

/** The first pattern that a window dim has. Source of the conditions: output size of reduce_window (C14) and convolution (C25). */
export function patternOf(dim: WindowDim): WindowPattern {
  if (isPatches(dim))
    return {
      kind: 'patches',
      rest: dim.stride,
      fills: dim.extent === dim.stride && !(dim.isReversed && dim.extent > 1),
    }
  if (isStrands(dim)) {
    const fills = dim.output === dim.windowDilation && dim.high === 0 && dim.stride === 1
    return { kind: 'strands', rest: dim.windowDilation, fills }
  }
  return isSpread(dim) ? { kind: 'spread', rest: dim.baseDilation } : { kind: 'sliding' }
}

/** Output i reads input [i * stride, i * stride + extent), which ends before the next begins. */
function isPatches({ input, output, extent, stride, low, high, baseDilation, windowDilation }: WindowDim): boolean {
  const isPlain = low === 0 && high === 0 && baseDilation === 1 && (windowDilation === 1 || extent === 1)
  return isPlain && extent <= stride && input === output * stride
}

/** Output i reads input i + k * rest for each k of the window, and i is below rest: none of it is padding. */
function isStrands(dim: WindowDim): boolean {
  const { input, output, extent, stride, low, baseDilation, windowDilation, isReversed } = dim
  const isPlain = low === 0 && baseDilation === 1 && (stride === 1 || output === 1) && !isReversed
  return isPlain && input === extent * windowDilation && output <= windowDilation
}

/** Of each run of baseDilation outputs, every window meets the one input element of that run, or none. */
function isSpread({ input, output, extent, stride, low, baseDilation, windowDilation }: WindowDim): boolean {
  const isPlain = stride === 1 && (windowDilation === 1 || extent === 1) && output === input * baseDilation
  return isPlain && extent <= baseDilation && extent - 1 <= low && low <= baseDilation - 1
}

/** One dim of a window as attributes give it. */
export const windowDimOf = (
  window: Window,
  dim: number,
  sizes: Pick<WindowDim, 'input' | 'output' | 'extent' | 'isReversed'>,
): WindowDim => ({
  ...sizes,
  stride: window.strides[dim] ?? 1,
  low: window.padding[2 * dim] ?? 0,
  high: window.padding[2 * dim + 1] ?? 0,
  baseDilation: window.baseDilations[dim] ?? 1,
  windowDilation: window.windowDilations[dim] ?? 1,
})
