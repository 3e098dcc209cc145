// Fixes of damaged texts: nothing throws, edits lie in the text and apart, and what can be read stays readable.
import { expect, test } from 'vitest'
import type { Problem } from '../../server/src/base/problems'
import { applyEdits } from '../../server/src/ide/fixes/edits'
import { draftFixes } from '../../server/src/ide/fixes/offer'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { fixContextOf } from '../support/fixes'
import { mlpTactics } from '../support/models'
import { createRandom, mutate } from '../support/mutations'
import { getTacticsParser } from '../support/tacticsParser'

const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const runs = 200

const countFaults = (problems: readonly Problem[]): number =>
  problems.filter(({ code }) => code === 'tactics.syntax').length

test('of damaged tactics', async () => {
  const [parser, random] = [await getTacticsParser(), createRandom(seed)]
  for (let run = 0; run < runs; run++) {
    const text = mutate(mlpTactics, random)
    const at = Math.floor(random() * text.length)
    const end = random() < 0.5 ? at : at + Math.floor(random() * (text.length - at))
    const where = `seed ${seed}, run ${run}, ${at} to ${end} of ${JSON.stringify(text)}`
    const context = fixContextOf(text)
    const faults = countFaults(context.problems)
    for (const { candidates } of draftFixes(context, { start: at, end })) {
      for (const { title, edits } of candidates) {
        const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
        let before = 0
        for (const { span } of sorted) {
          expect(span.start, `${title}: ${where}`).toBeGreaterThanOrEqual(before)
          expect(span.end, `${title}: ${where}`).toBeGreaterThanOrEqual(span.start)
          before = span.end
        }
        expect(before).toBeLessThanOrEqual(text.length)
        const after = applyEdits(context.sources, edits)[0] ?? ''
        if (faults === 0)
          expect(countFaults(parseTactics(parser, after).problems), `${title}: ${where}\n${after}`).toBe(0)
      }
    }
  }
})
