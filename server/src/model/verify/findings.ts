// Constraints that many operations share, each with the finding it gives. `label` is the specification's, `C3`.
import type { CheckedType, Finding } from './question'
import type { ElementClass } from './checkedTypes'
import { areCompatible, classOf, fitsDims, haveSameElement, haveSameShape, printDims } from './checkedTypes'

/** A type with what the specification calls the value. */
export type Named = readonly [name: string, type: CheckedType]

const labelText = (label: string): string => (label === '' ? '' : ` (${label})`)

/** `4x5xf32`; what cannot be read as it is written. */
export const printType = (type: CheckedType): string => {
  if (type.category !== 'tensor') return type.text === '' ? 'of unknown type' : type.text
  return type.text.slice('tensor<'.length, -1)
}

/** A finding with its label. */
export const found = (text: string, label = ''): string => `${text}${labelText(label)}`

export const equalElements = ([leftName, left]: Named, [rightName, right]: Named, label = ''): Finding =>
  haveSameElement(left, right)
    ? undefined
    : found(
        `${leftName} has element type ${left.comparedElement ?? ''} and ${rightName} ${right.comparedElement ?? ''}; they must be equal`,
        label,
      )

export const equalShapes = ([leftName, left]: Named, [rightName, right]: Named, label = ''): Finding =>
  haveSameShape(left, right)
    ? undefined
    : found(
        `${leftName} has shape ${printDims(left.dims)} and ${rightName} ${printDims(right.dims)}; they must be equal`,
        label,
      )

export const equalTypes = (left: Named, right: Named, label = ''): Finding => {
  if (areCompatible(left[1], right[1])) return undefined
  if (left[1].category === 'tensor' && right[1].category === 'tensor')
    return equalShapes(left, right, label) ?? equalElements(left, right, label)
  return found(
    `${left[0]} is ${printType(left[1])} and ${right[0]} is ${printType(right[1])}; they must be equal`,
    label,
  )
}

/** The shape that follows from the operands; -1 where a size is not known. */
export const shapeIs = ([name, type]: Named, dims: readonly number[], label = ''): Finding =>
  !type.isRanked || fitsDims(type.dims, dims)
    ? undefined
    : found(`${name} has shape ${printDims(type.dims)}; it must be ${printDims(dims)}`, label)

export const elementIs = ([name, type]: Named, elements: readonly string[], label = ''): Finding =>
  type.comparedElement === undefined || elements.includes(type.comparedElement)
    ? undefined
    : found(`${name} has element type ${type.comparedElement}; it must be ${elements.join(' or ')}`, label)

const classNames: Readonly<Record<ElementClass, string>> = {
  boolean: 'boolean',
  signed: 'signed integer',
  unsigned: 'unsigned integer',
  float: 'floating-point',
  complex: 'complex',
}

export const classIs = ([name, type]: Named, classes: readonly ElementClass[]): Finding => {
  if (type.category !== 'tensor' && type.category !== 'unknown')
    return `${name} is ${printType(type)}; it must be a tensor`
  const kind = classOf(type)
  if (kind === undefined || classes.includes(kind)) return undefined
  const allowed = classes.map((each) => classNames[each]).join(', ')
  return `${name} has element type ${type.comparedElement ?? ''}; it must be ${allowed}`
}

/** Rank known and not the one wanted. */
export const rankIs = ([name, type]: Named, rank: number, label = ''): Finding =>
  !type.isRanked || type.dims.length === rank
    ? undefined
    : found(`${name} is ${printType(type)}, of rank ${type.dims.length}; its rank must be ${rank}`, label)

export const rankAtLeast = ([name, type]: Named, rank: number, label = ''): Finding =>
  !type.isRanked || type.dims.length >= rank
    ? undefined
    : found(`${name} is ${printType(type)}, of rank ${type.dims.length}; its rank must be at least ${rank}`, label)

export const isTensor = ([name, type]: Named): Finding =>
  type.category === 'tensor' || type.category === 'unknown'
    ? undefined
    : `${name} is ${printType(type)}; it must be a tensor`

/** Each in [least, end). */
export function inRange(name: string, values: readonly number[], end: number, label = '', least = 0): Finding {
  const bad = values.find((value) => value < least || value >= end)
  return bad === undefined ? undefined : found(`${name} has ${bad}; it must be in [${least}, ${end})`, label)
}

export function atLeast(name: string, values: readonly number[], least: number, label = ''): Finding {
  const bad = values.find((value) => value < least)
  return bad === undefined ? undefined : found(`${name} has ${bad}; it must be at least ${least}`, label)
}

export function isUnique(name: string, values: readonly number[], label = ''): Finding {
  const bad = values.find((value, i) => values.indexOf(value) !== i)
  return bad === undefined ? undefined : found(`${name} has ${bad} twice; each may be there once`, label)
}

export const isSorted = (name: string, values: readonly number[], label = ''): Finding =>
  values.every((value, i) => i === 0 || values[i - 1]! <= value)
    ? undefined
    : found(`${name} is [${values.join(', ')}]; it must be sorted`, label)

export const sizeIs = (name: string, values: readonly number[], size: number, label = ''): Finding =>
  values.length === size ? undefined : found(`${name} has ${countOf(values.length)}; it must have ${size}`, label)

const countOf = (count: number): string => (count === 1 ? '1 element' : `${count} elements`)

/** The first finding of several like things. */
export function firstOf<T>(items: readonly T[], check: (item: T, index: number) => Finding): Finding {
  for (const [i, item] of items.entries()) {
    const finding = check(item, i)
    if (finding !== undefined) return finding
  }
  return undefined
}
