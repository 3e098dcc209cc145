// Random loops, branches and calls, with random operations inside.
import type { Argument, Draft, Value } from './draft'
import { addArgument, anyValue, define, find, isTame, keep, sameType, typeOf } from './draft'
import { elementwiseMakers } from './elementwise'
import type { Maker } from './elementwise'
import { indexedMakers } from './indexed'
import { movementMakers } from './movement'
import { sumMakers } from './sums'

const innerMakers: readonly Maker[] = [elementwiseMakers, movementMakers, sumMakers, indexedMakers].flatMap((group) =>
  Object.values(group),
)

/** A draft of lines inside of another; arguments and names are shared. */
const nest = (draft: Draft, values: readonly Value[]): Draft => ({
  ...draft,
  lines: [],
  values: [...values],
  depth: draft.depth + 1,
})

function fill(inner: Draft, most: number): void {
  const operations = 1 + inner.tape.below(most)
  for (let i = 0; i < operations; i++) {
    if (inner.depth === 1 && inner.tape.oneIn(8)) inner.tape.pick([loop, branch])(inner)
    else inner.tape.pick(innerMakers)(inner)
  }
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

const carriedBound = 8

/** Keeps what a loop carries within its bound. */
function clamped(inner: Draft, value: Value): Value {
  const limit = (number: number): Value =>
    define(inner, `stablehlo.constant dense<${number}.0> : tensor<f32>`, {
      dims: [],
      element: 'f32',
      bound: carriedBound,
    })
  const [low, high] = [limit(-carriedBound), limit(carriedBound)]
  const type = typeOf(value)
  return define(
    inner,
    `stablehlo.clamp ${low.name}, ${value.name}, ${high.name} : (tensor<f32>, ${type}, tensor<f32>) -> ${type}`,
    {
      ...value,
      bound: carriedBound,
    },
  )
}

function loop(draft: Draft): void {
  const x = anyValue(draft, (value) => value.element === 'f32' && isTame(value) && value.bound <= carriedBound, 'f32')
  const y = sameType(draft, x, (value) => isTame(value) && value.bound <= carriedBound)
  const trips = draft.tape.pick([2, 3, 1])
  const id = `%w${draft.next++}`
  const carried = [x, y].map((value, i) => ({ ...value, name: `${id}c${i}`, bound: carriedBound }))
  const inner = nest(draft, carried)
  fill(inner, 4)
  const next = clamped(inner, sameType(inner, x, isTame))
  draft.next = inner.next
  const isExactThroughout = x.error === 0 && y.error === 0
  // A body that is inexact for exact values may compare them in its next turn.
  if (isExactThroughout && next.error > 0) return
  const type = typeOf(x)
  draft.lines.push(
    `${id}z = stablehlo.constant dense<0> : tensor<i32>`,
    `${id}:3 = stablehlo.while(${id}i = ${id}z, ${id}c0 = ${x.name}, ${id}c1 = ${y.name}) : tensor<i32>, ${type}, ${type}`,
    ' cond {',
    `  ${id}n = stablehlo.constant dense<${trips}> : tensor<i32>`,
    `  ${id}p = stablehlo.compare LT, ${id}i, ${id}n, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>`,
    `  stablehlo.return ${id}p : tensor<i1>`,
    '} do {',
    ...indent(inner.lines),
    `  ${id}o = stablehlo.constant dense<1> : tensor<i32>`,
    `  ${id}s = stablehlo.add ${id}i, ${id}o : tensor<i32>`,
    `  stablehlo.return ${id}s, ${next.name}, ${id}c0 : tensor<i32>, ${type}, ${type}`,
    '}',
  )
  const error = (next.error + x.error + y.error) * 100
  keep(draft, `${id}#1`, { ...x, bound: carriedBound, error })
  keep(draft, `${id}#2`, { ...x, bound: carriedBound, error })
}

function branch(draft: Draft): void {
  const x = anyValue(draft, (value) => value.element === 'f32' && isTame(value), 'f32')
  const isPair = draft.tape.below(2) === 0
  const selector = find(
    draft,
    (value) => value.dims.length === 0 && value.element === (isPair ? 'i1' : 'i32') && value.error === 0,
    () => ({ dims: [], element: isPair ? 'i1' : 'i32', low: 0, high: 2 }),
  )
  const others = draft.tape.below(2) === 0 ? [] : [anyValue(draft, isTame, 'i32')]
  const like = [x, ...others]
  const results: Value[][] = []
  const bodies = Array.from({ length: isPair ? 2 : 3 }, () => {
    const inner = nest(draft, draft.values)
    fill(inner, 3)
    const own = like.map((one) => sameType(inner, one, isTame))
    draft.next = inner.next
    results.push(own)
    const names = own.map((value) => value.name).join(', ')
    return [...indent(inner.lines), `  stablehlo.return ${names} : ${like.map(typeOf).join(', ')}`]
  })
  const name = `%v${draft.next++}`
  const lines = bodies.flatMap((body, i) => (i === 0 ? body : ['}, {', ...body]))
  draft.lines.push(
    `${name}${like.length > 1 ? ':2' : ''} = "stablehlo.${isPair ? 'if' : 'case'}"(${selector.name}) ({`,
    ...lines,
    `}) : (${typeOf(selector)}) -> ${like.length > 1 ? `(${like.map(typeOf).join(', ')})` : typeOf(x)}`,
  )
  like.forEach((one, i) => {
    keep(draft, like.length > 1 ? `${name}#${i}` : name, {
      ...one,
      bound: Math.max(...results.map((own) => own[i]!.bound)),
      error: Math.max(...results.map((own) => own[i]!.error)),
    })
  })
}

/** A function of its own, called twice with different arguments. */
function call(draft: Draft): void {
  const parameters: Argument[] = []
  const inner: Draft = { ...draft, lines: [], values: [], arguments: parameters }
  fill(inner, 4)
  draft.next = inner.next
  const result = inner.values.at(-1)
  if (result === undefined || parameters.length === 0) return
  const symbol = `@f${draft.next++}`
  const list = parameters.map((parameter, i) => `%a${i}: ${typeOf(parameter.type)}`).join(', ')
  draft.functions.push(
    [
      `  func.func private ${symbol}(${list}) -> ${typeOf(result)} {`,
      ...inner.lines.map((line) => `    ${line}`),
      `    return ${result.name} : ${typeOf(result)}`,
      '  }',
    ].join('\n'),
  )
  for (let site = 0; site < 2; site++) {
    const operands = parameters.map(({ type, low, high }) => addArgument(draft, type.dims, type.element, low, high))
    const types = `(${operands.map(typeOf).join(', ')}) -> ${typeOf(result)}`
    define(draft, `func.call ${symbol}(${operands.map(({ name }) => name).join(', ')}) : ${types}`, {
      ...result,
      isRounded: result.error > 0,
    })
  }
}

export const controlMakers: Readonly<Record<string, Maker>> = { loop, branch, call }
