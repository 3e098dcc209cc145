// Hovers of the parts of statements: what stands under the caret, and what it says.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { makeSnapshot } from '../../../server/src/engine/snapshot'
import type { Hover } from '../../../server/src/ide/hover'
import { keywordHover, tacticsHover } from '../../../server/src/ide/tacticsHover'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { takeCaret } from '../../support/caret'
import { mlpTrain } from '../../support/models'
import { getTacticsParser } from '../../support/tacticsParser'

const model = loadModel(encodeText(mlpTrain))

/** The text that the hover is of, and what it says. */
async function hoverAt(fixture: string): Promise<readonly [string, string]> {
  const { text, offset } = takeCaret(fixture)
  const { value: file, problems } = parseTactics(await getTacticsParser(), text)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model })
  const snapshot = makeSnapshot(analysis!, undefined)
  const hover: Hover | undefined = tacticsHover(file, offset, { snapshot, model }) ?? keywordHover(text, offset)
  return hover === undefined ? ['', ''] : [text.slice(hover.span.start, hover.span.end), hover.text]
}

const head = 'mesh { batch: 4, model: 2 }\n'
const inTactic = (action: string): string => `${head}tactic T on batch {\n  ${action}\n}\nschedule s = T\n`

test.each([
  [
    'model "m<|>.mlir"\n',
    '"m.mlir"',
    /^\*\*16 operations\*\* · .* of text\n\n[^]*parameters \|.*2 \|.*768 B[^]*states no shardings itself[^]*whole on one device: /,
  ],
  [
    'me<|>sh { batch: 4 }\n',
    'mesh',
    /^\*\*mesh\*\* of 4 devices `tpu_v4`\n\n.*batch ring of 4 over x[^]*row-major index over \(batch\)/,
  ],
  [
    inTactic('params.** where by<|>tes >= 300 and rank == 2: 0'),
    'bytes >= 300',
    /^\*\*1 of 2\*\* tensors, 512 B of 768 B, fulfil `bytes >= 300`$/,
  ],
  [inTactic('params.** where bytes >= 300 a<|>nd rank == 1: 0'), 'bytes >= 300 and rank == 1', /^\*\*0 of 2\*\*/],
  [
    inTactic('params.**: <|>first_divisible'),
    'first_divisible',
    /on `batch` \(4\), after schedule `s`\n\n[^]*8x16xf32 \|.*dim 0 \|.*2x16xf32 \|.*\{batch, –\}/,
  ],
  [inTactic('params.**: <|>0'), '0', /16x4xf32 \|.*dim 0/],
  [
    'device tpu_v4 { mem<|>ory: 16 GiB }\n',
    'memory',
    /^\*\*memory\*\* memory of one device\n\n[^]*here \|.*16\.0 GiB \|.*tactics file[^]*tpu_v4 \|.*32\.0 GiB[^]*Takes bytes above 0/,
  ],
  [`${head}device tpu_v4 { topo<|>logy: 4x2 }\n`, 'topology', /shape of the torus[^]*torus 4×2/],
  [`${head}tactic F auto on batch {\n  ev<|>aluations: 4\n}\n`, 'evaluations', /states that are tried/],
  [`${head}tactic F<|> auto on batch {\n}\n`, 'F', /not searched yet/],
  [`${inTactic('x: 0')}`.replace('= T', '= T {\n  expect all_reduce == <|>3\n}'), 'all_reduce', /\*\*all_reduce\*\*/],
  ['tac<|>tic', 'tactic', /actions on one axis/],
  ['// a tac<|>tic in a comment', '', /^$/],
  ['include "c<|>.tactics"\n', '"c.tactics"', /brings nothing/],
])('%s', async (fixture, of, says) => {
  const [text, said] = await hoverAt(fixture)
  expect(text).toBe(of)
  expect(said).toMatch(says)
})

test('memory over the limit says which later tactic makes it fit', async () => {
  const tactics = 'tactic BP on batch { {x, y}: 0 }\ntactic MP on model { params.w1: 1  params.w2: 0 }\n'
  const textFor = (memory: number): string =>
    `${head}device tpu_v4 { memory: ${memory} }\n${tactics}schedule s = B<|>P, MP\n`
  const [, roomy] = await hoverAt(textFor(1e6))
  expect(roomy).not.toContain('over the')
  const { value: file } = parseTactics(await getTacticsParser(), textFor(1e6).replace('<|>', ''))
  const steps = createAnalyzer().analyze({ file, syntaxProblems: [], model })!.schedules[0]!.steps
  const [before, after] = steps.map(({ figures }) => figures.peakMemory)
  expect(after).toBeLessThan(before!)
  const [, tight] = await hoverAt(textFor(after!))
  expect(tight).toMatch(/is .* over the .* of tpu_v4; after `MP` it fits \(.*\)/)
})
