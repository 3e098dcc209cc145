// A tactics file and what it includes -> one file: each parsed on its own, all in one range of offsets (sources.ts).
import type { DiagnosticCode } from '../base/diagnostics'
import type { Outcome, Problem, RelatedPlace } from '../base/problems'
import { quoted } from './checkTactic'
import { findRedefinitions, sortOut } from './parseTactics'
import { shiftSpans } from './shiftSpans'
import type { TacticsSource } from './sources'
import { startAfter } from './sources'
import type { IncludeStatement, Schedule, Statement, TacticsFile } from './syntaxTree'

/** Text of an included file, or why there is none: `message` goes on after the file's name. */
export type IncludedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly code: DiagnosticCode; readonly message: string }

/** How files are named, read and parsed; the paths are the host's own. */
export interface IncludeHost {
  /** Path that `path` means in the file `from`; equal files have equal paths. */
  readonly resolve: (from: string, path: string) => string
  readonly read: (path: string) => Promise<IncludedText>
  readonly parse: (text: string) => Outcome<TacticsFile>
}

export interface Gathered {
  /** All of it: statements of an include stand where it stands, the schedules of included files are left out. */
  readonly file: TacticsFile
  /** The main file first, then includes in the order of their first mention. */
  readonly sources: readonly TacticsSource[]
  /** Of syntax and of the includes, in offsets of the session. */
  readonly problems: readonly Problem[]
}

/** Files of one session; more are most likely written by a program, or a loop of links. */
const mostFiles = 256

interface Gathering {
  readonly host: IncludeHost
  readonly sources: TacticsSource[]
  readonly statements: Statement[]
  readonly problems: Problem[]
}

/**
 * Reads a file and, transitively, what it includes, each file once.
 * Errors: `include.missing`, `include.not-tactics`, `include.cycle`, `include.schedule` at the path of the include, and the
 * problems of each file in its own text; what cannot be had is left out and the rest goes on.
 */
export async function gatherTactics(main: Omit<TacticsSource, 'start'>, host: IncludeHost): Promise<Gathered> {
  const gathering: Gathering = { host, sources: [], statements: [], problems: [] }
  await addFile(gathering, main, [])
  const { statements, sources } = gathering
  const syntax = gathering.problems.filter(({ code }) => code !== 'tactics.redefined')
  const problems = [...syntax, ...findRedefinitions(statements)].sort((a, b) => a.span.start - b.span.start)
  return { file: sortOut(statements, main.text.length), sources, problems }
}

/** Adds a file that is not there yet; returns the schedules that it holds. `trail` are the files that lead to it. */
async function addFile(
  gathering: Gathering,
  { path, text }: Omit<TacticsSource, 'start'>,
  trail: readonly string[],
): Promise<readonly Schedule[]> {
  const { host, sources, statements, problems } = gathering
  const start = startAfter(sources.at(-1))
  sources.push({ path, text, start })
  const parsed = host.parse(text)
  problems.push(...shiftSpans(parsed.problems, start))
  const schedules: Schedule[] = []
  for (const statement of shiftSpans(parsed.value.statements, start)) {
    if (statement.kind === 'schedule' && trail.length > 0) schedules.push(statement)
    else statements.push(statement)
    if (statement.kind === 'include') await addInclude(gathering, statement, [...trail, path])
  }
  return schedules
}

async function addInclude(gathering: Gathering, include: IncludeStatement, trail: readonly string[]): Promise<void> {
  const { host, sources, problems } = gathering
  const report = (code: DiagnosticCode, message: string, related: readonly RelatedPlace[] = []): void =>
    void problems.push({ code, span: include.pathSpan, message, ...(related.length === 0 ? {} : { related }) })
  if (!include.path.endsWith('.tactics')) {
    const message = `\`${include.path}\` is no tactics file; only files that end in .tactics are included`
    return report('include.not-tactics', message)
  }
  const path = host.resolve(trail.at(-1) ?? '', include.path)
  if (trail.includes(path)) return report('include.cycle', describeCycle(path, trail))
  if (sources.some((source) => source.path === path)) return
  if (sources.length >= mostFiles) {
    return report(
      'include.missing',
      `\`${include.path}\` is left out: a file and its includes are at most ${mostFiles}`,
    )
  }
  const read = await host.read(path)
  if (read.kind === 'problem') return report(read.code, `\`${include.path}\` ${read.message}`)
  const schedules = await addFile(gathering, { path, text: read.text }, trail)
  if (schedules.length > 0) report('include.schedule', ...describeSchedules(include.path, schedules))
}

function describeCycle(path: string, trail: readonly string[]): string {
  const way = trail.slice(trail.indexOf(path)).map(baseName)
  const name = baseName(path)
  return way.length === 1
    ? `\`${name}\` includes itself; the include is left out`
    : `the includes form a cycle: ${[...way, name].join(' → ')}; this one is left out`
}

function describeSchedules(path: string, schedules: readonly Schedule[]): [string, readonly RelatedPlace[]] {
  const names = schedules.slice(0, 3).map(({ name }) => name.text)
  const more = schedules.length > names.length ? ' and more' : ''
  const what = schedules.length === 1 ? 'a schedule' : 'schedules'
  const message = `\`${path}\` holds ${what} (${quoted(names)}${more}); an include brings tactics, mesh and device, and leaves schedules out`
  return [message, schedules.map(({ name }) => ({ span: name.span, message: `schedule \`${name.text}\`` }))]
}

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
