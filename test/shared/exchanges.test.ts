// Layouts that meet inside real programs: values are exchanged there, what is computed stays the same, and texts read back.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { recognise } from '../../server/src/engine/search/recognise'
import { writeSet } from '../../server/src/engine/search/writeSet'
import { applyBound, hashEnd } from '../../server/src/engine/search/written'
import { verifyPartition } from '../../server/src/engine/verify'
import { lower } from '../../server/src/lowering/lower'
import { listActions } from '../../server/src/search/actions'
import { createSetApplier } from '../../server/src/search/applySet'
import { bindTactic } from '../../server/src/sharding/bindTactic'
import { startState } from '../../server/src/sharding/manualRegions'
import { readTactics } from '../support/loadProgram'
import { countCollectives } from '../support/schedules'

/** Running a whole training step on every device takes long: one of each kind. */
const verified = new Set([
  't2_scan_train headExchange/model',
  't2_fused_train headExchange/model',
  'moe2_train expertExchange/batch',
])

const mesh = {
  axes: [
    { name: 'batch', size: 2 },
    { name: 'model', size: 2 },
  ],
}

describe.each([
  ['t2_train', ['headExchange/batch', 'headExchange/model']],
  ['t2_fused_train', ['headExchange/batch', 'headExchange/model']],
  ['t2_scan_train', ['headExchange/batch', 'headExchange/model']],
  ['t2_bf16_remat_train', ['headExchange/batch', 'headExchange/model']],
  ['moe2_train', ['expertExchange/batch', 'expertExchange/model', 'headExchange/batch', 'headExchange/model']],
])('%s', (name, expected) => {
  const { program } = loadModel(readFileSync(`../shared/models/${name}.mlir`))
  const start = { state: startState(program, mesh).value, conflicts: [], tactics: 0 }
  const table = listActions({ start: start.state, axes: [0, 1], over: undefined })
  const sets = table.actions.flatMap((action, id) => {
    if (action.kind !== 'exchange' || action.exchange.whole !== undefined) return []
    const isAround = (one: (typeof table.actions)[number]): boolean =>
      one.kind === 'tile' && one.axis === action.axis && one.choice === action.exchange.around
    const label = `${recognise(program, action)}/${mesh.axes[action.axis]!.name}`
    return [{ label, set: [id, table.actions.findIndex(isAround)] }]
  })

  test('has the layouts that experts know', () => {
    expect(sets.map(({ label }) => label)).toEqual(expected)
  })

  test.each(sets)(
    '$label',
    async ({ label, set }) => {
      const { state } = createSetApplier(table, start).apply(set)
      const local = lower(state)
      expect(countCollectives(local).count['all_to_all']).toBeGreaterThan(0)
      if (verified.has(`${name} ${label}`)) {
        const comparison = verifyPartition(local)
        expect(comparison.kind).toBe('compared')
        if (comparison.kind === 'compared') expect(comparison.outputs.filter(({ holds }) => !holds)).toEqual([])
      }
      const { tactics } = await readTactics(
        writeSet(table, set, start, [])
          .tactics.map(({ text }) => text)
          .join('\n'),
      )
      let read = start
      for (const tactic of tactics) {
        const { value, problems } = bindTactic(tactic, program, mesh)
        expect(problems).toEqual([])
        read = { ...applyBound(read, value), conflicts: [] }
      }
      expect(hashEnd(read)).toBe(hashEnd({ state }))
    },
    180_000,
  )
})
