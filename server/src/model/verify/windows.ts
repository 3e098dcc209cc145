// Windows that slide: sizes, strides, dilations and padding of reduce_window, select_and_scatter and convolution.
import { atLeast, firstOf, found, sizeIs } from './findings'
import { readList, readValues } from './lists'
import type { Finding } from './question'

export interface Window {
  readonly sizes: readonly number[]
  readonly strides: readonly number[] | undefined
  readonly baseDilations: readonly number[] | undefined
  readonly windowDilations: readonly number[] | undefined
  /** Low and high of each dim, one after the other. */
  readonly padding: readonly number[] | undefined
  /** As written. */
  readonly paddingDims: readonly number[] | undefined
}

/** Labels of the constraints on each attribute. */
export interface WindowLabels {
  readonly sizes: readonly [string, string]
  readonly strides: readonly [string, string]
  readonly baseDilations: readonly [string, string]
  readonly windowDilations: readonly [string, string]
  readonly padding: string
}

/** From the attributes of reduce_window and select_and_scatter. */
export function readWindow(attributes: string): Window | undefined {
  const written = readValues(attributes, 'window_dimensions')
  if (written === undefined && /window_dimensions/.test(attributes)) return undefined
  const sizes = written ?? []
  const padding = readList(attributes, 'padding')
  return {
    sizes,
    strides: readValues(attributes, 'window_strides'),
    baseDilations: readValues(attributes, 'base_dilations'),
    windowDilations: readValues(attributes, 'window_dilations'),
    padding: padding?.values,
    paddingDims: padding?.dims,
  }
}

/** Number of entries of each attribute, and their least values. */
export function checkWindow(window: Window, rank: number, labels: WindowLabels): Finding {
  const { sizes, strides, baseDilations, windowDilations } = window
  const lists: readonly (readonly [string, readonly number[] | undefined, readonly [string, string]])[] = [
    ['window_dimensions', sizes, labels.sizes],
    ['window_strides', strides, labels.strides],
    ['base_dilations', baseDilations, labels.baseDilations],
    ['window_dilations', windowDilations, labels.windowDilations],
  ]
  return (
    firstOf(lists, ([name, values, [countLabel, leastLabel]]) =>
      values === undefined || (values !== sizes && values.length === 0)
        ? undefined
        : (sizeIs(name, values, rank, countLabel) ?? atLeast(name, values, 1, leastLabel)),
    ) ?? checkPadding(window, rank, labels.padding)
  )
}

function checkPadding({ padding, paddingDims }: Window, rank: number, label: string): Finding {
  // An empty list is one that is left out.
  if (paddingDims === undefined || padding?.length === 0) return undefined
  const isPairs = paddingDims.length === 2 && paddingDims[0] === rank && paddingDims[1] === 2
  if (isPairs || (rank === 0 && paddingDims[0] === 0)) return undefined
  return found(`padding has shape [${paddingDims.join(', ')}]; it must be [${rank}, 2]`, label)
}

/** Number of places that the window takes along a dim; -1 when a size is not known. */
export function windowPlaces(size: number, window: Window, dim: number): number {
  if (size < 0 || (window.sizes[dim] ?? -1) < 0) return -1
  const dilated = (length: number, dilation: number): number => (length === 0 ? 0 : (length - 1) * dilation + 1)
  const low = window.padding?.[2 * dim] ?? 0
  const high = window.padding?.[2 * dim + 1] ?? 0
  const padded = dilated(size, window.baseDilations?.[dim] ?? 1) + low + high
  const covered = dilated(window.sizes[dim]!, window.windowDilations?.[dim] ?? 1)
  return padded === 0 || covered > padded ? 0 : Math.floor((padded - covered) / (window.strides?.[dim] ?? 1)) + 1
}
