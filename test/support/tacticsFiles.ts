// Several tactics files in memory, gathered as the engine gets them; `//- name` begins a file of a fixture.
import type { Gathered, IncludeHost } from '../../server/src/tactics/includes'
import { gatherTactics } from '../../server/src/tactics/includes'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { locate } from '../../server/src/tactics/sources'
import type { Problem, Span } from '../../server/src/base/problems'
import { getTacticsParser } from './tacticsParser'

/** Files of a fixture by name; the first one is the main file. */
export function splitFixture(fixture: string): ReadonlyMap<string, string> {
  const parts = fixture.split(/^\/\/- (\S+)\n/m)
  const files = new Map<string, string>()
  for (let i = 1; i < parts.length; i += 2) files.set(parts[i] ?? '', parts[i + 1] ?? '')
  return files
}

/** The main file with its includes; paths are joined by `/` without regard to `..`. */
export async function gatherFixture(fixture: string): Promise<Gathered> {
  const files = splitFixture(fixture)
  const parser = await getTacticsParser()
  const [main = ['', '']] = files
  const host: IncludeHost = {
    resolve: (from, path) => (from.includes('/') ? `${from.slice(0, from.lastIndexOf('/') + 1)}${path}` : path),
    read: (path) => {
      const text = files.get(path)
      return Promise.resolve(
        text === undefined
          ? { kind: 'problem', code: 'include.missing', message: 'does not exist' }
          : { kind: 'text', text },
      )
    },
    parse: (text) => parseTactics(parser, text),
  }
  return gatherTactics({ path: main[0], text: main[1] }, host)
}

/** `common.tactics «text»`: where a span of the session lies. */
export function describePlace({ sources }: Pick<Gathered, 'sources'>, span: Span): string {
  const place = locate(sources, span)
  return `${place.source.path} «${place.source.text.slice(place.span.start, place.span.end)}»`
}

/** `code file «text» <- related file «text»`. */
export function describeProblem(gathered: Pick<Gathered, 'sources'>, { code, span, related = [] }: Problem): string {
  const others = related.map((one) => ` <- ${describePlace(gathered, one.span)}`)
  return `${code} ${describePlace(gathered, span)}${others.join('')}`
}
