// chlo.scan: the body runs over the slices of its inputs along one dim, and carries values from slice to slice.
import { readInteger } from '../../model/attributes'
import type { Kernel } from '../kernel'
import { EvaluationError } from '../kernel'
import { makeTensor } from '../tensor'
import { sliceAt, writeSlice } from './slices'

/** The body takes a slice of each input, then what is carried; it yields a slice of each output, then what is carried on. */
export const scan: Kernel = (call) => {
  const along = readInteger(call.attributes, 'dimension') ?? 0
  const isReverse = /is_reverse\s*=\s*true/.test(call.attributes)
  const types = call.argumentTypes(0)
  // The slice of an input has a dim less than the input; what is carried has the type of its initial value.
  const inputCount = call.operands.filter(({ type }, i) => types[i]?.dims.length === type.dims.length - 1).length
  const inputs = call.operands.slice(0, inputCount)
  let carried = call.operands.slice(inputCount)
  const size = inputs[0]?.type.dims[along] ?? readInteger(call.attributes, 'scan_dim_size')
  if (size === undefined || inputs.some(({ type }) => type.dims[along] !== size))
    throw new EvaluationError(`the inputs of a scan have different sizes along dim ${along}`)
  const outputs = call.resultTypes.slice(0, call.resultTypes.length - carried.length).map(({ element, dims }) =>
    makeTensor(
      element,
      dims.map((own, dim) => (dim === along ? size : own)),
    ),
  )
  for (let step = 0; step < size; step++) {
    const at = isReverse ? size - 1 - step : step
    const yielded = call.runRegion(0, [...inputs.map((input) => sliceAt(input, along, at)), ...carried])
    if (yielded.length !== outputs.length + carried.length)
      throw new EvaluationError(`the body of a scan yields ${yielded.length} values`)
    outputs.forEach((output, i) => {
      writeSlice(output, along, at, yielded[i]!)
    })
    carried = yielded.slice(outputs.length)
  }
  return [...outputs, ...carried]
}
