// Places as addresses, for hovers of a model: lines of the model itself, of the tactics of its session, of the user's sources.
import { basename } from 'node:path'
import type { ThemeKind } from '../ide/palette'
import type { Presentation } from '../ide/presentation'
import { locate } from '../tactics/sources'
import type { Positions } from './convert'
import { textPositionsOf } from './convert'
import type { FeatureHost } from './featureHost'
import type { ModelView } from './models'

/** What a fragment of an address says to VS Code: a line, from 1. */
const atLine = (uri: string, line: number): string | undefined =>
  uri.startsWith('file:') ? `${uri}#L${line}` : undefined

export function presentationOf(
  { workspace, python }: Pick<FeatureHost, 'workspace' | 'python'>,
  uri: string,
  { view, positions }: { readonly view: ModelView; readonly positions: Positions },
  theme: ThemeKind | undefined,
): Presentation {
  return {
    pictures: theme,
    modelAddress: (offset) => atLine(uri, positions.at(offset).line + 1),
    tacticsPlace: (span) => {
      if (view.sources.length === 0) return undefined
      const { source, span: own } = locate(view.sources, span)
      const line = textPositionsOf(source.text).at(own.start).line + 1
      const text = source.text.slice(own.start, own.end)
      const href = atLine(workspace.addressOf(source.path), line)
      return { text, label: `${basename(source.path)}:${line}`, href }
    },
    sourceAddress: (file, line) => python.resolveSource(view.model.program, file, line),
  }
}
