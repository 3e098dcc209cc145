// Completions as the protocol has them: in the order in which a person looks for them.
import { expect, test } from 'vitest'
import { createCompletionLists } from '../../../server/src/lsp/completionItems'
import { textPositionsOf } from '../../../server/src/lsp/convert'

test('numbered names stand in the order of their numbers, behind the pattern of all', () => {
  const of = (label: string, rank: number) =>
    ({ label, kind: 'path', detail: '', insert: label, span: { start: 0, end: 0 }, rank }) as const
  const completions = [of('layer_10', 3), of('layer_2', 3), of('layer_*', 1)]
  const items = createCompletionLists().show(completions, textPositionsOf(''), false)
  const sorted = items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1))
  expect(sorted.map(({ label }) => label)).toEqual(['layer_*', 'layer_2', 'layer_10'])
})
