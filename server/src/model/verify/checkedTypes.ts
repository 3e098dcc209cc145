// Types as checks compare them: unknown sizes and unreadable element types are compatible with anything.
import type { ElementType, TensorType } from '../tensorTypes'
import { makeTensorType, parseTensorType } from '../tensorTypes'
import type { Category, CheckedType } from './question'

/** The type for checks. */
export function makeCheckedType(type: TensorType, text: string): CheckedType {
  const category = categoryOf(text)
  const isRead = type.element !== 'opaque' && category === 'tensor'
  const comparedElement = isRead && type.quantization === undefined ? type.element : undefined
  return { ...type, text, category, isRanked: isRead, comparedElement }
}

/** A type read from its text. */
export const readCheckedType = (text: string): CheckedType => makeCheckedType(parseTensorType(text), text)

const categories: readonly (readonly [RegExp, Category])[] = [
  [/^tensor\s*</, 'tensor'],
  [/^tuple\s*</, 'tuple'],
  [/^!(?:stablehlo|mhlo)\.token$/, 'token'],
  [/^!(?:stablehlo|mhlo)\.future\s*</, 'future'],
  [/^memref\s*</, 'memref'],
  [/^(?:[su]?i\d+|b?f\d+\w*|index)$/, 'scalar'],
]

const categoryOf = (text: string): Category => categories.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown'

/** Type of a value that is not defined: compatible with everything. */
export const unknownType: CheckedType = makeCheckedType(makeTensorType('opaque', []), '')

/** Whether two values may have these types where the specification wants equal ones. */
export function areCompatible(left: CheckedType, right: CheckedType): boolean {
  if (left.category === 'unknown' || right.category === 'unknown') return true
  if (left.category !== right.category) return false
  if (left.category === 'tensor') return haveSameElement(left, right) && haveSameShape(left, right)
  if (left.category === 'tuple') return areListsCompatible(tupleElements(left), tupleElements(right))
  return squeeze(left.text) === squeeze(right.text) || /[?*]/.test(left.text + right.text)
}

export const areListsCompatible = (left: readonly CheckedType[], right: readonly CheckedType[]): boolean =>
  left.length === right.length && left.every((type, i) => areCompatible(type, right[i]!))

export const haveSameElement = (left: CheckedType, right: CheckedType): boolean =>
  left.comparedElement === undefined ||
  right.comparedElement === undefined ||
  left.comparedElement === right.comparedElement

export const haveSameShape = (left: CheckedType, right: CheckedType): boolean =>
  !left.isRanked || !right.isRanked || fitsDims(left.dims, right.dims)

/** Equal lists of sizes, where -1 fits any. */
export const fitsDims = (left: readonly number[], right: readonly number[]): boolean =>
  left.length === right.length && left.every((size, i) => fitsSize(size, right[i]))

/** Equal sizes, or one of them unknown. */
export const fitsSize = (left: number | undefined, right: number | undefined): boolean =>
  left === right || left === undefined || right === undefined || left < 0 || right < 0

const squeeze = (text: string): string => text.replace(/\s+/g, '')

/** Types inside `tuple<...>`. */
export function tupleElements(type: CheckedType): CheckedType[] {
  const body = /^tuple\s*<(.*)>$/s.exec(type.text)?.[1] ?? ''
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= body.length; i++) {
    const letter = body[i] ?? ','
    if ('<({['.includes(letter)) depth++
    else if (')}]'.includes(letter) || (letter === '>' && body[i - 1] !== '-')) depth--
    else if (letter === ',' && depth === 0) {
      parts.push(body.slice(start, i).trim())
      start = i + 1
    }
  }
  return parts.filter((part) => part !== '').map(readCheckedType)
}

/** Kinds of elements that operations are defined on. */
export type ElementClass = 'boolean' | 'signed' | 'unsigned' | 'float' | 'complex'

/** Undefined where it is not compared. */
export function classOf(type: CheckedType): ElementClass | undefined {
  const element = type.comparedElement
  return element === undefined || element === 'opaque' ? undefined : classOfElement(element)
}

export function classOfElement(element: ElementType): ElementClass {
  if (element === 'i1') return 'boolean'
  if (element.startsWith('ui')) return 'unsigned'
  if (element.startsWith('i')) return 'signed'
  return element.startsWith('complex') ? 'complex' : 'float'
}

/** Element type of the parts of a complex type; of others their own. */
export const realElementOf = (element: ElementType): ElementType =>
  element === 'complex<f32>' ? 'f32' : element === 'complex<f64>' ? 'f64' : element

/** `2x?x3`, `scalar` for rank 0. */
export const printDims = (dims: readonly number[]): string =>
  dims.length === 0 ? 'scalar' : dims.map((size) => (size < 0 ? '?' : String(size))).join('x')
