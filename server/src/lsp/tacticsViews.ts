// A tactics file as features see it: the trees of its session, made of the texts as they are now, not as they were analysed.
import type { Location, Position, Range, TextDocuments } from 'vscode-languageserver/node'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Outcome, Span } from '../base/problems'
import { resolveInclude } from '../worker/readTacticsFile'
import type { Gathered, IncludeHost } from '../tactics/includes'
import { gatherTactics } from '../tactics/includes'
import type { TacticsParser } from '../tactics/parseTactics'
import { parseTactics } from '../tactics/parseTactics'
import type { TacticsSource } from '../tactics/sources'
import { locate } from '../tactics/sources'
import type { TacticsFile } from '../tactics/syntaxTree'
import type { Positions } from './convert'
import { rangeOf, textPositionsOf } from './convert'
import type { Session } from './session'
import type { Workspace } from './workspace'

/** One open tactics file. Offsets of `file` are of the session, those of `own` of its text. */
export interface TacticsView extends Pick<Gathered, 'file' | 'sources'> {
  readonly uri: string
  /** The file itself among the sources. */
  readonly source: TacticsSource
  /** The file parsed alone. */
  readonly own: TacticsFile
  readonly session: Session | undefined
}

export interface TacticsViews {
  readonly parser: () => Promise<TacticsParser>
  /** Undefined when the address is no open tactics file. */
  readonly find: (uri: string) => Promise<TacticsView | undefined>
  /** The main file of the session whose figures a model shows. */
  readonly ofModel: (modelUri: string) => Promise<TacticsView | undefined>
  /** Files of each session, each parsed alone. */
  readonly files: () => Promise<readonly (readonly ParsedFile[])[]>
}

/** A file parsed alone: spans are of its text. */
export interface ParsedFile {
  readonly path: string
  readonly text: string
  readonly own: TacticsFile
}

/** Trees kept between requests, by text. */
const mostTrees = 64

export function createTacticsViews(
  documents: TextDocuments<TextDocument>,
  workspace: Workspace,
  parser: () => Promise<TacticsParser>,
): TacticsViews {
  const parse = memoizedParse(mostTrees)
  const textOf = ({ path, text }: Session): string => workspace.openText(path) ?? text
  const gather = async (session: Session): Promise<Gathered> => {
    const known = await parser()
    return gatherTactics(
      { path: session.path, text: textOf(session) },
      { resolve: resolveInclude, read: (path) => readKnown(workspace, path), parse: (text) => parse(known, text) },
    )
  }
  const viewOf = async (uri: string, text: string, session: Session | undefined): Promise<TacticsView> => {
    const path = workspace.pathOf(uri)
    const own = parse(await parser(), text).value
    const gathered = session === undefined ? undefined : await gather(session)
    const source = gathered?.sources.find((one) => one.path === path)
    if (gathered === undefined || source === undefined) {
      const alone = { path, text, start: 0 }
      return { uri, file: own, sources: [alone], source: alone, own, session: undefined }
    }
    return { uri, file: gathered.file, sources: gathered.sources, source, own, session }
  }
  return {
    parser,
    find: async (uri) => {
      const document = documents.get(uri)
      if (document?.languageId !== 'tactics') return undefined
      return viewOf(uri, document.getText(), workspace.findRunner(uri)?.session)
    },
    ofModel: async (modelUri) => {
      const session = workspace.findSessionOf(workspace.pathOf(modelUri))?.session
      return session === undefined ? undefined : viewOf(session.uri, textOf(session), session)
    },
    files: async () => {
      const known = await parser()
      const gathered = await Promise.all(workspace.sessions.all().map(({ session }) => gather(session)))
      return gathered.map(({ sources }) =>
        sources.map(({ path, text }) => ({ path, text, own: parse(known, text).value })),
      )
    },
  }
}

/** Texts as the editor has them, else as they were analysed: a feature never waits for the disk. */
function readKnown(workspace: Workspace, path: string): ReturnType<IncludeHost['read']> {
  const text = workspace.textOf(path)
  return Promise.resolve(
    text === undefined
      ? { kind: 'problem', code: 'include.missing', message: 'is not read yet' }
      : { kind: 'text', text },
  )
}

function memoizedParse(most: number): (parser: TacticsParser, text: string) => Outcome<TacticsFile> {
  const trees = new Map<string, Outcome<TacticsFile>>()
  return (parser, text) => {
    const tree = trees.get(text) ?? parseTactics(parser, text)
    // The one used last comes last.
    trees.delete(text)
    trees.set(text, tree)
    for (const oldest of trees.keys()) if (trees.size > most) trees.delete(oldest)
    return tree
  }
}

/** Offset of the session of a position in the view's own text. */
export const offsetIn = ({ source }: TacticsView, position: Position): number =>
  source.start + textPositionsOf(source.text).offset(position)

/** Places of spans of a view's session. */
export function createLocator(
  { sources }: Pick<TacticsView, 'sources'>,
  workspace: Workspace,
): (span: Span) => Location {
  const positions = new Map<TacticsSource, Positions>()
  return (span) => {
    const place = locate(sources, span)
    const known = positions.get(place.source) ?? textPositionsOf(place.source.text)
    positions.set(place.source, known)
    return { uri: workspace.addressOf(place.source.path), range: rangeOf(place.span, known) }
  }
}

/** Range of a span of the session in the view's own text; undefined when it is of another file. */
export function ownRange({ source, sources }: TacticsView, span: Span): Range | undefined {
  const place = locate(sources, span)
  return place.source === source ? rangeOf(place.span, textPositionsOf(source.text)) : undefined
}
