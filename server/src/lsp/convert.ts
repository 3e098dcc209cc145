// Our spans, problems and texts -> the protocol's, for tactics (UTF-16 offsets) and models (byte offsets).
import type {
  Diagnostic,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  Position,
  Range,
} from 'vscode-languageserver/node'
import { DiagnosticSeverity, DiagnosticTag, MarkupKind, SymbolKind } from 'vscode-languageserver/node'
import type { DiagnosticCode, Severity } from '../base/diagnostics'
import { severityOf } from '../base/diagnostics'
import type { Problem, RelatedPlace, Span } from '../base/problems'
import { indexText } from '../base/textPositions'
import type { Hint } from '../ide/hint'
import type { Symbol, SymbolType } from '../ide/symbol'
import type { Hover as OurHover } from '../ide/tacticsHover'
import type { ModuleColumns } from '../mlir/columns'
import { offsetOf, positionOf } from '../mlir/positions'
import { pageOf } from './diagnosticPages'

/** Offsets of one text to positions, and back. */
export interface Positions {
  readonly at: (offset: number) => Position
  readonly offset: (position: Position) => number
}

export function textPositionsOf(text: string): Positions {
  const index = indexText(text)
  return {
    at: (offset) => {
      const { line, column } = index.at(offset)
      return { line, character: column }
    },
    offset: ({ line, character }) => index.offset(line, character),
  }
}

export function modelPositionsOf(columns: ModuleColumns): Positions {
  return {
    at: (offset) => {
      const { line, column } = positionOf(columns, offset)
      return { line, character: column }
    },
    offset: ({ line, character }) => offsetOf(columns, { line, column: character }),
  }
}

export const rangeOf = (span: Span, positions: Positions): Range => ({
  start: positions.at(span.start),
  end: positions.at(span.end),
})

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
}

/** `placeOf` tells where a span lies: related places may lie in another file, which `file` names then. */
export function toDiagnostic(
  problem: Problem,
  placeOf: (span: Span, file: RelatedPlace['file']) => Location,
): Diagnostic {
  const page = pageOf(problem.code)
  const diagnostic: Diagnostic = {
    range: placeOf(widen(problem.span), undefined).range,
    severity: severities[severityOf(problem.code)],
    code: problem.code,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    source: 'shardlens',
    message: problem.message,
    ...(fading.has(problem.code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  }
  const related = (problem.related ?? []).map(({ span, message, file }) => ({ location: placeOf(span, file), message }))
  return related.length === 0 ? diagnostic : { ...diagnostic, relatedInformation: related }
}

/** What has no effect is shown faded. */
const fading: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(['tactics.unused-tactic', 'tactics.shadowed'])

/** An empty span would be invisible. */
const widen = (span: Span): Span => (span.end > span.start ? span : { start: span.start, end: span.start + 1 })

/** `data` says where its tooltip comes from when that is asked for. */
export function toInlayHint(hint: Hint, positions: Positions, data?: object): InlayHint {
  const text = `\u00a0${hint.label}`
  const label = hint.isLink === true ? [{ value: text }] : text
  const tooltip = hint.tooltip === undefined ? undefined : { kind: MarkupKind.Markdown, value: hint.tooltip }
  return {
    position: positions.at(hint.offset),
    label,
    paddingLeft: true,
    ...(tooltip === undefined ? {} : { tooltip }),
    ...(data === undefined ? {} : { data }),
  }
}

export const toHover = (hover: OurHover, positions: Positions): Hover => ({
  contents: { kind: MarkupKind.Markdown, value: hover.text },
  range: rangeOf(hover.span, positions),
})

const symbolKinds: Readonly<Record<SymbolType, SymbolKind>> = {
  file: SymbolKind.File,
  mesh: SymbolKind.Array,
  axis: SymbolKind.EnumMember,
  device: SymbolKind.Constant,
  field: SymbolKind.Property,
  tactic: SymbolKind.Function,
  action: SymbolKind.Field,
  schedule: SymbolKind.Event,
  expectation: SymbolKind.Property,
  function: SymbolKind.Function,
  scope: SymbolKind.Namespace,
  loop: SymbolKind.Struct,
  branch: SymbolKind.Struct,
  operation: SymbolKind.Variable,
  argument: SymbolKind.Field,
}

export const toSymbolKind = (kind: SymbolType): SymbolKind => symbolKinds[kind]

export const toSymbol = (symbol: Symbol, positions: Positions): DocumentSymbol => ({
  name: symbol.name,
  detail: symbol.detail,
  kind: symbolKinds[symbol.kind],
  range: rangeOf(symbol.span, positions),
  selectionRange: rangeOf(symbol.selection, positions),
  children: (symbol.children ?? []).map((child) => toSymbol(child, positions)),
})
