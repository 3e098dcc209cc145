// Damaged texts from a seed: what half-typed, badly merged or hostile files look like.

export { createRandom } from '../../server/src/search/random'

const words = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '<',
  '>',
  '"',
  ':',
  ',',
  '.',
  '**',
  '*',
  '%',
  '#',
  '@',
  '-1',
  '0',
  '99999999999',
  'on',
  'tactic',
  'schedule',
]
const more = [
  'where',
  'replicated',
  '//',
  '\n',
  ' ',
  '\u0000',
  'é',
  '𝔸',
  'tensor<',
  '?x',
  'x',
  'stablehlo.',
  'loc(',
  '->',
  '=',
  'call @main',
  'dense<0>',
  'at',
]
const dictionary = [...words, ...more]

/** The text with one to three changes. */
export function mutate(text: string, random: () => number): string {
  let result = text
  const changes = 1 + Math.floor(random() * 3)
  for (let i = 0; i < changes; i++) result = changeOnce(result, random)
  return result
}

function changeOnce(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1))
  const length = Math.floor(random() ** 3 * 200)
  const word = dictionary[Math.floor(random() * dictionary.length)] ?? ''
  switch (Math.floor(random() * 5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length)
    case 1:
      return text.slice(0, at) + word + text.slice(at)
    case 2:
      return text.slice(0, at) + word + text.slice(at + word.length)
    case 3:
      return text.slice(0, at + length) + text.slice(at)
    default: {
      const to = Math.floor(random() * (text.length + 1))
      return text.slice(0, to) + text.slice(at, at + length) + text.slice(to)
    }
  }
}
