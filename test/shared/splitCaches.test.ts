// Key/value caches of decoding models, split by position: three sums a layer, of the softmax's maximum, its sum and what is attended to.
// XLA, asked with the same shardings of the arguments, has the same all_reduces, as written and executed.
import { expect, test } from 'vitest'
import { verifyPartition } from '../../server/src/engine/verify'
import { sharedModel } from '../support/knownAnswers'
import type { TestTactic } from '../support/schedules'
import { runSchedule } from '../support/schedules'

const isCache = (path: string): boolean => path.startsWith('cache.')
const positions: TestTactic = { axis: 'model', actions: [{ matches: isCache, value: 1 }] }
const batch: TestTactic = {
  axis: 'batch',
  actions: [{ matches: (path) => isCache(path) || path === 'token', value: 0 }],
}

test.each([
  ['it2_decode', 6, 48],
  ['it2_scan_decode', 6, 48],
  ['it32_decode', 96, 147_456],
])('%s', (name, written, executed) => {
  const steps = runSchedule(sharedModel(name), { model: 4, batch: 2 }, [positions, batch])
  for (const step of steps) {
    expect(step.count).toEqual({ all_reduce: written })
    expect(step.executed).toEqual({ all_reduce: executed })
    expect(step.conflicts).toEqual([])
  }
  const caches = sharedModel(name).module.arguments.flatMap(({ path }, i) => (isCache(path) ? [i] : []))
  const { local } = steps[0]!
  for (const i of caches) expect(local.shardings[local.values.sharding[local.arguments[i]!]!]![1]).toEqual([0])
})

test.each(['it2_decode', 'it2_scan_decode'])('%s gives what the original gives', (name) => {
  for (const mesh of [{ model: 2 }, { model: 2, batch: 2 }, { model: 4, batch: 2 }]) {
    const tactics = 'batch' in mesh ? [positions, batch] : [positions]
    const verification = verifyPartition(runSchedule(sharedModel(name), mesh, tactics).at(-1)!.local)
    if (verification.kind === 'refused') throw new Error(verification.message)
    expect(verification.outputs.filter(({ holds }) => !holds)).toEqual([])
    expect(verification.outputs).toHaveLength(5)
  }
})
