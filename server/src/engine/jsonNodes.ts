// Nodes of a JSON text with their places.
import type { Node } from 'jsonc-parser'
import { getNodeValue } from 'jsonc-parser'
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
