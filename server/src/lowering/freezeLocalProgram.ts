// The growing local program -> typed columns.
import { shareInt32, shareUint8 } from '../base/sharedArrays'
import { outputSharding } from './outputs'
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
      type: shareInt32(builder.valueType),
      source: shareInt32(builder.valueSource),
      step: shareInt32(builder.valueStep),
    },
    steps: {
      count: builder.stepKind.length,
      kind: shareUint8(builder.stepKind),
      node: shareInt32(builder.stepNode),
      operandStart: shareInt32(builder.operandStart),
      operands: shareInt32(builder.operands),
      resultStart: shareInt32(builder.resultStart),
      resultCount: shareInt32(builder.resultCount),
      region: shareInt32(builder.stepRegion),
      collective: shareInt32(builder.stepCollective),
      end: shareInt32(builder.stepEnd),
    },
    regions: builder.regions,
    collectives: builder.collectives,
    arguments: shareInt32(args),
    results: shareInt32(results),
    resultShardings: Array.from(program.outputs, (node) => lowering.table.get(outputSharding(lowering, node))),
    aliases: shareInt32(program.module.results.map((result) => result.alias)),
  }
}
