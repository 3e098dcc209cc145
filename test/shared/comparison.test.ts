// Comparisons of schedules of a real model with checkpointing: what is computed again counts in HFU alone.
import { expect, test } from 'vitest'
import { compareSchedules } from '../../server/src/ide/comparison'
import { sharedModel } from '../support/knownAnswers'
import { analyseText } from '../support/offers'

const text = `model "m.mlir"\nmesh { batch: 4 }\ntactic BP on batch {\n  {tokens, targets}: 0\n}\nschedule it = BP\n`

test.each([
  ['t2_bf16_remat_train', ['MFU', 'HFU']],
  ['t2_train', ['MFU']],
])('%s is compared by %s', (name, wanted) => {
  const { schedules } = analyseText(text, sharedModel(name)).snapshot
  const rows = compareSchedules(schedules.map(({ final }) => ({ name: 'it', tactics: ['BP'], figures: final })))
  expect(rows.map(([figure]) => figure).filter((figure) => figure?.endsWith('FU'))).toEqual(wanted)
})
