// Completion in a tactics file: argument paths by segment, axes, devices, tactic names, fields, figures, keywords.
import { formatBytes } from '../base/format'
import { printSegment } from '../base/paths'
import type { Span } from '../base/problems'
import { deviceFieldTable, layoutFields } from '../cost/deviceFields'
import type { Device } from '../cost/devices'
import { deviceNames, findDevice } from '../cost/devices'
import { torusLetters } from '../cost/topologyProblems'
import type { LoadedModel } from '../engine/analysis'
import { figureNames } from '../engine/expectations'
import type { Parameter } from '../model/module'
import { printTensorType } from '../model/tensorTypes'
import type { TacticsFile } from '../tactics/syntaxTree'
import { describeDevice } from './deviceText'
import { keywordHelp } from './keywords'

export interface Completion {
  readonly label: string
  readonly kind: 'path' | 'axis' | 'device' | 'tactic' | 'field' | 'figure' | 'keyword' | 'snippet'
  readonly detail?: string
  /** Markdown. */
  readonly documentation?: string
  /** Text with tab stops when it is a snippet. */
  readonly insert: string
  /** What it replaces. */
  readonly span: Span
}

type Make = (label: string, kind: Completion['kind'], more?: Partial<Completion>) => Completion

/** Completions at an offset of the text as it is now. */
export function completeTactics(
  file: TacticsFile,
  text: string,
  offset: number,
  { model, devices }: { readonly model: LoadedModel | undefined; readonly devices: readonly Device[] },
): Completion[] {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  if (before.includes('//')) return []
  const make = makerFor(text, offset)
  const context = findContext(text, offset, before)
  switch (context) {
    case 'axis':
      return (file.mesh?.axes ?? []).map(({ name, size }) => make(name.text, 'axis', { detail: `${size} devices` }))
    case 'device':
      return [...devices.map(({ name }) => name), ...deviceNames].map((name) =>
        make(name, 'device', deviceDetail(name, devices)),
      )
    case 'deviceField':
      return [
        ...[...deviceFieldTable].map(([name, { meaning }]) =>
          make(name, 'field', { insert: `${name}: `, detail: meaning }),
        ),
        ...layoutFields.map((name) => make(name, 'field', { insert: `${name}: ` })),
      ]
    case 'flag':
      return ['on', 'off'].map((name) => make(name, 'keyword'))
    case 'place':
      return [...torusLetters, 'node', 'network'].map((name) => make(name, 'keyword'))
    case 'tactics':
      return file.tactics.map(({ name, axes }) =>
        make(name.text, 'tactic', { detail: `on ${axes.map((axis) => axis.text).join(', ')}` }),
      )
    case 'condition':
      return conditionNames.map((name) => make(name, 'field'))
    case 'value':
      return valueNames.map((name) => make(name, 'keyword', helpOf(name)))
    case 'figure':
      return figureNames.map((name) => make(name, 'figure'))
    case 'target':
      return model === undefined
        ? []
        : [...completePaths(model, text, offset), make('at', 'keyword', { insert: 'at ', ...helpOf('at') })]
    case 'schedule':
      return [make('expect', 'keyword', { insert: 'expect ', ...helpOf('expect') })]
    case 'statement':
      return statementNames
        .map((name) => make(name, 'keyword', helpOf(name)))
        .concat(snippets.map(([label, insert, detail]) => make(label, 'snippet', { insert, detail })))
    case 'none':
      return []
  }
}

const statementNames = ['model', 'mesh', 'device', 'tactic', 'schedule', 'include']
const valueNames = ['first_divisible', 'largest_divisible', 'replicated']
const conditionNames = ['rank', 'bytes', 'elements', 'dtype', 'dim', 'and', 'or', 'not']

const snippets: readonly (readonly [string, string, string])[] = [
  ['tactic …', 'tactic ${1:BP} on ${2:batch} {\n  $0\n}', 'a manual tactic'],
  ['schedule …', 'schedule ${1:default} = ${2:BP}', 'a schedule'],
  ['mesh …', 'mesh { ${1:batch}: ${2:16}, ${3:model}: ${4:2} }', 'the device mesh'],
]

function helpOf(keyword: string): Partial<Completion> {
  const documentation = keywordHelp.get(keyword)
  return documentation === undefined ? {} : { documentation }
}

function deviceDetail(name: string, devices: readonly Device[]): Partial<Completion> {
  const device = findDevice(name, devices)
  return device === undefined ? {} : { detail: describeDevice(device) }
}

/** Replaces the word around the offset. */
function makerFor(text: string, offset: number): Make {
  let start = offset
  while (start > 0 && /[\w.]/.test(text.charAt(start - 1))) start--
  let end = offset
  while (end < text.length && /\w/.test(text.charAt(end))) end++
  return (label, kind, more = {}) => ({ label, kind, insert: label, span: { start, end }, ...more })
}

type Context =
  | 'axis'
  | 'device'
  | 'deviceField'
  | 'flag'
  | 'place'
  | 'tactics'
  | 'condition'
  | 'value'
  | 'figure'
  | 'target'
  | 'schedule'
  | 'statement'
  | 'none'

/** By the line up to the offset and the block around it: half-typed text has no tree yet. */
function findContext(text: string, offset: number, before: string): Context {
  if (/\bon\s+[\w\s,]*$/.test(before) && /\btactic\b/.test(before)) return 'axis'
  if (/^\s*device\s+\w*$/.test(before)) return 'device'
  if (/^\s*schedule\s+\w+\s*=[^{]*$/.test(before)) return 'tactics'
  if (/\bexpect\s+[\w.]*$/.test(before)) return 'figure'
  const block = findBlock(text, offset)
  if (block === 'tactic') {
    if (/\bwhere\b[^:]*$/.test(before)) return 'condition'
    return /:\s*[\w]*$/.test(before) ? 'value' : 'target'
  }
  if (block === 'device') return deviceContext(before)
  if (block === 'schedule') return 'schedule'
  return block === undefined && /^\s*\w*$/.test(before) ? 'statement' : 'none'
}

/** Inside the braces of a device: a layout is written on one line. */
function deviceContext(before: string): Context {
  if (/\baxes\s*:\s*\{[^}]*$/.test(before))
    return /:\s*[\w\s]*$/.test(before.slice(before.lastIndexOf('{'))) ? 'place' : 'axis'
  if (/\bwrap\s*:\s*\{[^}]*$/.test(before))
    return /:\s*\w*$/.test(before.slice(before.lastIndexOf('{'))) ? 'flag' : 'place'
  if (/\b(?:overlap|in_network_reduction)\s*:\s*\w*$/.test(before)) return 'flag'
  return /:\s*\S*$/.test(before) ? 'none' : 'deviceField'
}

/** Keyword of the statement whose braces hold the offset. */
function findBlock(text: string, offset: number): string | undefined {
  const start = text
    .slice(0, offset)
    .search(
      /(?:^|\n)[ \t]*(?:tactic|device|schedule|mesh)\b(?![\s\S]*\n[ \t]*(?:tactic|device|schedule|mesh|model|include)\b)/,
    )
  if (start < 0) return undefined
  const statement = text.slice(start, offset).replaceAll(/\/\/[^\n]*/g, '')
  const opened = (statement.match(/\{/g) ?? []).length
  const closed = (statement.match(/\}/g) ?? []).length
  const keyword = /tactic|device|schedule|mesh/.exec(statement)?.[0]
  return opened > closed ? keyword : undefined
}

/** Children of the path before the cursor, equal ones but for a number as one glob. */
function completePaths(model: LoadedModel, text: string, offset: number): Completion[] {
  let start = offset
  while (start > 0 && /[\w.*?"/]/.test(text.charAt(start - 1))) start--
  const typed = text.slice(start, offset).split('.')
  const prefix = typed.slice(0, -1)
  const span = { start: offset - (typed.at(-1)?.length ?? 0), end: offset }
  const children = new Map<string, Parameter[]>()
  for (const parameter of [...model.module.arguments, ...model.module.results]) {
    if (!matchesPrefix(parameter.segments, prefix)) continue
    const child = parameter.segments[prefix.length]
    if (child !== undefined) children.set(child, [...(children.get(child) ?? []), parameter])
  }
  const merged = new Map<string, Parameter[]>()
  for (const [child, parameters] of children) {
    const glob = child.replaceAll(/\d+/g, '*')
    const siblings = [...children.keys()].filter((other) => other.replaceAll(/\d+/g, '*') === glob).length
    if (glob !== child && siblings > 1 && glob !== '*') merged.set(glob, [...(merged.get(glob) ?? []), ...parameters])
    merged.set(child, parameters)
  }
  return [...merged].map(([child, parameters]) => pathCompletion(child, parameters, prefix.length, span))
}

function matchesPrefix(segments: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, i) => {
    const segment = segments[i]
    if (segment === undefined) return false
    const expression = part
      .replaceAll(/[.+^${}()|[\]\\"]/g, '')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    return part === segment || new RegExp(`^${expression}$`).test(segment)
  })
}

function pathCompletion(child: string, parameters: readonly Parameter[], depth: number, span: Span): Completion {
  const first = parameters[0]
  const isLeaf = parameters.every(({ segments }) => segments.length === depth + 1)
  const bytes = parameters.reduce((sum, { type }) => sum + type.bytes, 0)
  const shapes = [...new Set(parameters.map(({ type }) => printTensorType(type)))]
  const shape = isLeaf && shapes.length === 1 ? `${shapes[0] ?? ''} · ` : ''
  const count = parameters.length === 1 ? '' : `${parameters.length} tensors · `
  const insert = /[*]/.test(child) ? child : printSegment(child)
  const detail = `${count}${shape}${formatBytes(bytes)}`
  const documentation = first === undefined ? '' : shapes.slice(0, 8).join('\n\n')
  return { label: child, kind: 'path', detail, documentation, insert, span }
}
