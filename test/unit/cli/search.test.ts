// `shardlens search` as a process: what it prints, writes and refuses.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine } from '../../support/commandLine'
import { wideModel, wideSizes } from '../../support/wideModel'

const wideTactics = 'model "wide.mlir"\nmesh { batch: 4, model: 4 }\ndevice tpu_v4\ntactic BP on batch {\n  x: 0\n}\n'
const { folder, run } = commandLine({
  'wide.mlir': wideModel(wideSizes),
  'wide.tactics': wideTactics,
  'auto.tactics': `${wideTactics}tactic Find auto on model {\n}\nschedule best = BP, Find\n`,
})

test('runs the automatic tactics of a file', () => {
  const { code, out } = run('search', 'auto.tactics')
  expect(code).toBe(0)
  expect(out).toMatch(/Find in schedule best, \d+ evaluations\n +step time +[\d.]+ \w+ → [\d.]+ \w+/)
  expect(out).toMatch(/decision +step without it +memory without it\n +data parallelism on model +\+/)
  expect(out).toContain('tactic Data on model { x: 0 }')
})

test('searches after the tactics of a file without one, over the axes that are named', () => {
  const { code, out } = run('search', 'wide.tactics', '--on', 'model', '--over', 'params.**')
  expect(code).toBe(0)
  expect(out).toMatch(/Found in schedule default/)
  expect(out).toContain('params.layer_*.up: 1')
})

test('as JSON', () => {
  const { out } = run('search', 'auto.tactics', '--json')
  const { found, schedules } = JSON.parse(out) as { found: { tactics: { text: string }[] }[]; schedules: unknown[] }
  expect(found).toHaveLength(1)
  expect(found[0]!.tactics[0]!.text).toMatch(/^tactic Data on model/)
  expect(schedules).toHaveLength(1)
})

test('every mesh of so many devices', () => {
  const { code, out } = run('search', 'auto.tactics', '--mesh', 'auto:8')
  expect(code).toBe(0)
  expect(out.split('\n').filter((line) => /^best +\d/.test(line))).toHaveLength(4)
})

test('writes what was found in the place of the automatic tactic', () => {
  writeFileSync(join(folder, 'write.tactics'), readFileSync(join(folder, 'auto.tactics')))
  expect(run('search', 'write.tactics', '--write').err).toContain('written to write.tactics')
  const text = readFileSync(join(folder, 'write.tactics'), 'utf8')
  expect(text).toContain('schedule best = BP, Data')
  expect(text).not.toContain('auto')
  expect(run('check', 'write.tactics').code).toBe(0)
})

test('adds what flags have asked for with a schedule of its own', () => {
  writeFileSync(join(folder, 'added.tactics'), wideTactics)
  run('search', 'added.tactics', '--on', 'model', '--write')
  expect(readFileSync(join(folder, 'added.tactics'), 'utf8')).toContain('schedule found = BP, Data')
  expect(run('check', 'added.tactics').code).toBe(0)
})

test.each([
  ['--on', 'modl', /the mesh has no axis `modl`/],
  ['--memory', 'much', /expected|takes/],
  ['--mesh', 'auto:0', /no positive integer/],
])('%s %s is refused', (flag, value, message) => {
  const { code, out, err } = run('search', 'wide.tactics', flag, value)
  expect(code).toBe(2)
  expect(out + err).toMatch(message)
})
