// How the own forms of operations are put together, so that what is printed in them is what their dialects read.

export interface OwnForm {
  /** Around the operands: nothing, parentheses, parentheses around attributes too, or `(%a init: %x), (%b init: %y)`. */
  readonly operands: 'bare' | 'parentheses' | 'enclosing' | 'pairs'
  /** Whether a comma stands between operands and attributes that begin with a word. */
  readonly hasComma: boolean
  /** `: (t, t) -> t`, those of the results (or of the operands, where there are none) as `: t, t`, `: t -> (t, t)`, or none. */
  readonly types: 'function' | 'list' | 'arrow' | 'none'
  /** Regions: `({..}, {..})` before the types, `(%a: t) {..}` before them, or `reducer(%a: t, %b: t) {..}` after them. */
  readonly regions: 'list' | 'entered' | 'reducer'
}

/** `"dialect.op"(%0) <{...}> ({regions}) {attributes} : (types) -> types`. */
export const genericForm: OwnForm = { operands: 'parentheses', hasComma: false, types: 'function', regions: 'list' }

const usual: OwnForm = { operands: 'bare', hasComma: false, types: 'function', regions: 'list' }
const computation: OwnForm = { ...usual, operands: 'parentheses', regions: 'entered' }

const exceptions: ReadonlyMap<string, OwnForm> = new Map<string, OwnForm>([
  ['stablehlo.reduce', { ...usual, operands: 'pairs', regions: 'reducer' }],
  ['stablehlo.convolution', { ...usual, operands: 'parentheses' }],
  ['stablehlo.constant', { ...usual, types: 'list' }],
  ['stablehlo.iota', { ...usual, types: 'list' }],
  ['stablehlo.optimization_barrier', { ...usual, types: 'list' }],
  ['chlo.top_k', { ...usual, operands: 'enclosing', types: 'arrow' }],
  ['sdy.manual_computation', computation],
  ['sdy.named_computation', computation],
  ['sdy.mesh', { ...usual, types: 'none' }],
  ['arith.constant', { ...usual, types: 'list' }],
])

/** The own form of an operation; for dialects that are not known, one that the scanner reads. */
export function ownFormOf(name: string): OwnForm {
  const exception = exceptions.get(name)
  if (exception !== undefined) return exception
  if (name.startsWith('stablehlo.')) return { ...usual, hasComma: true }
  return name.startsWith('sdy.') ? { ...usual, types: 'list' } : usual
}
