// Every example of the language's guide is in the language, and passes the checks that need no model.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDevice } from '../../../server/src/engine/readDevice'
import { checkTactics } from '../../../server/src/tactics/checkTactics'
import { readTactics } from '../../support/loadProgram'

const guide = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'TACTICS.md'), 'utf8')
const examples = [...guide.matchAll(/^```tactics\n([\s\S]*?)^```/gm)].map(([, text = '']) => text)

test('the guide has an example of every statement', () => {
  const text = examples.join('\n')
  for (const word of ['model', 'mesh', 'device', 'tactic', 'schedule', 'include']) {
    expect(text).toMatch(new RegExp(`^${word} `, 'm'))
  }
})

test.each(examples.map((text) => [text.split('\n')[0], text]))('%s', async (_, text) => {
  const known = { meshAxes: ['data', 'batch', 'model'] }
  const file = await readTactics(text)
  const axes = (file.mesh?.axes ?? []).map(({ name, size }) => ({ name: name.text, size }))
  const problems = [...checkTactics(file, known), ...readDevice({ file, mesh: { axes } }).problems]
  // Examples are parts of files, so some have no model.
  expect(problems.filter(({ code }) => code !== 'tactics.no-model')).toEqual([])
})
