// The growing local program -> typed columns.
import type { Lowering } from './lowering'
import type { LocalProgram } from './localProgram'

/** `args` and `results` are local values. */
export function freezeLocalProgram(
  lowering: Lowering,
  args: readonly number[],
  results: readonly number[],
): LocalProgram {
  const { builder, program, state } = lowering
  return {
    program,
    mesh: state.mesh,
    types: builder.types,
    values: {
      count: builder.valueType.length,
      type: Int32Array.from(builder.valueType),
      source: Int32Array.from(builder.valueSource),
      step: Int32Array.from(builder.valueStep),
    },
    steps: {
      count: builder.stepKind.length,
      kind: Uint8Array.from(builder.stepKind),
      node: Int32Array.from(builder.stepNode),
      operandStart: Int32Array.from(builder.operandStart),
      operands: Int32Array.from(builder.operands),
      resultStart: Int32Array.from(builder.resultStart),
      resultCount: Int32Array.from(builder.resultCount),
      region: Int32Array.from(builder.stepRegion),
      collective: Int32Array.from(builder.stepCollective),
      end: Int32Array.from(builder.stepEnd),
    },
    regions: builder.regions,
    collectives: builder.collectives,
    arguments: Int32Array.from(args),
    results: Int32Array.from(results),
    aliases: Int32Array.from(program.module.results.map((result) => result.alias)),
  }
}
