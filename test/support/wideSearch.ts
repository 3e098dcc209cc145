// A search for everything on a wide model over two axes of four devices each.
import { findDevice } from '../../server/src/cost/devices'
import { loadModel } from '../../server/src/engine/loadModel'
import { encodeText } from '../../server/src/mlir/text'
import type { SearchRequest } from '../../server/src/search/runSearch'
import { startState } from '../../server/src/sharding/manualRegions'
import { wideModel, wideSizes } from './wideModel'

export function wideRequest(evaluations: number, layers: readonly string[] = wideSizes.layers): SearchRequest {
  const { program } = loadModel(encodeText(wideModel({ ...wideSizes, layers })))
  const axes = ['batch', 'model'].map((name) => ({ name, size: 4 }))
  return {
    start: { state: startState(program, { axes }).value, conflicts: [], tactics: 0 },
    axes: [0, 1],
    over: undefined,
    device: findDevice('tpu_v4')!,
    memory: 2 ** 50,
    evaluations,
  }
}
