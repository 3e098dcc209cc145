// A file and what it includes as one: order, one range of offsets, and each thing that can be wrong at the text that caused it.
import { describe, expect, test } from 'vitest'
import { checkTactics } from '../../../server/src/tactics/checkTactics'
import { shiftSpans } from '../../../server/src/tactics/shiftSpans'
import { describePlace, describeProblem, gatherFixture } from '../../support/tacticsFiles'

const common = 'mesh { batch: 4, model: 2 }\ntactic BP on batch { x: 0 }\n'

/** Problems of syntax, includes and names. */
async function problemsOf(fixture: string): Promise<string[]> {
  const gathered = await gatherFixture(fixture)
  return [...gathered.problems, ...checkTactics(gathered.file)].map((one) => describeProblem(gathered, one))
}

describe('includes', () => {
  test('bring tactics and mesh where they stand, also of files in other folders and through others', async () => {
    const gathered = await gatherFixture(
      `//- main.tactics\nmodel "m"\ninclude "lib/all.tactics"\ntactic Last on model { x: 0 }\n` +
        `//- lib/all.tactics\ntactic First on batch { x: 0 }\ninclude "more/mesh.tactics"\n` +
        `//- lib/more/mesh.tactics\n${common}`,
    )
    expect(gathered.problems).toEqual([])
    expect(gathered.file.tactics.map(({ name }) => describePlace(gathered, name.span))).toEqual([
      'lib/all.tactics «First»',
      'lib/more/mesh.tactics «BP»',
      'main.tactics «Last»',
    ])
    expect(gathered.file.mesh?.axes.map(({ span }) => describePlace(gathered, span))).toEqual([
      'lib/more/mesh.tactics «batch: 4»',
      'lib/more/mesh.tactics «model: 2»',
    ])
    expect(gathered.sources.map(({ path }) => path)).toEqual([
      'main.tactics',
      'lib/all.tactics',
      'lib/more/mesh.tactics',
    ])
  })

  test('are each read once', async () => {
    const fixture =
      '//- main.tactics\nmodel "m"\ninclude "a.tactics"\ninclude "b.tactics"\ninclude "common.tactics"\n' +
      `//- a.tactics\ninclude "common.tactics"\n//- b.tactics\ninclude "common.tactics"\n//- common.tactics\n${common}`
    expect(await problemsOf(fixture)).toEqual([])
  })

  test.each<readonly [what: string, fixture: string, ...problems: string[]]>([
    ['a missing file', 'include "gone.tactics"\n', 'include.missing main.tactics «"gone.tactics"»'],
    ['another kind of file', 'include "m.mlir"\n', 'include.not-tactics main.tactics «"m.mlir"»'],
    ['no file', 'include ""\n', 'include.not-tactics main.tactics «""»'],
    ['itself', 'include "main.tactics"\n', 'include.cycle main.tactics «"main.tactics"»'],
    [
      'a cycle',
      'include "a.tactics"\n//- a.tactics\ninclude "b.tactics"\n//- b.tactics\ninclude "a.tactics"\ntactic X on batch { x: 0 }\n',
      'include.cycle b.tactics «"a.tactics"»',
    ],
    [
      'a schedule',
      'include "a.tactics"\n//- a.tactics\ntactic A on batch { x: 0 }\nschedule s = A\n',
      'include.schedule main.tactics «"a.tactics"» <- a.tactics «s»',
    ],
    [
      'a second mesh',
      `include "a.tactics"\n//- a.tactics\n${common}`,
      'tactics.redefined a.tactics «mesh { batch: 4, model: 2 }» <- main.tactics «mesh { batch: 4, model: 2 }»',
    ],
    [
      'a second model and device',
      'device tpu_v4\ninclude "a.tactics"\n//- a.tactics\nmodel "n"\ndevice tpu_v4\n',
      'tactics.redefined a.tactics «model "n"» <- main.tactics «model "m"»',
      'tactics.redefined a.tactics «device tpu_v4» <- main.tactics «device tpu_v4»',
    ],
    [
      'a second tactic of a name',
      'tactic A on batch { x: 0 }\ninclude "a.tactics"\n//- a.tactics\ntactic A on model { x: 0 }\n',
      'tactics.redefined a.tactics «A» <- main.tactics «A»',
    ],
    [
      'a name that comes back after the include',
      'include "a.tactics"\ntactic A on batch { x: 0 }\n//- a.tactics\ntactic A on model { x: 0 }\n',
      'tactics.redefined main.tactics «A» <- a.tactics «A»',
    ],
    ['broken text', 'include "a.tactics"\n//- a.tactics\ntactic A on batch { x: q }\n', 'tactics.syntax a.tactics «q»'],
    [
      'an axis that is not there',
      'include "a.tactics"\n//- a.tactics\ntactic A on odd { x: 0 }\n',
      'tactics.unknown-axis a.tactics «odd»',
    ],
    [
      'a tactic for another mesh that nobody uses',
      'include "a.tactics"\ntactic B on batch { x: 0 }\nschedule s = B\n//- a.tactics\ntactic A on odd { x: 0 }\n',
    ],
    ['a name that a schedule uses', 'include "a.tactics"\nschedule s = A\n//- a.tactics\ntactic A on batch { x: 0 }\n'],
  ])('of %s', async (_, rest, ...expected) => {
    const head = 'model "m"\nmesh { batch: 4, model: 2 }\n'
    expect(await problemsOf(`//- main.tactics\n${head}${rest}`)).toEqual(expected)
  })

  test('that form a cycle are named in their order', async () => {
    const { problems } = await gatherFixture(
      '//- a.tactics\ninclude "b.tactics"\n//- b.tactics\ninclude "c.tactics"\n//- c.tactics\ninclude "a.tactics"\n',
    )
    expect(problems.map(({ message }) => message)).toEqual([
      'the includes form a cycle: a.tactics → b.tactics → c.tactics → a.tactics; this one is left out',
    ])
  })

  test('without end are cut off', async () => {
    const files = Array.from({ length: 300 }, (_, i) => `//- f${i}.tactics\ninclude "f${i + 1}.tactics"\n`)
    const { sources, problems } = await gatherFixture(files.join(''))
    expect(sources).toHaveLength(256)
    expect(problems.map(({ code }) => code)).toEqual(['include.missing'])
  })

  test('a mesh that neither has is said in the file itself', async () => {
    const fixture = '//- main.tactics\nmodel "m"\ninclude "a.tactics"\n//- a.tactics\ntactic A on batch { x: 0 }\n'
    expect(await problemsOf(fixture)).toEqual(['tactics.no-mesh main.tactics «model»'])
  })
})

test('spans and nothing else are moved', () => {
  const moved = shiftSpans(
    { text: 'a', size: 4, span: { start: 1, end: 2 }, list: [{ pathSpan: { start: 3, end: 5 } }] },
    10,
  )
  expect(moved).toEqual({
    text: 'a',
    size: 4,
    span: { start: 11, end: 12 },
    list: [{ pathSpan: { start: 13, end: 15 } }],
  })
})
