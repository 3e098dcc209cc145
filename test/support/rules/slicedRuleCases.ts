// Slices at start indices that are taken of a tiled dim or written into it, with their rules.
import type { RuleCase } from './ruleCase'

interface Slice {
  readonly sizes: string
  /** Start indices as constants of a type; any number beyond the bounds means the nearest slice within. */
  readonly starts: readonly number[]
  readonly index?: string
  readonly element?: string
}

const definitions = (starts: readonly number[], index: string): string =>
  starts.map((start, i) => `%i${i} = stablehlo.constant dense<${start}> : tensor<${index}>\n  `).join('')

const names = (starts: readonly number[]): string => starts.map((_, i) => `%i${i}`).join(', ')

const types = (starts: readonly number[], index: string): string => starts.map(() => `tensor<${index}>`).join(', ')

/** A slice of an 8 x 16. */
function take(name: string, { sizes, starts, index = 'i32', element = 'f32' }: Slice, rule: string): RuleCase {
  const result = `tensor<${sizes}x${element}>`
  return [
    `dynamic_slice ${name}`,
    `%a: tensor<8x16x${element}>`,
    `${definitions(starts, index)}%r = stablehlo.dynamic_slice %a, ${names(starts)}, sizes = [${sizes.replace('x', ', ')}] : (tensor<8x16x${element}>, ${types(starts, index)}) -> ${result}`,
    result,
    rule,
  ]
}

/** A slice written into an 8 x 16. */
function write(name: string, { sizes, starts, index = 'i32', element = 'f32' }: Slice, rule: string): RuleCase {
  const [whole, part] = [`tensor<8x16x${element}>`, `tensor<${sizes}x${element}>`]
  return [
    `dynamic_update_slice ${name}`,
    `%a: ${whole}, %u: ${part}`,
    `${definitions(starts, index)}%r = stablehlo.dynamic_update_slice %a, %u, ${names(starts)} : (${whole}, ${part}, ${types(starts, index)}) -> ${whole}`,
    whole,
    rule,
  ]
}

export const slicedRuleCases: readonly RuleCase[] = [
  take('of one row', { sizes: '1x16', starts: [5, 0] }, '([i, j], [], [])->([1, j]) {i add; j parallel}'),
  take(
    'of rows in two parts',
    { sizes: '3x16', starts: [3, 0] },
    '([i, k], [], [])->([j, k]) {i add; j whole; k parallel}',
  ),
  take(
    'of rows in two parts beyond the end',
    { sizes: '4x16', starts: [7, 0] },
    '([i, k], [], [])->([j, k]) {i add; j whole; k parallel}',
  ),
  take('of two tiled dims', { sizes: '2x7', starts: [3, 6] }, '([i, k], [], [])->([j, l]) {i, k add; j, l whole}'),
  take('before the start', { sizes: '1x16', starts: [-3, 0] }, '([i, j], [], [])->([1, j]) {i add; j parallel}'),
  take(
    'of booleans',
    { sizes: '2x16', starts: [3, 0], element: 'i1' },
    '([i, k], [], [])->([j, k]) {i or; j whole; k parallel}',
  ),
  take(
    'at unsigned indices',
    { sizes: '2x8', starts: [3, 200], index: 'ui8' },
    '([i, k], [], [])->([j, l]) {i, k add; j, l whole}',
  ),
  take('of most of it', { sizes: '5x16', starts: [3, 0] }, '([i, k], [], [])->([j, k]) {i, j whole; k parallel}'),
  write('of one row', { sizes: '1x16', starts: [5, 0] }, '([i, j], [1, j], [], [])->([i, j]) {i, j parallel}'),
  write(
    'of rows in two parts',
    { sizes: '3x16', starts: [3, 0] },
    '([i, k], [j, k], [], [])->([i, k]) {i, k parallel; j whole}',
  ),
  write(
    'of most rows',
    { sizes: '7x16', starts: [1, 0] },
    '([i, k], [j, k], [], [])->([i, k]) {i, k parallel; j whole}',
  ),
  write(
    'of rows beyond the end',
    { sizes: '3x16', starts: [7, 0] },
    '([i, k], [j, k], [], [])->([i, k]) {i, k parallel; j whole}',
  ),
  write(
    'into two tiled dims',
    { sizes: '3x5', starts: [3, 6] },
    '([i, k], [j, l], [], [])->([i, k]) {i, k parallel; j, l whole}',
  ),
  write('of one element', { sizes: '1x1', starts: [4, 9] }, '([i, j], [1, 1], [], [])->([i, j]) {i, j parallel}'),
  write(
    'before the start',
    { sizes: '2x16', starts: [-3, 0] },
    '([i, k], [j, k], [], [])->([i, k]) {i, k parallel; j whole}',
  ),
  write(
    'at unsigned indices',
    { sizes: '1x3', starts: [3, 200], index: 'ui8' },
    '([i, j], [1, k], [], [])->([i, j]) {i, j parallel; k whole}',
  ),
  write(
    'of booleans',
    { sizes: '3x16', starts: [3, 0], element: 'i1' },
    '([i, k], [j, k], [], [])->([i, k]) {i, k parallel; j whole}',
  ),
]
