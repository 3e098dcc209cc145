// Classes of operations that devices have efficiencies for and that breakdowns count by: one for each family.
import type { Family } from '../model/operations'

export const operationClasses = [
  'none',
  'dot',
  'convolution',
  'elementwise',
  'reduction',
  'indexing',
  'movement',
  'sort',
  'fft',
  'linearAlgebra',
  'random',
  'custom',
] as const

/** `none`: structure and what moves or computes nothing. `indexing`: gathers, scatters and slices at computed places. */
export type OperationClass = (typeof operationClasses)[number]

export const classOfFamily: Readonly<Record<Family, OperationClass>> = {
  elementwise: 'elementwise',
  constant: 'none',
  iota: 'elementwise',
  broadcast: 'movement',
  reshape: 'movement',
  bitcast: 'movement',
  transpose: 'movement',
  slice: 'movement',
  dynamicSlice: 'indexing',
  dynamicUpdateSlice: 'indexing',
  pad: 'movement',
  concatenate: 'movement',
  reverse: 'movement',
  gather: 'indexing',
  scatter: 'indexing',
  dot: 'dot',
  convolution: 'convolution',
  reduce: 'reduction',
  reduceWindow: 'reduction',
  selectAndScatter: 'reduction',
  sort: 'sort',
  fft: 'fft',
  linearAlgebra: 'linearAlgebra',
  random: 'random',
  customCall: 'custom',
  collective: 'none',
  constraint: 'none',
  barrier: 'none',
  while: 'none',
  branch: 'none',
  call: 'none',
  return: 'none',
  function: 'none',
  module: 'none',
  declaration: 'none',
  manual: 'none',
  batchNorm: 'reduction',
  einsum: 'dot',
  raggedDot: 'dot',
  indexSelect: 'indexing',
  scan: 'custom',
  dynamicShape: 'movement',
  inlined: 'none',
  transfer: 'movement',
  unknown: 'custom',
}

/** Every class reaches the rates in full, so that times are lower bounds. */
export const fullEfficiency: Readonly<Record<OperationClass, number>> = {
  none: 1,
  dot: 1,
  convolution: 1,
  elementwise: 1,
  reduction: 1,
  indexing: 1,
  movement: 1,
  sort: 1,
  fft: 1,
  linearAlgebra: 1,
  random: 1,
  custom: 1,
}

const indexOf = new Map(operationClasses.map((name, index) => [name, index]))

/** Index in `operationClasses`. */
export const classIndex = (family: Family): number => indexOf.get(classOfFamily[family]) ?? 0
