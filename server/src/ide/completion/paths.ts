// Paths of arguments and results by segment: names below what is typed, with shapes, counts and bytes.
import { addToGroup } from '../../base/groups'
import { formatBytes, formatCount } from '../../base/format'
import { printPath, printSegment } from '../../base/paths'
import type { LoadedModel } from '../../engine/analysis'
import type { Parameter } from '../../model/module'
import { gradientPath, gradientsOf } from '../../sharding/gradients'
import { printTensorType } from '../../model/tensorTypes'
import type { PathKind } from '../../tactics/matchPattern'
import { compilePattern, kindOfPattern } from '../../tactics/matchPattern'
import { parseTactics } from '../../tactics/parseTactics'
import type { TacticsParser } from '../../tactics/syntaxNodes'
import type { PathPattern } from '../../tactics/syntaxTree'
import { code } from '../markdown'
import type { Asked, Completion } from './completion'
import type { Place } from './place'

/** Segments that may follow what is typed; those that differ only by a number also as one pattern. */
export function completeSegments(asked: Asked & { readonly model: LoadedModel }, parser: TacticsParser): Completion[] {
  const { text, place, model } = asked
  const prefix = prefixOf(text, place)
  const pattern = readPrefix(parser, prefix)
  if (pattern === undefined) return []
  const children = childrenOf(pattern, namedBy(kindOfPattern(pattern), model))
  if (prefix === '') {
    for (const kind of ['result', 'gradient'] as const) {
      const parameters = namedBy(kind, model)
      if (parameters.length > 0 && !children.has(kind)) children.set(kind, { parameters, isLeaf: false })
    }
  }
  const siblings = writtenSiblings(text, place)
  return [...mergeNumbers(children)]
    .filter(([child]) => !siblings.has(child))
    .map(([child, found]) => segmentCompletion(child, found, place))
}

/** What paths of a kind name. */
function namedBy(kind: PathKind, { module, program }: LoadedModel): readonly NamedTensor[] {
  if (kind === 'result') return module.results
  if (kind === 'argument') return module.arguments
  return gradientsOf(program).map(({ argument, value }) => {
    const segments = gradientPath(program, argument)
    return {
      segments,
      path: printPath(segments),
      type: module.types[program.values.type[value]!] ?? module.arguments[argument]!.type,
    }
  })
}

/** Text of the path up to the word, without the alternatives that stand beside it. */
export function prefixOf(text: string, { paths, inside, start }: Place): string {
  const alternatives = inside.filter(({ type }) => type === 'alternatives')
  const chain = inside.filter(({ type }) => type === 'path').concat(paths.filter((path) => !inside.includes(path)))
  return chain
    .map((path) => {
      const opened = alternatives.find((one) => one.start >= path.start && one.end <= path.end && one.start < start)
      return text.slice(path.start, Math.min(opened?.start ?? start, start))
    })
    .join('')
}

/** Segments before the word as a pattern; undefined when they cannot be read. */
function readPrefix(parser: TacticsParser, prefix: string): PathPattern | undefined {
  const { value } = parseTactics(parser, `tactic _ on _ {\n${prefix}_: 0\n}`)
  const target = value.tactics[0]?.actions[0]?.target
  return target?.kind === 'path' ? { ...target, segments: target.segments.slice(0, -1) } : undefined
}

type NamedTensor = Pick<Parameter, 'segments' | 'path' | 'type'>

interface Child {
  readonly parameters: readonly NamedTensor[]
  /** Ends here in every path that has it. */
  readonly isLeaf: boolean
}

/** Segments that stand directly behind the pattern; behind `**` any deeper one too. */
function childrenOf({ segments: before, span }: PathPattern, parameters: readonly NamedTensor[]): Map<string, Child> {
  const matches = compilePattern({ kind: 'path', segments: before, span })
  const isAnywhere = before.at(-1)?.kind === 'any'
  const children = new Map<string, { parameters: NamedTensor[]; isLeaf: boolean }>()
  for (const parameter of parameters) {
    const { segments } = parameter
    const first = firstBehind(matches, segments)
    if (first < 0) continue
    const end = isAnywhere ? segments.length : first + 1
    for (const name of new Set(segments.slice(first, end))) {
      const child = children.get(name) ?? { parameters: [], isLeaf: true }
      child.parameters.push(parameter)
      child.isLeaf &&= segments.at(-1) === name && (!isAnywhere || segments.indexOf(name) === segments.length - 1)
      children.set(name, child)
    }
  }
  return children
}

/** Number of segments that the pattern takes of a path that goes on; -1 when it does not match. */
function firstBehind(matches: (segments: readonly string[]) => boolean, segments: readonly string[]): number {
  if (!matches(segments)) return -1
  for (let length = 0; length < segments.length; length++) if (matches(segments.slice(0, length))) return length
  return -1
}

/** `layer_0`, `layer_1` also as `layer_*`, which comes first. */
function mergeNumbers(children: ReadonlyMap<string, Child>): Map<string, Child> {
  const globs = new Map<string, string[]>()
  for (const child of children.keys()) {
    const glob = child.replaceAll(/\d+/g, '*')
    if (glob !== child) addToGroup(globs, glob, child)
  }
  const merged = new Map<string, Child>()
  for (const [glob, names] of globs) {
    if (names.length < 2) continue
    const all = names.map((name) => children.get(name)!)
    merged.set(glob, {
      parameters: all.flatMap(({ parameters }) => parameters),
      isLeaf: all.every(({ isLeaf }) => isLeaf),
    })
  }
  for (const [name, child] of children) merged.set(name, child)
  return merged
}

/** Names that other alternatives of the same braces hold already. */
function writtenSiblings(text: string, { inside, word }: Place): ReadonlySet<string> {
  const braces = inside.at(-1)
  if (braces?.type !== 'alternatives') return new Set()
  const options = braces.children.filter(({ start, end }) => end <= word.start || start > word.end)
  return new Set(options.map(({ start, end }) => text.slice(start, end)))
}

function segmentCompletion(child: string, { parameters, isLeaf }: Child, place: Place): Completion {
  const shapes = shapesOf(parameters)
  const bytes = parameters.reduce((sum, { type }) => sum + type.bytes, 0)
  const detail = [
    ...(parameters.length === 1 ? [] : [`${formatCount(parameters.length)} tensors`]),
    ...(shapes.length === 1 && shapes[0] !== undefined ? [shapes[0]] : []),
    formatBytes(bytes),
  ].join(' · ')
  const isGlob = child.includes('*')
  const insert = isGlob || place.isQuoted ? child : printSegment(child)
  // Numbered ones come behind the pattern that names them all; what begins with digits in the order of its number.
  const rank = isGlob ? 1 : /\d/.test(child) ? 3 : 2
  return {
    label: child,
    kind: 'path',
    detail,
    insert: isGlob && /[^\w*]/.test(child) && !place.isQuoted ? `"${child}"` : insert,
    span: place.word,
    rank,
    document: () => describe(parameters, isLeaf),
  }
}

const shapesOf = (parameters: readonly NamedTensor[]): string[] => [
  ...new Set(parameters.map(({ type }) => printTensorType(type))),
]

const mostShown = 8

function describe(parameters: readonly NamedTensor[], isLeaf: boolean): string {
  const lines = parameters.slice(0, mostShown).map(({ path, type }) => `- ${code(path)} ${printTensorType(type)}`)
  const more = parameters.length - lines.length
  const head = isLeaf ? '' : 'names everything below it:\n\n'
  return `${head}${lines.join('\n')}${more > 0 ? `\n- … and ${formatCount(more)} more` : ''}`
}
