// What the nodes of each source line cost in one evaluated schedule, by phase. One pass over the steps, for all lines.
import { collectiveOfStep, nodeOfStep } from '../cost/stepPlaces'
import type { LocalProgram } from '../lowering/localProgram'
import { phaseNames, phaseOf } from '../sharding/phases'
import type { Evaluation } from './analysis'
import type { SourceLines } from './sourceLines'
import { groupByLine, lineOfNode } from './sourceLines'

/** Columns by line of `SourceLines`, over all executions of one step. */
export interface SourceFigures {
  /** Line after line, one cell for each of `phaseNames`: compute and exposed communication. */
  readonly phaseSeconds: Float64Array
  readonly compute: Float64Array
  readonly communication: Float64Array
  readonly exposed: Float64Array
  readonly flops: Float64Array
  /** Full local arrays that collectives gather or reduce. */
  readonly communicationBytes: Float64Array
  /** Steps that count for line l, in program order: `steps[stepStart[l]]` to before `stepStart[l + 1]`. */
  readonly stepStart: Int32Array
  readonly steps: Int32Array
  /** Of the whole program. */
  readonly total: number
}

const known = new WeakMap<LocalProgram, { readonly lines: SourceLines; readonly figures: SourceFigures }>()

/** Added up when first asked for, once a schedule's evaluation. */
export function getSourceFigures(evaluation: Evaluation, lines: SourceLines): SourceFigures {
  const found = known.get(evaluation.local)
  if (found?.lines === lines) return found.figures
  const figures = addUp(evaluation, lines)
  known.set(evaluation.local, { lines, figures })
  return figures
}

/** Compute and exposed communication of a line: its part of the step time. */
export const secondsOf = (figures: SourceFigures, line: number): number =>
  figures.compute[line]! + figures.exposed[line]!

function addUp({ local, simulation }: Evaluation, source: SourceLines): SourceFigures {
  const { lines } = source
  const { kernels, timeline, collectiveSeconds } = simulation
  const column = (width = 1): Float64Array => new Float64Array(lines.length * width)
  const lineOfStep = new Int32Array(local.steps.count).fill(-1)
  const sums = { compute: column(), communication: column(), exposed: column(), flops: column() }
  const [phaseSeconds, communicationBytes] = [column(phaseNames.length), column()]
  const phases = phaseOf(local.program)
  for (let step = 0; step < local.steps.count; step++) {
    const node = nodeOfStep(local, step)
    const line = node < 0 ? -1 : lineOfNode(source, node)
    const count = timeline.executions[local.steps.region[step]!]!
    if (line < 0 || count === 0) continue
    lineOfStep[step] = line
    const collective = collectiveOfStep(local, step)
    const exposed = collective < 0 ? 0 : timeline.exposed[collective]! * count
    const compute = kernels.seconds[step]! * count
    sums.compute[line]! += compute
    sums.exposed[line]! += exposed
    sums.flops[line]! += kernels.flops[step]! * count
    phaseSeconds[line * phaseNames.length + phases[node]!]! += compute + exposed
    if (collective < 0) continue
    sums.communication[line]! += collectiveSeconds[collective]! * count
    communicationBytes[line]! += local.collectives[collective]!.bytes * count
  }
  const { start, members } = groupByLine(lineOfStep, lines.length)
  return { ...sums, phaseSeconds, communicationBytes, stepStart: start, steps: members, total: timeline.total }
}
