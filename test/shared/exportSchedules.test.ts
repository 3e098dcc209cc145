// What an export writes is read back with the same result: the schedules of known_answers.json as Shardy's attributes and as
// PartitionSpecs.
import { expect, test } from 'vitest'
import type { Evaluation, LoadedModel } from '../../server/src/engine/analysis'
import { exportJax } from '../../server/src/engine/exportJax'
import { exportSdy } from '../../server/src/engine/exportSdy'
import { sharesOf } from '../../server/src/cost/shares'
import { simulate } from '../../server/src/cost/simulate'
import { deviceNames, findDevice } from '../../server/src/cost/devices'
import { countCollectives } from '../../server/src/lowering/countCollectives'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import type { KnownAnswer } from '../support/knownAnswers'
import { nameOf, readKnownAnswers, sharedModel, tacticsOf } from '../support/knownAnswers'
import { runModule } from '../support/moduleShardings'
import { readPartitionSpecs } from '../support/partitionSpecs'
import { runSchedule } from '../support/schedules'

function evaluate(answer: KnownAnswer): { evaluation: Evaluation; model: LoadedModel } {
  const model = sharedModel(answer.model)
  const { state, local, conflicts } = runSchedule(model, answer.mesh, tacticsOf(answer)).at(-1)!
  const simulation = simulate(local, findDevice(deviceNames[0]!)!)
  const figures = { ...simulation.figures, conflicts: conflicts.length }
  const shares = sharesOf(local, simulation)
  return { evaluation: { state, local, simulation, conflicts, figures, shares, reshards: [] }, model }
}

const shardings = (local: LocalProgram): unknown[] =>
  [...local.arguments, ...local.results].map((value) =>
    local.shardings[local.values.sharding[value]!]!.map((axes) => axes.map((axis) => local.mesh.axes[axis]!.name)),
  )

test.each(readKnownAnswers().map((answer) => [nameOf(answer), answer] as const))(
  '%s',
  (_, answer) => {
    const { evaluation, model } = evaluate(answer)
    const { local } = evaluation
    const { text, ambiguous } = exportSdy(evaluation, model)
    const back = runModule(text)
    // Its embedding look-up is called twice, with tokens split by sequence and not.
    expect(ambiguous).toBe(answer.model === 't2_train' && answer.schedule === 'BP+SEQ' ? 3 : 0)
    expect(back.messages).toEqual([])
    expect(countCollectives(back.local)).toEqual(countCollectives(local))
    expect(shardings(back.local)).toEqual(shardings(local))
    const python = exportJax(evaluation, { tactics: 'a.tactics', schedule: answer.schedule, model: answer.model })
    const specs = readPartitionSpecs(python)
    const parameters = [...model.module.arguments, ...model.module.results]
    const written = parameters.map(({ path }, i) =>
      i < model.module.arguments.length
        ? specs.in[path]
        : specs.out[path === '' ? `result${i - model.module.arguments.length}` : path],
    )
    expect(written).toEqual(shardings(local).map(withoutWholeEnd))
  },
  60_000,
)

function withoutWholeEnd(dims: unknown): unknown[] {
  const list = [...(dims as unknown[][])] // what `shardings` makes
  while (list.at(-1)?.length === 0) list.pop()
  return list
}
