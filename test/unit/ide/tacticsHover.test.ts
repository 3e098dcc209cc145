// Hovers of schedules and tactics say where the step time goes and what fills the memory.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { makeSnapshot } from '../../../server/src/engine/snapshot'
import { tacticsHover } from '../../../server/src/ide/tacticsHover'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { mlpTactics, mlpTrain } from '../../support/models'
import { getTacticsParser } from '../../support/tacticsParser'

/** Hover over the last place of a name in the tactics of the example. */
async function hoverLast(name: string, active: string, text = mlpTactics): Promise<string | undefined> {
  const { value: file, problems } = parseTactics(await getTacticsParser(), text)
  const model = loadModel(encodeText(mlpTrain))
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model })
  const snapshot = makeSnapshot(analysis!, active)
  return tacticsHover(file, text.lastIndexOf(name) + 1, { snapshot, model })?.text
}

const share = '(?:< )?[\\d.]+ %'

test('the active schedule tells its phases and what bounds it', async () => {
  const line = new RegExp(
    `forward ${share}, backward ${share}, update ${share} · bound by .*all_gather on batch ${share}`,
  )
  expect(await hoverLast('default', 'default')).toMatch(line)
  expect(await hoverLast('default', 'data')).not.toContain('bound by')
})

test('a tactic tells what it takes of the whole step', async () => {
  expect(await hoverLast('Z3', 'default')).toMatch(
    new RegExp(`in the whole schedule ${share} of the step: .*s all_gather, .*s reduce_scatter`),
  )
})

test('a schedule tells what fills its memory, largest first', async () => {
  const hover = await hoverLast('data', 'default')
  expect(hover).toMatch(/peak memory: [a-z ]+ [\d.]+ (KiB|B)( · [a-z ]+ [\d.]+ (KiB|B))+/)
  expect(hover).toContain('parameter 768 B')
})

test('results and gradients are listed by their paths', async () => {
  const text = `model "mlp.mlir"
mesh { batch: 4 }
tactic BP on batch { {x, y}: 0 }
tactic Whole on batch {
  gradient.params: replicated
  result: replicated
}
`
  const gradients = await hoverLast('gradient', 'default', text)
  expect(gradients).toContain('**2 tensors**, 768 B in all')
  expect(gradients).toMatch(/`gradient\.params\.w1` \|[^|]*8x16xf32[^]*`gradient\.params\.w2`/)
  expect(await hoverLast('result', 'default', text)).toContain('`result.0')
})
