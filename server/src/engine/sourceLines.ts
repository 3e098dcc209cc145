// Which line of the workspace's source made each node: the innermost call of its stack that lies in a file of the workspace.
import type { Program } from '../sharding/program'
import type { SourceFrames } from '../sharding/sourceFrames'
import { getSourceFrames } from '../sharding/sourceFrames'

export interface SourceLine {
  /** Of the workspace. */
  readonly path: string
  /** From 1. */
  readonly line: number
  /** Functions that the model says this line is in. */
  readonly functions: readonly string[]
}

/** Lines of one program, and which nodes were traced there. */
export interface SourceLines {
  readonly frames: SourceFrames
  /** By file of `frames`: its path in the workspace. */
  readonly paths: readonly (string | undefined)[]
  readonly lines: readonly SourceLine[]
  /** Indices in `lines` by path, in the order of the file. */
  readonly byPath: ReadonlyMap<string, readonly number[]>
  /** By stack of `frames`: index in `lines`, -1 where none of its calls lies in the workspace. */
  readonly lineOfStack: Int32Array
}

/** Index in `lines` of the line that made a node, or -1. */
export function lineOfNode({ frames, lineOfStack }: SourceLines, node: number): number {
  const stack = frames.stackOf[node]!
  return stack < 0 ? -1 : lineOfStack[stack]!
}

/** `paths`: where each file of `getSourceFrames(program)` lies in the workspace. Linear in distinct stacks. */
export function findSourceLines(program: Program, paths: readonly (string | undefined)[]): SourceLines {
  const frames = getSourceFrames(program)
  const { lines, lineOfFrame } = readLines(frames, paths)
  const lineOfStack = new Int32Array(frames.stackStart.length - 1).fill(-1)
  for (let stack = 0; stack < lineOfStack.length; stack++) {
    for (let at = frames.stackStart[stack]!; at < frames.stackStart[stack + 1]! && lineOfStack[stack]! < 0; at++) {
      lineOfStack[stack] = lineOfFrame[frames.stackFrames[at]!]!
    }
  }
  return { frames, paths, lines, byPath: sortByPath(lines), lineOfStack }
}

function readLines(
  frames: SourceFrames,
  paths: readonly (string | undefined)[],
): { readonly lines: readonly SourceLine[]; readonly lineOfFrame: Int32Array } {
  const lines: { path: string; line: number; functions: string[] }[] = []
  const ids = new Map<string, number>()
  const lineOfFrame = new Int32Array(frames.frames.length).fill(-1)
  frames.frames.forEach(({ line, function: name }, frame) => {
    const path = paths[frames.frameFile[frame]!]
    if (path === undefined || line < 1) return
    const key = `${line}:${path}`
    const id = ids.get(key) ?? lines.push({ path, line, functions: [] }) - 1
    ids.set(key, id)
    lineOfFrame[frame] = id
    const { functions } = lines[id]!
    if (name !== '' && !functions.includes(name)) functions.push(name)
  })
  return { lines, lineOfFrame }
}

function sortByPath(lines: readonly SourceLine[]): ReadonlyMap<string, readonly number[]> {
  const byPath = new Map<string, number[]>()
  lines.forEach(({ path }, index) => {
    const list = byPath.get(path)
    if (list === undefined) byPath.set(path, [index])
    else list.push(index)
  })
  for (const list of byPath.values()) list.sort((a, b) => lines[a]!.line - lines[b]!.line)
  return byPath
}

/** What belongs to each line, in ascending order: `members[start[l]]` to before `start[l + 1]`. */
export function groupByLine(
  lineOf: Int32Array,
  count: number,
): { readonly start: Int32Array; readonly members: Int32Array } {
  const start = new Int32Array(count + 1)
  for (const line of lineOf) if (line >= 0) start[line + 1]!++
  for (let line = 0; line < count; line++) start[line + 1]! += start[line]!
  const members = new Int32Array(start[count]!)
  const next = start.slice()
  lineOf.forEach((line, member) => {
    if (line >= 0) members[next[line]!++] = member
  })
  return { start, members }
}
