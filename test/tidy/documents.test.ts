// Documentation that is made from tables agrees with them, and the tables have no dead entries.
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { diagnostics } from '../../server/src/base/diagnostics'
import { isSource, listFiles, readText, root } from './repository'

const codes = Object.keys(diagnostics)

describe('documentation', () => {
  test('made from tables is up to date', () => {
    execFileSync(process.execPath, ['scripts/generate.mjs', '--check'], { cwd: root, stdio: 'pipe' })
  })

  test('has a section for every diagnostic, and no other', () => {
    const sections = [...readText('docs/DIAGNOSTICS.md').matchAll(/^### (.*)$/gm)].map(([, code]) => code)
    expect(sections.sort()).toEqual([...codes].sort())
  })
})

test('every diagnostic is raised somewhere', () => {
  const sources = listFiles().filter((path) => isSource(path) && path !== 'server/src/base/diagnostics.ts')
  const text = sources.map(readText).join('\n')
  expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([])
})
