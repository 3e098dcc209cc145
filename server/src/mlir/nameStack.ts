// JAX name stacks: `jit(train_step)/transpose(jvp(layer_3/attn))/dot_general` to scope, primitive and phase.
// A stack is names separated by `/`, with transformations around parts of it. What becomes of each:
//   jit(f), pjit(f)         the function f; not a scope. The last component `jit(f)` is the call of it: primitive `jit`.
//   transpose(...)          backward, wherever it stands; its inside is scope.
//   jvp(...)                forward, unless within or beside a transpose; its inside is scope (`jvp()` has none).
//   vmap, pmap, shard_map, remat, checkpoint, custom_jvp, custom_vjp, linearize (...)   the inside is scope.
//   while, body, cond, scan, closed_call, core_call, checkpoint, rematted_computation, remat2, custom_jvp_call, ... between
//                           other components: how JAX runs it, not where the model is; left out. A primitive when last.
//   bqhk,bthk->bhqt         an einsum's own scope: left out, as the primitive says as much.

export type Phase = 'forward' | 'backward' | 'none'

export interface NameStack {
  /** Where in the model: `layer_3/attn`; '' outside any scope. */
  readonly scope: string
  /** What JAX does there: `dot_general`; '' when the name is no stack. */
  readonly primitive: string
  readonly phase: Phase
  /** Functions under jit, outermost first. */
  readonly functions: readonly string[]
  /** Whether it is computed again in the backward pass (`rematted_computation`). */
  readonly isRecomputed: boolean
}

const markers = new Set([
  'while',
  'body',
  'cond',
  'scan',
  'checkpoint',
  'remat',
  'remat2',
  'rematted_computation',
  'closed_call',
  'core_call',
  'custom_jvp_call',
  'custom_vjp_call',
  'custom_vjp_call_jaxpr',
  'pjit',
  'jit',
  'shard_map',
  'custom_partitioning',
])
const branch = /^branch_\d+_fun$/
const functionWrappers = new Set(['jit', 'pjit', 'xla_call', 'named_call'])
const maximumDepth = 64

interface Reading {
  readonly scope: string[]
  readonly functions: string[]
  isForward: boolean
  isBackward: boolean
  isRecomputed: boolean
}

const nothing: NameStack = { scope: '', primitive: '', phase: 'none', functions: [], isRecomputed: false }

/** Reads a name stack. Names that end in a colon (`jit:`, `reduce:`: frames of tracing) are none. */
export function parseNameStack(name: string): NameStack {
  const parts = splitStack(name)
  const last = parts.at(-1)
  if (last === undefined || name.endsWith(':')) return nothing
  const reading: Reading = { scope: [], functions: [], isForward: false, isBackward: false, isRecomputed: false }
  for (const part of parts.slice(0, -1)) readPart(part, reading, 0)
  const primitive = parts.length > 1 ? readLast(last, reading) : readOnly(last, reading)
  const phase = reading.isBackward ? 'backward' : reading.isForward ? 'forward' : 'none'
  const { functions, isRecomputed } = reading
  return { scope: reading.scope.join('/'), primitive, phase, functions, isRecomputed }
}

/** A lone component: a transformation, a primitive (in functions that JAX shares), or no part of a stack (`params['w']`). */
function readOnly(part: string, reading: Reading): string {
  if (/^[a-z][\w-]*$/.test(part)) return part
  if (splitCall(part) !== undefined) readPart(part, reading, 0)
  return ''
}

/** The last component: the primitive, or a transformation that is one (`jit(relu)`, a call; `transpose(jvp(jit(f)))`). */
function readLast(part: string, reading: Reading): string {
  const call = splitCall(part)
  if (call === undefined) return part
  const before = reading.functions.length
  readPart(part, reading, 0)
  return reading.functions.length > before ? 'jit' : call.transformation
}

function readPart(part: string, reading: Reading, depth: number): void {
  const call = splitCall(part)
  if (call === undefined) {
    readPlain(part, reading)
    return
  }
  if (call.transformation === 'transpose') reading.isBackward = true
  if (call.transformation === 'jvp') reading.isForward = true
  if (functionWrappers.has(call.transformation)) reading.functions.push(call.inside)
  else if (depth < maximumDepth) for (const inner of splitStack(call.inside)) readPart(inner, reading, depth + 1)
}

function readPlain(part: string, reading: Reading): void {
  if (part === 'rematted_computation') reading.isRecomputed = true
  const isHidden = markers.has(part) || branch.test(part) || part.includes('->')
  if (!isHidden && part !== '') reading.scope.push(part)
}

/** `jvp(layer_3/attn)` to its two parts; undefined for anything else, scopes with parentheses within included. */
function splitCall(part: string): { transformation: string; inside: string } | undefined {
  const open = part.indexOf('(')
  if (open <= 0 || !part.endsWith(')')) return undefined
  const transformation = part.slice(0, open)
  return /^\w+$/.test(transformation) ? { transformation, inside: part.slice(open + 1, -1) } : undefined
}

/** Splits at slashes outside parentheses. */
function splitStack(name: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < name.length; i++) {
    const character = name[i]
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === '/' && depth <= 0) {
      parts.push(name.slice(start, i))
      start = i + 1
    }
  }
  if (name.length > 0) parts.push(name.slice(start))
  return parts
}
