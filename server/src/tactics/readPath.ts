// Paths: concrete syntax -> patterns over argument and result names.
import { readString, reportExpected, spanOf, textOf } from './readContext'
import type { ReadContext } from './readContext'
import type { SyntaxNode } from './syntaxNodes'
import type { PathPattern, PatternSegment } from './syntaxTree'

const segmentForms = 'a word, a number, `*`, `**`, a quoted segment or `{`'

/** Undefined when a part is missing, which is reported. */
export function readPath(context: ReadContext, node: SyntaxNode): PathPattern | undefined {
  const segments = readSegments(context, node)
  return segments === undefined ? undefined : { kind: 'path', segments, span: spanOf(node) }
}

/** Dots are no nodes: what stands between two segments must be exactly one. */
function readSegments(context: ReadContext, node: SyntaxNode): readonly PatternSegment[] | undefined {
  const segments: PatternSegment[] = []
  let isWhole = true
  let end = node.start
  const nodes = node.children.filter((child) => child.isNamed && !child.isError)
  for (const child of nodes) {
    if (end !== node.start && child.start - end > 1) {
      reportExpected(context, end + 1, segmentForms)
      isWhole = false
    }
    const segment = child.isMissing ? undefined : readSegment(context, child)
    if (segment === undefined) isWhole = false
    else segments.push(segment)
    end = child.end
  }
  if (end < node.end) {
    reportExpected(context, end + 1, segmentForms)
    isWhole = false
  }
  return isWhole && segments.length > 0 ? segments : undefined
}

function readSegment(context: ReadContext, node: SyntaxNode): PatternSegment | undefined {
  const span = spanOf(node)
  if (node.type === 'alternatives') return readAlternatives(context, node)
  if (node.type === 'quoted') return { kind: 'glob', text: readString(context, node), isQuoted: true, span }
  const text = textOf(context, node)
  return text === '**' ? { kind: 'any', span } : { kind: 'glob', text, isQuoted: false, span }
}

function readAlternatives(context: ReadContext, node: SyntaxNode): PatternSegment | undefined {
  const options: (readonly PatternSegment[])[] = []
  let isWhole = true
  let needsOption = true
  for (const child of node.children) {
    if (child.isError || child.isMissing) isWhole = false
    else if (child.type === ',' || child.type === '}') {
      if (needsOption) {
        reportExpected(context, child.start, `an alternative (${segmentForms})`)
        isWhole = false
      }
      needsOption = true
    } else if (child.type !== '{') {
      if (!needsOption) {
        reportExpected(context, child.start, '`,` or `}`')
        isWhole = false
      }
      const option = child.type === 'range' ? readRange(context, child) : readSegments(context, child)
      if (option !== undefined) options.push(option)
      else isWhole = false
      needsOption = false
    }
  }
  return isWhole && options.length > 0 ? { kind: 'alternatives', options, span: spanOf(node) } : undefined
}

function readRange(context: ReadContext, node: SyntaxNode): readonly PatternSegment[] | undefined {
  const [from, to] = node.children.filter((child) => child.type === 'integer' && !child.isMissing)
  if (from === undefined || to === undefined) return reportExpected(context, node.end, 'a number')
  const range = { from: Number(textOf(context, from)), to: Number(textOf(context, to)) }
  return [{ kind: 'range', ...range, span: spanOf(node) }]
}
