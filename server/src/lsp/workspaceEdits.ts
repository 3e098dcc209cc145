// Changes of a session's texts, as fixes make them -> the protocol's edits, in the line breaks of the files that they go into.
import type { Location, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node'
import type { Span } from '../base/problems'
import type { TextEdit as SessionEdit } from '../ide/fixes/fix'
import type { TacticsSource } from '../tactics/sources'
import { withLineBreaksOf } from '../tactics/sources'

export function toChanges(
  edits: readonly SessionEdit[],
  sources: readonly TacticsSource[],
  placeOf: (span: Span) => Location,
): NonNullable<WorkspaceEdit['changes']> {
  const changes: Record<string, TextEdit[]> = {}
  for (const { span, newText } of edits) {
    const { uri, range } = placeOf(span)
    changes[uri] = [...(changes[uri] ?? []), { range, newText: withLineBreaksOf(sources, span, newText) }]
  }
  return changes
}
