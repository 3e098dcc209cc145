// Which Python files of the workspace the models of the sessions were traced from, and the lines of each.
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Connection } from 'vscode-languageserver/node'
import type { SourceLines } from '../../engine/sourceLines'
import { findSourceLines } from '../../engine/sourceLines'
import type { FileIndex } from '../../ide/python/matchSources'
import { expandPathMap, indexFiles, matchSource } from '../../ide/python/matchSources'
import type { Settings } from '../../protocol/settings'
import type { Program } from '../../sharding/program'
import { getSourceFrames } from '../../sharding/sourceFrames'
import type { Session } from '../session'
import { slashed, uriOf } from '../uris'
import { findPythonFiles } from './findPythonFiles'

export interface PythonHost {
  readonly connection: Connection
  readonly settings: () => Settings
  /** Folders of the workspace. */
  readonly roots: () => readonly string[]
  /** Sessions in the order in which they were looked at. */
  readonly sessions: () => readonly Session[]
  /** Other files than before are known, or other lines of them. */
  readonly onFiles: (paths: readonly string[]) => void
}

interface Resolved {
  readonly lines: SourceLines
  /** Setting that it was made with. */
  readonly map: Settings['python']['pathMap']
}

/** The session whose figures a Python file shows. */
export interface PythonSession {
  readonly session: Session
  readonly lines: SourceLines
}

/** A search of the folders holds for so long. */
const searchMilliseconds = 5_000

/** Long-lived: the lines of each program, found once, when the worker has read its stacks of calls. */
export class PythonSources {
  private readonly resolved = new WeakMap<Program, Resolved>()
  private readonly pending = new WeakSet<Program>()
  private search: { readonly at: number; readonly files: Promise<FileIndex> } | undefined
  /** Names that were said to be ambiguous. */
  private readonly said = new Set<string>()
  private shown = ''

  constructor(private readonly host: PythonHost) {}

  /** The stacks of some program were read. */
  noteAll(): void {
    for (const session of this.host.sessions()) void this.note(session)
  }

  /** Files were made: models that were traced from files of their names, and found none before, are looked at again. */
  noteFiles(paths: readonly string[]): void {
    const names = new Set(paths.map((path) => basename(path)))
    const lacks = (session: Session): boolean => {
      const { frames, paths: known } = this.linesOf(session) ?? { frames: { files: [] }, paths: [] }
      return frames.files.some((file, i) => known[i] === undefined && names.has(basename(file)))
    }
    for (const session of this.host.sessions().filter(lacks)) {
      this.search = undefined
      if (session.result?.model !== undefined) this.resolved.delete(session.result.model.program)
      void this.note(session)
    }
  }

  /** A session has another result, or is gone. */
  async note({ result }: Session): Promise<void> {
    const program = result?.model?.program
    const map = this.host.settings().python.pathMap
    const isRead = program !== undefined && getSourceFrames.known(program) !== undefined
    if (isRead && this.resolved.get(program)?.map !== map && !this.pending.has(program)) {
      this.pending.add(program)
      try {
        this.resolved.set(program, { lines: await this.resolve(program, result?.modelPath), map })
      } catch (error) {
        this.host.connection.console.error(`lines of Python files: ${String(error)}`)
      } finally {
        this.pending.delete(program)
      }
    }
    this.update()
  }

  /** The session last looked at whose model was traced from a file; undefined when there is none with figures. */
  find(path: string): PythonSession | undefined {
    const key = slashed(path)
    return this.host
      .sessions()
      .flatMap((session) => {
        const lines = this.linesOf(session)
        return lines?.byPath.has(key) === true && session.result?.snapshot?.evaluation !== undefined
          ? [{ session, lines }]
          : []
      })
      .at(-1)
  }

  linesOf({ result }: Session): SourceLines | undefined {
    return result?.model === undefined ? undefined : this.linesOfProgram(result.model.program)
  }

  linesOfProgram(program: Program): SourceLines | undefined {
    return this.resolved.get(program)?.lines
  }

  /** The file of the workspace that a model names; undefined when it is none. */
  pathOfSource(program: Program, file: string): string | undefined {
    const lines = this.linesOfProgram(program)
    return lines?.paths[lines.frames.files.indexOf(file)]
  }

  /** Address of a place that a model names, `file` as it is written there; undefined when it is no file of the workspace. */
  resolveSource(program: Program, file: string, line: number): string | undefined {
    const path = this.pathOfSource(program, file)
    return path === undefined ? undefined : `${uriOf(path)}#L${line}`
  }

  private async resolve(program: Program, modelPath: string | undefined): Promise<SourceLines> {
    const map = expandPathMap(this.host.settings().python.pathMap, this.host.roots().map(slashed))
    const { files: names } = getSourceFrames(program)
    const own = await findBeside(names, modelPath)
    const found = await this.findFiles()
    const files = own.every((path) => found.paths.has(path))
      ? found
      : indexFiles([...new Set([...found.paths, ...own])])
    const paths = names.map((name) => {
      const match = matchSource(name, files, map)
      if (match.kind === 'ambiguous') this.sayAmbiguous(name, match.paths)
      return match.kind === 'found' ? match.path : undefined
    })
    return findSourceLines(program, paths)
  }

  private findFiles(): Promise<FileIndex> {
    const now = Date.now()
    if (this.search === undefined || now - this.search.at > searchMilliseconds) {
      this.search = { at: now, files: findPythonFiles(this.host.roots()).then(indexFiles) }
    }
    return this.search.files
  }

  private sayAmbiguous(name: string, paths: readonly string[]): void {
    if (this.said.has(name)) return
    this.said.add(name)
    this.host.connection.console.info(
      `the model was traced from ${name}, which may be any of ${paths.join(', ')}: no figures are shown there; shardlens.python.pathMap can say which it is`,
    )
  }

  /** Tells which files are known, when they are others than before. */
  update(): void {
    const paths = new Set(this.host.sessions().flatMap((session) => [...(this.linesOf(session)?.byPath.keys() ?? [])]))
    const list = [...paths].sort()
    if (list.join('\n') === this.shown) return
    this.shown = list.join('\n')
    this.host.onFiles(list)
  }
}

/** Of the relative names, those of files beside the model or below it: they are meant where no folder is open. */
async function findBeside(names: readonly string[], modelPath: string | undefined): Promise<string[]> {
  if (modelPath === undefined) return []
  const inside = names.filter((name) => !/^(?:[A-Za-z]:)?[\\/]/.test(name) && !name.split(/[\\/]/).includes('..'))
  const paths = inside.map((name) => join(dirname(modelPath), name))
  const isFile = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        (found) => found.isFile(),
        () => false,
      ),
    ),
  )
  return paths.filter((_, i) => isFile[i]).map(slashed)
}
