// Runs the shardings that a model states itself, and what each device then computes.
import { loadModel } from '../../server/src/engine/loadModel'
import { evaluateOnDevices } from '../../server/src/evaluate/devices'
import { asTensor } from '../../server/src/evaluate/interpreter'
import { shardOf } from '../../server/src/evaluate/shards'
import type { Tensor } from '../../server/src/evaluate/tensor'
import { countCollectives } from '../../server/src/lowering/countCollectives'
import { axisStride } from '../../server/src/lowering/deviceGroups'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { lower } from '../../server/src/lowering/lower'
import { writeLocalModule } from '../../server/src/lowering/write/writeLocalModule'
import { encodeText } from '../../server/src/mlir/text'
import { applyModuleShardings } from '../../server/src/sharding/applyModuleShardings'
import { startState } from '../../server/src/sharding/manualRegions'

/** `mesh`: that of the model when left out. */
export function runModule(text: string, mesh?: Readonly<Record<string, number>>) {
  const model = loadModel(encodeText(text))
  const own = model.shardings.meshes.find(({ axes }) => axes.length > 0)?.axes ?? []
  const axes = mesh === undefined ? own : Object.entries(mesh).map(([name, size]) => ({ name, size }))
  const start = startState(model.program, { axes })
  const { outcome, problems } = applyModuleShardings(start.value, model.shardings)
  const local = lower(outcome.state)
  const count = Object.fromEntries(countCollectives(local).map((one) => [one.kind, one.count]))
  const messages = [...model.problems, ...start.problems, ...problems].map(({ code, message }) => `${code}: ${message}`)
  return { model, local, count, messages, conflicts: outcome.conflicts, state: outcome.state }
}

/** What device `device` holds of a tensor that a local value is a shard of. */
export function shardFor(local: LocalProgram, tensor: Tensor, value: number, device: number): Tensor {
  const { mesh } = local
  const dims = local.shardings[local.values.sharding[value]!]!
  const counts = dims.map((axes) => axes.reduce((count, axis) => count * mesh.axes[axis]!.size, 1))
  const places = dims.map((axes) =>
    axes.reduce(
      (place, axis) =>
        place * mesh.axes[axis]!.size + (Math.floor(device / axisStride(mesh, axis)) % mesh.axes[axis]!.size),
      0,
    ),
  )
  return shardOf(tensor, counts, places)
}

/** Results by device of the local program on shards of the inputs. */
export function runEverywhere(local: LocalProgram, inputs: readonly Tensor[]): Tensor[][] {
  const written = loadModel(encodeText(writeLocalModule(local)))
  const devices = local.mesh.axes.reduce((count, { size }) => count * size, 1)
  const shards = Array.from({ length: devices }, (_, device) =>
    inputs.map((input, i) => shardFor(local, input, local.arguments[i]!, device)),
  )
  const ran = evaluateOnDevices(written.module, written.module.main, shards, { replicas: 1, partitions: devices })
  if (ran.kind === 'refused') throw new Error(ran.message)
  return ran.outputs.map((outputs) => outputs.map(asTensor))
}
