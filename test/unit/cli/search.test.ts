// `shardlens search` as a process: what it prints, writes and refuses.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, commandLine } from '../../support/commandLine'
import { wideModel, wideSizes } from '../../support/wideModel'

const wideTactics = 'model "wide.mlir"\nmesh { batch: 4, model: 4 }\ndevice tpu_v4\ntactic BP on batch {\n  x: 0\n}\n'
const plain = `func.func public @main(%x: tensor<8192x4096xf32> loc("x")) -> tensor<8192x4096xf32> {
  %y = stablehlo.tanh %x : tensor<8192x4096xf32>
  return %y : tensor<8192x4096xf32>
}
`
const empty = `func.func public @main() -> tensor<f32> {
  %y = stablehlo.constant dense<1.0> : tensor<f32>
  return %y : tensor<f32>
}
`
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

test('finds the same on one thread and on several', () => {
  const [one, ...others] = ['1', '2', '3'].map((workers) => {
    const { out } = run('search', 'wide.tactics', '--on', 'batch,model', '--workers', workers, '--json')
    return (JSON.parse(out) as { found: unknown }).found
  })
  expect(others).toEqual([one, one])
})

describe('bad input is said plainly', () => {
  const write = (name: string, model: string, mesh: string): string => {
    writeFileSync(join(folder, name), `model "${model}"\nmesh { ${mesh} }\ndevice tpu_v4\n`)
    return name
  }

  test.each([
    ['batch: 1, model: 1', [], /`Found` has no axis to split anything over: `batch` \(1\), `model` \(1\)/],
    ['batch: 3, model: 7', [], /`Found` found no dim that `batch` \(3\), `model` \(7\) divides/],
    ['model: 4', ['--over', 'nothing.**'], /found no dim that `model` \(4\) divides among what `over` names/],
    [
      'model: 4',
      ['--memory', '1 MiB'],
      /nothing that `Found` found fits 1\.00 MiB: the nearest peaks at [\d.]+ .iB, [\d.]+ .iB over, after \d+ evaluations/,
    ],
    ['model: 4', ['--seconds', '1e-6'], /`Found` was ended after 1 evaluation, before it found anything/],
  ])('mesh { %s } %s', (mesh, flags, message) => {
    const { code, out } = run('search', write('bad.tactics', 'wide.mlir', mesh), ...flags)
    expect(code).toBe(0)
    expect(out.split('\n').find((line) => message.test(line))).toBeDefined()
  })

  test('a model without parameters, and one without anything', () => {
    writeFileSync(join(folder, 'plain.mlir'), plain)
    expect(run('search', write('plain.tactics', 'plain.mlir', 'model: 4')).out).toContain('data parallelism on model')
    writeFileSync(join(folder, 'empty.mlir'), empty)
    const { code, out } = run('search', write('empty.tactics', 'empty.mlir', 'model: 4'))
    expect(code).toBe(0)
    expect(out).toContain('`Found` found no dim that `model` (4) divides')
  })
})

/** Starts a search of some seconds, and does something once it is under way. */
async function meanwhile(
  flags: readonly string[],
  act: (pid: number) => void,
): Promise<{ code: number; out: string; err: string }> {
  const layers = Array.from({ length: 600 }, (_, i) => `layer_${i}`)
  writeFileSync(join(folder, 'deep.mlir'), wideModel({ ...wideSizes, layers }))
  writeFileSync(
    join(folder, 'deep.tactics'),
    wideTactics.replace('wide.mlir', 'deep.mlir').replace('batch: 4', 'batch: 4, data: 4'),
  )
  const child = spawn(
    process.execPath,
    [cli, 'search', 'deep.tactics', '--evaluations', '5000', '--progress', ...flags],
    { cwd: folder },
  )
  let [out, err, isBegun] = ['', '', false]
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
    if (isBegun || !/after \d+ of/.test(err)) return
    isBegun = true
    act(child.pid!)
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

test('interrupted, it ends with the best so far', async () => {
  const { code, out } = await meanwhile([], (pid) => process.kill(pid, 'SIGINT'))
  expect(code).toBe(0)
  expect(out).toContain('ended early: the best so far')
})

test('a file that changed meanwhile is left alone, and that is said', async () => {
  const { code, err } = await meanwhile(['--write'], (pid) => {
    appendFileSync(join(folder, 'deep.tactics'), '// changed\n')
    process.kill(pid, 'SIGINT')
  })
  expect(code).toBe(2)
  expect(err).toContain('`deep.tactics` has changed since the search began, so nothing was written')
  expect(readFileSync(join(folder, 'deep.tactics'), 'utf8')).toMatch(/^model "deep\.mlir"[^]*\/\/ changed\n$/)
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
