// The names of all sessions, for what looks across files: references, renaming, symbols of the workspace.
import type { Location } from 'vscode-languageserver/node'
import type { Span } from '../base/problems'
import type { NamedFile, Occurrence } from '../ide/tacticsNames'
import { listNames } from '../ide/tacticsNames'
import { rangeOf, textPositionsOf } from './convert'
import type { FeatureHost } from './featureHost'
import type { ParsedFile, TacticsView } from './tacticsViews'

export interface SharedNames {
  /** Of the file itself, in offsets of its text. */
  readonly names: readonly Occurrence[]
  /** Files of each session, in offsets of their texts. */
  readonly sessions: readonly (readonly NamedFile[])[]
  readonly locate: (place: { readonly path: string; readonly span: Span }) => Location
}

/** Names as one file sees them: its own, and those of every session. */
export async function findSharedNames(host: FeatureHost, view: TacticsView): Promise<SharedNames> {
  const files = await host.views.files()
  const own: ParsedFile = { path: view.source.path, text: view.source.text, own: view.own }
  const isKnown = files.some((session) => session.some(({ path }) => path === own.path))
  const sessions = isKnown ? files : [[own]]
  return {
    names: listNames(view.own),
    sessions: sessions.map((session) => session.map(nameFile)),
    locate: locatorFor(host, sessions.flat()),
  }
}

/** Every file once. */
export async function listNamedFiles(
  host: FeatureHost,
): Promise<Pick<SharedNames, 'locate'> & { readonly files: readonly NamedFile[] }> {
  const parsed = new Map((await host.views.files()).flat().map((file) => [file.path, file]))
  return { files: [...parsed.values()].map(nameFile), locate: locatorFor(host, [...parsed.values()]) }
}

const nameFile = ({ path, own }: ParsedFile): NamedFile => ({ path, names: listNames(own) })

/** Places in the texts that were parsed. */
function locatorFor({ workspace }: FeatureHost, files: readonly ParsedFile[]): SharedNames['locate'] {
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  return ({ path, span }) => ({
    uri: workspace.addressOf(path),
    range: rangeOf(span, textPositionsOf(texts.get(path) ?? '')),
  })
}
