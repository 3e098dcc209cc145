// Text of a tactics file -> syntax tree. Half-typed text is the normal case: what can be read is kept, the rest reported.
import type { Outcome, Problem, Span } from '../base/problems'
import { describeFound, quote, reportExpected, reportSyntax, spanOf } from './readContext'
import type { ReadContext } from './readContext'
import { readStatement, statementTypes } from './readStatement'
import { parseStatements } from './recover'
import { tooDeep } from './syntaxNodes'
import type { SyntaxNode, TacticsParser } from './syntaxNodes'
import type { Statement, TacticsFile } from './syntaxTree'

export type { SyntaxNodeLike, SyntaxTreeLike, TacticsParser } from './syntaxNodes'

/**
 * Reads a tactics file.
 * Units: spans are UTF-16 offsets. Errors: `tactics.syntax` for what cannot be read, `tactics.redefined` for a second
 * model, mesh or device; problems are in order of place.
 */
export function parseTactics(parser: TacticsParser, text: string): Outcome<TacticsFile> {
  const context: ReadContext = { text, problems: [] }
  const statements: Statement[] = []
  for (const node of parseStatements(parser, text)) {
    reportTooDeep(context, node)
    const statement = statementTypes.includes(node.type) ? readStatement(context, node) : undefined
    reportFaults(context, node, undefined)
    if (statement !== undefined) statements.push(statement)
  }
  const value = sortOut(statements, text.length)
  const problems = [...context.problems, ...findRedefinitions(statements)]
  return { value, problems: problems.sort((a, b) => a.span.start - b.span.start) }
}

/** A file of these statements; `ownEnd` is the length of its own text. */
export function sortOut(statements: readonly Statement[], ownEnd: number): TacticsFile {
  const ofKind = <Kind extends Statement['kind']>(kind: Kind): readonly Extract<Statement, { kind: Kind }>[] =>
    statements.filter((statement): statement is Extract<Statement, { kind: Kind }> => statement.kind === kind)
  return {
    ownEnd,
    statements,
    model: ofKind('model')[0],
    mesh: ofKind('mesh')[0],
    device: ofKind('device')[0],
    tactics: ofKind('tactic'),
    schedules: ofKind('schedule'),
    includes: ofKind('include'),
  }
}

/** What may stand where the parser gave up, by the node around it. */
const expectedIn: Readonly<Record<string, string>> = {
  mesh_statement: '`{`',
  mesh_body: 'an axis such as `batch: 16`, or `}`',
  mesh_axis: '`:` and a size',
  device_statement: '`{` or the next statement',
  field_body: 'a field such as `memory: 16 GiB`, or `}`',
  field: '`:` and a number or a path',
  layout: 'an axis and where it lies, such as `batch: x`, or `}`',
  layout_entry: '`,` or `}`',
  tactic: '`on`, a mesh axis or `{`',
  automatic_tactic: '`on`, a mesh axis or `{`',
  axes: '`,` or `{`',
  tactic_body: 'an action such as `params.**: 0`, or `}`',
  action: '`where`, `:` or the next action',
  path: 'a segment, `where` or `:`',
  alternatives: 'an alternative, `,` or `}`',
  comparison: 'an operator and a number',
  group: 'a condition or `)`',
  and: 'a condition',
  or: 'a condition',
  not: 'a condition',
  schedule: '`=`, the name of a tactic or `{`',
  tactic_list: '`,`, `{` or the next statement',
  schedule_body: 'a unit such as `MiB`, `GiB` or `ms`, `expect` or `}`',
  expectation: 'a figure, an operator and a number',
}
const statementForms = '`model`, `mesh`, `device`, `tactic`, `schedule` or `include`'

/** Reports what the parser passed over or made up. */
function reportFaults(context: ReadContext, node: SyntaxNode, parent: SyntaxNode | undefined): void {
  if (node.isMissing) reportMissing(context, node)
  else if (node.isError) {
    // Between statements the first word is the one that is wrong.
    const span = parent === undefined ? firstWord(context.text, node) : trim(context.text, node)
    const expected = expectedIn[parent?.type ?? ''] ?? statementForms
    if (span.start < span.end && !hasProblemIn(context, span)) {
      const written = context.text.slice(span.start, span.end)
      reportSyntax(context, span, describeFound(expected, quote(written), written))
    }
  } else for (const child of node.children) reportFaults(context, child, node)
}

/** Before anything else at its place, as the readers see a part missing there. */
function reportTooDeep(context: ReadContext, node: SyntaxNode): void {
  if (node.type === tooDeep) reportSyntax(context, firstWord(context.text, node), 'nested too deeply to be read')
  else for (const child of node.children) reportTooDeep(context, child)
}

function reportMissing(context: ReadContext, node: SyntaxNode): void {
  if (/^\W$/.test(node.type)) reportExpected(context, node.start, `\`${node.type}\``)
  else reportExpected(context, node.start, node.type.replaceAll('_', ' '))
}

function firstWord(text: string, node: Span): Span {
  const { start, end } = trim(text, node)
  return { start, end: start + (/^(?:[\p{L}\p{M}\p{N}_]+|\S)/u.exec(text.slice(start, end))?.[0].length ?? 0) }
}

const hasProblemIn = (context: ReadContext, { start, end }: Span): boolean =>
  context.problems.some(({ span }) => span.start >= start && span.start <= end)

/** Without blanks around, and no further than the line. */
function trim(text: string, node: Span): Span {
  const written = text.slice(node.start, node.end)
  const start = node.start + (written.length - written.trimStart().length)
  const line = text.slice(start, node.end).split(/\r?\n/)[0] ?? ''
  return { start, end: start + line.trimEnd().length }
}

/** A second model, mesh or device of a file and what it includes. */
export function findRedefinitions(statements: readonly Statement[]): readonly Problem[] {
  return (['model', 'mesh', 'device'] as const).flatMap((kind) => {
    const [first, ...others] = statements.filter((statement) => statement.kind === kind)
    if (first === undefined) return []
    const related = [{ span: spanOf(first.span), message: 'the one that counts' }]
    return others.map(({ span }): Problem => {
      return {
        code: 'tactics.redefined',
        span,
        message: `a second \`${kind}\`; a file, its includes counted, has one`,
        related,
      }
    })
  })
}
