// Workspace symbols: names of all tactics files, and arguments of their models, that a query fits.
import type { LoadedModel } from '../engine/analysis'
import { definitionOf } from './modelDefinition'
import type { Span } from '../base/problems'
import type { NamedFile } from './tacticsNames'
import type { SymbolType } from './symbol'

export interface WorkspaceSymbol {
  readonly name: string
  readonly kind: SymbolType
  readonly path: string
  readonly span: Span
}

/** Answers of each kind: a person narrows the query long before. */
const mostNames = 500
const mostArguments = 200

/** Definitions whose name holds the letters of the query in order, whatever their case; all for an empty query. */
export function findNamesInFiles(query: string, files: readonly NamedFile[]): WorkspaceSymbol[] {
  const fits = matcher(query)
  const found = files.flatMap(({ path, names }) =>
    names.flatMap(({ kind, text, span, isDefinition }): WorkspaceSymbol[] =>
      isDefinition && fits(text) ? [{ name: text, kind, path, span }] : [],
    ),
  )
  return found.slice(0, mostNames)
}

/** Arguments by their path; none for a query of less than two letters, as models have thousands. */
export function findArguments(query: string, model: LoadedModel, path: string): WorkspaceSymbol[] {
  if (query.trim().length < 2) return []
  const fits = matcher(query)
  const found: WorkspaceSymbol[] = []
  for (const argument of model.module.arguments) {
    if (found.length === mostArguments) break
    const span = fits(argument.path) ? definitionOf(model, argument.value) : undefined
    if (span !== undefined) found.push({ name: argument.path, kind: 'argument', path, span })
  }
  return found
}

function matcher(query: string): (name: string) => boolean {
  const letters = query.toLowerCase().replaceAll(/\s/g, '')
  return (name) => {
    let at = 0
    for (const letter of name.toLowerCase()) if (letter === letters[at]) at++
    return at >= letters.length
  }
}
