// The language server in an editor that is not VS Code: Neovim, as docs/editors/neovim.lua sets it up.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

interface Answers {
  readonly failure?: string
  readonly attached: boolean
  readonly diagnosed: boolean
  readonly cleared: boolean
  readonly hints: readonly { readonly label: string | readonly { readonly value: string }[] }[]
  readonly hover: { readonly contents: { readonly value: string } }
  readonly symbols: readonly { readonly name: string }[]
  readonly completion: readonly { readonly label: string }[]
}

let home: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'shardlens-neovim-'))
  cpSync('examples/transformer', join(home, 'work'), { recursive: true })
  mkdirSync(join(home, 'bin'))
  symlinkSync(resolve('dist/server.js'), join(home, 'bin', 'shardlens-lsp'))
})

afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Labels are texts, or parts of which some lead somewhere. */
const textOf = ({ label }: Answers['hints'][number]): string =>
  (typeof label === 'string' ? label : label.map(({ value }) => value).join('')).trim()

test('Neovim shows diagnostics, hints, hovers, symbols and completions', () => {
  const file = join(home, 'work', 'transformer.tactics')
  writeFileSync(file, readFileSync(file, 'utf8').replace('tactic BP on batch', 'tactic BP on bogus'))
  const answersPath = join(home, 'answers.json')
  const flags = ['--headless', '-n', '-u', resolve('docs/editors/neovim.lua'), file]
  const { stderr } = spawnSync(
    process.env['SHARDLENS_NEOVIM'] ?? 'nvim',
    [...flags, '-c', `luafile ${resolve('test/e2e/neovimSession.lua')}`],
    {
      encoding: 'utf8',
      timeout: 540_000,
      env: {
        ...process.env,
        HOME: home,
        XDG_STATE_HOME: join(home, 'state'),
        XDG_CACHE_HOME: join(home, 'cache'),
        SHARDLENS_ANSWERS: answersPath,
        PATH: `${join(home, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      },
    },
  )
  const answers = JSON.parse(readFileSync(answersPath, 'utf8')) as Answers // the session wrote it
  expect(answers.failure, stderr).toBeUndefined()
  expect([answers.attached, answers.diagnosed, answers.cleared]).toEqual([true, true, true])
  expect(answers.hints.map(textOf)).toContainEqual(expect.stringMatching(/^\+\d+ all_reduce · /))
  expect(answers.hover.contents.value).toMatch(/\*\*BP\*\* on batch/)
  expect(answers.symbols.map(({ name }) => name)).toContain('BP')
  expect(answers.completion.map(({ label }) => label)).toEqual(expect.arrayContaining(['batch', 'model']))
})
