// Stacks of calls in the user's code that made each node: places interned, one stack for all nodes that share it.
import { indexed } from '../base/indexed'
import { shareInt32, sharedInt32 } from '../base/sharedArrays'
import type { Frame } from '../mlir/locations'
import { readFrames } from '../mlir/locations'
import type { Program } from './program'
import { NodeRole } from './program'

/** Columns over the places, stacks and nodes of one program; shared with other threads. */
export interface SourceFrames {
  /** As the model writes them, each once. */
  readonly files: readonly string[]
  /** Distinct places. */
  readonly frames: readonly Frame[]
  /** By frame: index in `files`. */
  readonly frameFile: Int32Array
  /** Frames of stack s, the innermost call first: `stackFrames[stackStart[s]]` to before `stackStart[s + 1]`. */
  readonly stackStart: Int32Array
  readonly stackFrames: Int32Array
  /** By node; -1 where the model says nothing. */
  readonly stackOf: Int32Array
}

/** Nodes between pauses: some milliseconds. */
const slice = 1_000

/** Read once for each program, when first asked for. Linear in nodes and in the frames of distinct stacks. */
export const getSourceFrames = indexed((program: Program): SourceFrames => {
  const reading = readSourceFrames(program)
  for (;;) {
    const step = reading.next()
    if (step.done === true) return step.value
  }
})

/** The same for a thread that may be wanted for something else: each step takes some milliseconds, the last one keeps the frames. */
export function* prepareSourceFrames(program: Program): Generator<undefined, void> {
  if (getSourceFrames.known(program) === undefined) getSourceFrames.keep(program, yield* readSourceFrames(program))
}

/** Yields between slices. */
function* readSourceFrames(program: Program): Generator<undefined, SourceFrames> {
  const { nodes, module, callSites } = program
  const stacks = createStacks()
  const framesAt = createReader(program)
  const byPlace = new Map<number, number>()
  const stackOf = sharedInt32(nodes.count).fill(-1)
  for (let node = 0; node < nodes.count; node++) {
    if (node % slice === slice - 1) yield
    if (nodes.role[node] === NodeRole.output) continue
    const operation = nodes.operation[node]!
    const location = operation < 0 ? -1 : module.columns.operations.location[operation]!
    const key = (location + 1) * (callSites.length + 1) + nodes.callSite[node]! + 1
    const stack = byPlace.get(key) ?? stacks.add(stackAt(program, node, framesAt))
    byPlace.set(key, stack)
    stackOf[node] = stack
  }
  return { ...stacks.finish(), stackOf }
}

/** Frames of an operation's own location, then those of the calls that it was expanded from, innermost first. */
function stackAt(program: Program, node: number, framesAt: (operation: number) => readonly Frame[]): readonly Frame[] {
  const frames = [...framesAt(program.nodes.operation[node]!)]
  for (let site = program.nodes.callSite[node]!; site >= 0; site = program.callSites[site]!.parent) {
    frames.push(...framesAt(program.callSites[site]!.operation))
  }
  return frames
}

/** Reads each location once. */
function createReader({ module: { columns } }: Program): (operation: number) => readonly Frame[] {
  const byLocation = new Map<number, readonly Frame[]>()
  return (operation) => {
    const location = operation < 0 ? -1 : columns.operations.location[operation]!
    const frames = byLocation.get(location) ?? readFrames(columns, location)
    byLocation.set(location, frames)
    return frames
  }
}

interface Stacks {
  /** Number of a stack; -1 for the empty one. */
  readonly add: (frames: readonly Frame[]) => number
  readonly finish: () => Omit<SourceFrames, 'stackOf'>
}

function createStacks(): Stacks {
  const [files, frames, frameFile, stackFrames]: [string[], Frame[], number[], number[]] = [[], [], [], []]
  const stackStart = [0]
  const [fileIds, frameIds, stackIds] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ]
  const idOfFile = ensureId(fileIds, (file: string) => files.push(file) - 1)
  const idOfFrame = (frame: Frame): number =>
    ensureId(frameIds, () => {
      frameFile.push(idOfFile(frame.file))
      return frames.push(frame) - 1
    })(`${frame.line}:${frame.column}:${frame.function}:${frame.file}`)
  const add = (list: readonly Frame[]): number => {
    const ids = list.map(idOfFrame).filter((id, i, all) => id !== all[i - 1])
    if (ids.length === 0) return -1
    return ensureId(stackIds, () => {
      stackFrames.push(...ids)
      return stackStart.push(stackFrames.length) - 2
    })(ids.join())
  }
  const finish = (): Omit<SourceFrames, 'stackOf'> => ({
    files,
    frames,
    frameFile: shareInt32(frameFile),
    stackStart: shareInt32(stackStart),
    stackFrames: shareInt32(stackFrames),
  })
  return { add, finish }
}

/** Number of a key, made when it is new. */
const ensureId =
  (ids: Map<string, number>, make: (key: string) => number) =>
  (key: string): number => {
    const id = ids.get(key) ?? make(key)
    ids.set(key, id)
    return id
  }
