// Nodes of a JSON text with their places.
import type { Node, ParseErrorCode } from 'jsonc-parser'
import { getNodeValue, printParseErrorCode } from 'jsonc-parser'
import type { DiagnosticCode } from '../base/diagnostics'
import type { Problem, Span } from '../base/problems'

export interface Property {
  readonly name: string
  /** Of the name, in its quotes. */
  readonly span: Span
  readonly value: Node
}

/** Properties of an object that are whole. */
export function propertiesOf(node: Node): Property[] {
  return (node.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? []
    const name: unknown = key && getNodeValue(key)
    return key === undefined || value === undefined || typeof name !== 'string'
      ? []
      : [{ name, span: spanOf(key), value }]
  })
}

export const spanOf = (node: Node | undefined): Span =>
  node === undefined ? { start: 0, end: 0 } : { start: node.offset, end: node.offset + node.length }

/** A value in a message. */
export const textOf = (node: Node): string => `\`${JSON.stringify(getNodeValue(node))}\``

export const problemIn = (span: Span, message: string, code: DiagnosticCode = 'device.file'): Problem => ({
  code,
  span,
  message,
})

/** What is wrong with a text that is no JSON, in words. */
export const describeFault = (code: ParseErrorCode): string => faults[printParseErrorCode(code)]

const faults: Readonly<Record<ReturnType<typeof printParseErrorCode>, string>> = {
  InvalidSymbol: 'this is no value',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'expected a name in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected `:`',
  CommaExpected: 'expected `,`',
  CloseBraceExpected: 'expected `}`',
  CloseBracketExpected: 'expected `]`',
  EndOfFileExpected: 'expected the end of the file',
  InvalidCommentToken: 'it has no comments',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a string is not closed',
  UnexpectedEndOfNumber: 'a number breaks off',
  InvalidUnicode: 'expected four hexadecimal digits behind `\\u`',
  InvalidEscapeCharacter: 'no such character stands behind `\\`',
  InvalidCharacter: 'a control character stands in a string',
  '<unknown ParseErrorCode>': 'this cannot be read',
}
