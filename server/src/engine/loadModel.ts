// Model text -> LoadedModel: scan, types, arguments, expansion of calls.
import { bytes as asBytes } from '../base/units'
import { scan } from '../mlir/scan'
import { buildModule } from '../model/buildModule'
import { findShardings } from '../model/shardings/findShardings'
import { buildProgram } from '../sharding/buildProgram'
import type { LoadedModel } from './analysis'

/** Reads one model; what cannot be read is in `problems`, and the rest is there. Loops of unknown length run `assumedTrips` times. */
export function loadModel(text: Uint8Array, assumedTrips = 1): LoadedModel {
  const scanned = scan(text)
  const module = buildModule(scanned.value)
  const program = buildProgram(module.value, assumedTrips)
  const shardings = findShardings(module.value)
  return {
    module: module.value,
    program: program.value,
    problems: [...scanned.problems, ...module.problems, ...program.problems, ...shardings.problems],
    shardings: shardings.value,
    size: asBytes(text.length),
  }
}
