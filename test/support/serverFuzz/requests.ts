// Every request that the server offers, with random parameters, and where its answers must lie.
import type { Position, ServerCapabilities } from 'vscode-languageserver/node'
import { linesOf, pick, randomPosition } from './edits'

export interface Asked {
  readonly method: string
  readonly params: object
  /** Document that ranges without an address are of. */
  readonly uri: string
}

interface Context {
  readonly uri: string
  readonly text: string
  readonly random: () => number
}

interface Kind {
  readonly isOffered: (capabilities: ServerCapabilities) => boolean
  readonly params: (context: Context) => object
}

const document = ({ uri }: Context): object => ({ textDocument: { uri } })
const place = (context: Context): object => ({
  ...document(context),
  position: randomPosition(context.text, context.random),
})
const range = ({ text, random }: Context): object => {
  const [a, b] = [randomPosition(text, random), randomPosition(text, random)]
  return isBefore(b, a) ? { start: b, end: a } : { start: a, end: b }
}
const part = (context: Context): object => ({ ...document(context), range: range(context) })
const newNames = ['Renamed', 'data', 'not a name', '', 'é', 'on', 'BP']

const kinds: Readonly<Record<string, Kind>> = {
  'textDocument/hover': { isOffered: (can) => isOn(can.hoverProvider), params: place },
  'textDocument/completion': { isOffered: (can) => isOn(can.completionProvider), params: place },
  'textDocument/definition': { isOffered: (can) => isOn(can.definitionProvider), params: place },
  'textDocument/references': {
    isOffered: (can) => isOn(can.referencesProvider),
    params: (context) => ({ ...place(context), context: { includeDeclaration: context.random() < 0.5 } }),
  },
  'textDocument/documentHighlight': { isOffered: (can) => isOn(can.documentHighlightProvider), params: place },
  'textDocument/prepareRename': { isOffered: (can) => isOn(can.renameProvider), params: place },
  'textDocument/rename': {
    isOffered: (can) => isOn(can.renameProvider),
    params: (context) => ({ ...place(context), newName: pick(newNames, context.random) }),
  },
  'textDocument/documentSymbol': { isOffered: (can) => isOn(can.documentSymbolProvider), params: document },
  'workspace/symbol': {
    isOffered: (can) => isOn(can.workspaceSymbolProvider),
    params: ({ random }) => ({ query: pick(['', 'b', 'params', '**', 'é'], random) }),
  },
  'textDocument/inlayHint': { isOffered: (can) => isOn(can.inlayHintProvider), params: part },
  'textDocument/semanticTokens/full': { isOffered: (can) => isOn(can.semanticTokensProvider), params: document },
  'textDocument/semanticTokens/range': { isOffered: (can) => isOn(can.semanticTokensProvider), params: part },
  'textDocument/foldingRange': { isOffered: (can) => isOn(can.foldingRangeProvider), params: document },
  'textDocument/selectionRange': {
    isOffered: (can) => isOn(can.selectionRangeProvider),
    params: (context) => ({ ...document(context), positions: [randomPosition(context.text, context.random)] }),
  },
  'textDocument/documentLink': { isOffered: (can) => isOn(can.documentLinkProvider), params: document },
  'textDocument/codeLens': { isOffered: (can) => isOn(can.codeLensProvider), params: document },
  'textDocument/codeAction': {
    isOffered: (can) => isOn(can.codeActionProvider),
    params: (context) => ({ ...part(context), context: { diagnostics: [] } }),
  },
  'textDocument/formatting': {
    isOffered: (can) => isOn(can.documentFormattingProvider),
    params: (context) => ({ ...document(context), options: { tabSize: 2, insertSpaces: true } }),
  },
  'textDocument/rangeFormatting': {
    isOffered: (can) => isOn(can.documentRangeFormattingProvider),
    params: (context) => ({ ...part(context), options: { tabSize: 2, insertSpaces: true } }),
  },
}

const isOn = (provider: unknown): boolean => provider !== undefined && provider !== false

/** Methods that a server with these capabilities is asked for. */
export const offered = (capabilities: ServerCapabilities): string[] =>
  Object.entries(kinds).flatMap(([method, { isOffered }]) => (isOffered(capabilities) ? [method] : []))

export const askFor = (method: string, context: Context): Asked => ({
  method,
  params: kinds[method]?.params(context) ?? {},
  uri: context.uri,
})

const isBefore = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character)

/** Places of an answer that lie outside of the texts, each in words. `textOf` knows the files of the test. */
export function findStray(
  answer: unknown,
  { uri, method }: Asked,
  textOf: (uri: string) => string | undefined,
): string[] {
  const stray: string[] = []
  const linesByUri = new Map<string, readonly string[] | undefined>()
  const check = (position: Position, at: string): void => {
    if (!linesByUri.has(at)) {
      const text = textOf(at)
      linesByUri.set(at, text === undefined ? undefined : linesOf(text))
    }
    const line = linesByUri.get(at)?.[position.line]
    if (linesByUri.get(at) !== undefined && (line === undefined || position.character > line.length))
      stray.push(
        `${method}: ${position.line}:${position.character} outside of ${at}: ${JSON.stringify(answer).slice(0, 400)}`,
      )
  }
  if (method.startsWith('textDocument/semanticTokens')) checkTokens(answer, (position) => check(position, uri))
  else if (method === 'textDocument/foldingRange') checkFolds(answer, (position) => check(position, uri))
  else walk(answer, uri, check)
  return stray
}

/** Visits all positions, each with the document that it is of. */
function walk(value: unknown, uri: string, visit: (position: Position, uri: string) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, uri, visit)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  if (isPosition(value)) return visit(value, uri)
  const own = 'uri' in value && typeof value.uri === 'string' ? value.uri : uri
  const target = 'targetUri' in value && typeof value.targetUri === 'string' ? value.targetUri : own
  const document = 'textDocument' in value && hasUri(value.textDocument) ? value.textDocument.uri : own
  for (const [key, item] of Object.entries(value)) {
    if (key === 'data' || key === 'command') continue
    if (key === 'changes' && typeof item === 'object' && item !== null)
      for (const [changed, edits] of Object.entries(item as Record<string, unknown>)) walk(edits, changed, visit)
    else walk(item, key.startsWith('target') ? target : document, visit)
  }
}

const isPosition = (value: object): value is Position =>
  'line' in value && 'character' in value && typeof value.line === 'number' && typeof value.character === 'number'

const hasUri = (value: unknown): value is { uri: string } =>
  typeof value === 'object' && value !== null && 'uri' in value && typeof value.uri === 'string'

function checkTokens(answer: unknown, visit: (position: Position) => void): void {
  const data = typeof answer === 'object' && answer !== null && 'data' in answer ? (answer.data as number[]) : [] // as the protocol says
  let [line, character] = [0, 0]
  for (let i = 0; i < data.length; i += 5) {
    character = data[i] === 0 ? character + data[i + 1]! : data[i + 1]!
    line += data[i]!
    visit({ line, character: character + data[i + 2]! })
  }
}

function checkFolds(answer: unknown, visit: (position: Position) => void): void {
  const folds = Array.isArray(answer) ? (answer as { startLine: number; endLine: number }[]) : [] // as the protocol says
  for (const { startLine, endLine } of folds) {
    visit({ line: startLine, character: 0 })
    visit({ line: endLine, character: 0 })
  }
}
