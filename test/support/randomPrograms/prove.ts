// Runs a random program as it is and partitioned, and says where they differ.
import { loadModel } from '../../../server/src/engine/loadModel'
import type { LoadedModel } from '../../../server/src/engine/analysis'
import { verifyPartition } from '../../../server/src/engine/verify'
import { makeInput } from '../../../server/src/evaluate/shards'
import type { Tensor } from '../../../server/src/evaluate/tensor'
import { lower } from '../../../server/src/lowering/lower'
import { writeLocalModule } from '../../../server/src/lowering/write/writeLocalModule'
import { encodeText } from '../../../server/src/mlir/text'
import type { ShardingState } from '../../../server/src/sharding/state'
import type { RandomProgram } from './generate'

/** Reads a random program; problems in it are faults of the generator. */
export function loadRandom(program: RandomProgram): LoadedModel {
  const model = loadModel(encodeText(program.text))
  const fault = model.problems[0]
  if (fault !== undefined) throw new Error(`${fault.message}\n${program.text}`)
  return model
}

/** Undefined where both agree; else what differs, with both programs. */
export function findDifference(program: RandomProgram, state: ShardingState, seed = 0): string | undefined {
  const local = lower(state)
  const verification = verifyPartition(local, {
    inputs: makeInputs(program, state, seed),
    tolerances: program.tolerances,
  })
  const isProved = verification.kind === 'compared' && verification.outputs.every(({ holds }) => holds)
  if (isProved) return undefined
  const what =
    verification.kind === 'compared'
      ? JSON.stringify(verification.outputs.filter(({ holds }) => !holds))
      : `${verification.program}: ${verification.message}`
  const mesh = state.mesh.axes.map(({ name, size }) => `${name}=${size}`).join(',')
  return `${what}\nmesh ${mesh}\n${program.text}\npartitioned:\n${writeLocalModule(local)}`
}

/** Integers for all element types, so that sums are exact. */
function makeInputs(program: RandomProgram, { program: { module } }: ShardingState, seed: number): Tensor[] {
  return program.arguments.map(({ low, high }, i) => {
    const tensor = makeInput(module.arguments[i]!.type, i, seed, [low, high + 1])
    if (tensor.data instanceof Float64Array)
      tensor.data.forEach((element, at) => (tensor.data[at] = Math.floor(element)))
    return tensor
  })
}
