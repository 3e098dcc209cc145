// The growing local program -> typed columns.
import { intsOf } from '../base/intList'
import { shareInt32, shareUint8 } from '../base/sharedArrays'
import type { Lowering } from './lowering'
import type { LocalProgram } from './localProgram'
import { outputSharding } from './outputs'

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
      type: intsOf(builder.valueType),
      source: intsOf(builder.valueSource),
      sharding: intsOf(builder.valueSharding),
      step: intsOf(builder.valueStep),
    },
    steps: {
      count: builder.stepKind.length,
      kind: shareUint8(intsOf(builder.stepKind)),
      node: intsOf(builder.stepNode),
      operandStart: intsOf(builder.operandStart),
      operands: intsOf(builder.operands),
      resultStart: intsOf(builder.resultStart),
      resultCount: intsOf(builder.resultCount),
      region: intsOf(builder.stepRegion),
      collective: intsOf(builder.stepCollective),
      end: intsOf(builder.stepEnd),
    },
    shardings: lowering.table.all(),
    regions: builder.regions,
    collectives: builder.collectives,
    masks: builder.masks,
    arguments: shareInt32(args),
    results: shareInt32(results),
    resultShardings: results.map((_, i) => lowering.table.get(outputSharding(lowering, i))),
    aliases: shareInt32(program.module.results.map((result) => result.alias)),
  }
}
