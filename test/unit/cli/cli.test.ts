// The command line as a process: what it prints and what it ends with.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from '../../support/commandLine'
import { mlpTactics, mlpTrain } from '../../support/models'

const { folder, run } = commandLine({
  'mlp.mlir': mlpTrain,
  'mlp.tactics': mlpTactics,
  'failing.tactics': mlpTactics.replace('all_reduce <= 2', 'all_reduce <= 1'),
  'wrong.tactics': mlpTactics.replace('on model', 'on modl'),
  'missing.tactics': 'model "nowhere.mlir"\nmesh { batch: 4 }\ntactic T on btch { x: 0 }\n',
  'folder.tactics': 'model "."\nmesh { batch: 4 }\n',
  'binary.tactics': 'model "binary.mlir"\nmesh { batch: 4 }\n',
  'empty.tactics': 'model "empty.mlir"\nmesh { batch: 4 }\n',
  'binary.mlir': new Uint8Array([0x4d, 0x4c, 0xef, 0x52, 0, 1, 2, 3]),
  'empty.mlir': '',
})

describe('analyze', () => {
  test('prints figures after each tactic', () => {
    const { code, out } = run('analyze', 'mlp.tactics')
    expect(code).toBe(0)
    expect(out).toMatch(/schedule default\n\s+after +all_gather +all_reduce +reduce_scatter +peak memory/)
    expect(out).toMatch(/\n +BP +– +3 +– /)
    expect(out).toMatch(/\n +Z3 +3 +2 +2 /)
    expect(out).toContain('expect all_reduce <= 2: holds (2)')
    // Of two schedules, `data` leaves an axis alone.
    expect(out.match(/nothing is split over .*/g)).toEqual(['nothing is split over model 2: its devices do the same'])
  })

  test("devices of a file of one's own, with what is wrong in it", () => {
    writeFileSync(join(folder, 'ours.json'), '{ "devices": { "ours": { "extends": "h100", "memory": "40 GiB" } } }')
    const { code, out } = run('analyze', 'mlp.tactics', '--device-file', 'ours.json', '--device', 'ours')
    expect(code).toBe(0)
    expect(out).toMatch(/device +ours: 40\.0 GiB/)
    expect(out).toMatch(/links +nodes of 8: batch 4 in a node · model 2 in a node/)
    writeFileSync(join(folder, 'theirs.json'), '{ "devices": { "ours": { "extends": "h100", "memory": 0 } } }')
    const wrong = run('analyze', 'mlp.tactics', '--device-file', 'theirs.json')
    expect(wrong.code).toBe(2)
    expect(wrong.out).toMatch(/theirs\.json:1:55.*tactics\.bad-value/)
    expect(run('analyze', 'mlp.tactics', '--device-file', 'none.json').out).toMatch(/none\.json.*cannot be read/)
  })

  test('says what bounds the step, and breaks its time down', () => {
    const { code, out } = run('analyze', 'mlp.tactics', '--schedule', 'default', '--breakdown', 'phase')
    expect(code).toBe(0)
    expect(out).toMatch(/\n {2}bound by .*all_gather on batch \d/)
    expect(out).toMatch(/\n {2}phase +share +time +compute +communication +flops/)
    for (const phase of ['forward', 'backward', 'update']) expect(out).toMatch(new RegExp(`\\n +${phase} +[<\\d. ]+ %`))
  })

  test('communication runs beside compute where that is asked for', () => {
    const { out } = run('analyze', 'mlp.tactics', '--overlap', '--json')
    const report = JSON.parse(out) as { schedules: { figures: Record<string, number> }[] } // its documented form
    const { stepTime, computeTime, communicationTime, exposedCommunication } = report.schedules[0]!.figures
    expect(exposedCommunication).toBeLessThan(communicationTime!)
    expect(stepTime).toBeCloseTo(computeTime! + exposedCommunication!, 12)
  })

  test('prints what fills the memory', () => {
    const { code, out } = run('analyze', 'mlp.tactics', '--memory', '--schedule', 'data')
    expect(code).toBe(0)
    expect(out).toMatch(/schedule data: peak memory [\d.]+ KiB at stablehlo\.\w+, line \d+ \(step \d+ of \d+\)/)
    expect(out).toMatch(/\n {2}kind +bytes +share\n {2}parameter +768 B /)
    expect(out).toMatch(/\n {2}scope +bytes +share\n(.*\n)* {2}params +768 B /)
    expect(out).toMatch(/\n {2}params\.w1 +8x16xf32 +512 B +parameter +0–/)
  })

  test('prints JSON, for some schedules, on another mesh and device', () => {
    const { code, out } = run(
      'analyze',
      'mlp.tactics',
      '--json',
      '--schedule',
      'data',
      '--mesh',
      'batch=8,model=1',
      '--device',
      'h100',
    )
    expect(code).toBe(0)
    const report = JSON.parse(out) as { mesh: { devices: number }; device: string; schedules: { name: string }[] } // its documented form
    expect([report.mesh.devices, report.device, report.schedules.map(({ name }) => name)]).toEqual([
      8,
      'h100',
      ['data'],
    ])
  })

  test.each([
    ['wrong.tactics', /wrong\.tactics:8:20: error: the mesh has no axis `modl`.*`model`/],
    ['missing.tactics', /missing\.tactics:1:7: error: `nowhere\.mlir` does not exist/],
    ['missing.tactics', /missing\.tactics:3:13: error: the mesh has no axis `btch`/],
    ['folder.tactics', /folder\.tactics:1:7: error: `\.` is a directory/],
    ['binary.tactics', /binary\.mlir:1:1: error: the file is MLIR bytecode/],
    ['empty.tactics', /empty\.mlir:1:1: error: .*no operations/],
    ['nothing.tactics', /nothing\.tactics:1:1: error: does not exist/],
    ['.', /error: is a directory/],
  ])('%s is input with errors', (name, message) => {
    const { code, out, err } = run('analyze', name)
    expect(code).toBe(2)
    expect(out + err).toMatch(message)
  })

  test.each([
    [['analyze', 'mlp.tactics', '--mesh', 'batch'], /batch=8,model=4/],
    [['analyze', 'mlp.tactics', '--device', 'abacus'], /abacus.*tpu_v4/],
    [['analyze', 'mlp.tactics', '--schedule', 'none'], /no schedule `none`.*`default`/],
    [['analyze'], /missing required argument/],
    [['analyze', 'mlp.tactics', '--breakdown', 'mood'], /mood.*Allowed choices are phase/],
    [['fly'], /unknown command/],
  ])('%j is refused with what is allowed', (args, message) => {
    const { code, err } = run(...args)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })
})

test('check ends with 1 when an expectation fails', () => {
  expect(run('check', 'mlp.tactics')).toMatchObject({ code: 0, out: '1 of 1 expectations hold\n' })
  const { code, out } = run('check', 'failing.tactics')
  expect(code).toBe(1)
  expect(out).toMatch(/expect\.failed/)
  expect(run('check', 'wrong.tactics').code).toBe(2)
})

test('figures carry what they assume as footnotes', () => {
  const { out } = run('analyze', 'mlp.tactics')
  expect(out).toContain('\nassumes: rates are reached in full (efficiency 1): a lower bound\n')
  expect(out).toContain('communication does not overlap compute: an upper bound')
})

test('a trip count is a positive whole number', () => {
  expect(run('analyze', 'mlp.tactics', '--trip-count', '0').code).toBe(2)
  expect(run('analyze', 'mlp.tactics', '--trip-count', '1_000').code).toBe(0)
})

test('compare sets schedules side by side', () => {
  const { code, out } = run('compare', 'mlp.tactics')
  expect(code).toBe(0)
  expect(out).toMatch(/schedule +default +data\n/)
  expect(out).toMatch(/\nall_reduce +2 +3 \(\+50 %\)\n/)
  expect(out).toMatch(/\nassumes: rates are reached in full[^\n]*\n/)
})

describe('export', () => {
  test('writes the model with attributes, or PartitionSpecs', () => {
    const sdy = run('export', 'mlp.tactics', '--schedule', 'default', '--format', 'sdy')
    expect(sdy.code).toBe(0)
    expect(sdy.out).toContain('sdy.mesh @mesh = <["batch"=4')
    const jax = run('export', 'mlp.tactics', '--schedule', 'default', '--format', 'jax', '--out', 'specs.py')
    expect(jax.code).toBe(0)
    expect(jax.out).toMatch(/^specs\.py: schedule default, \d+ arguments and \d+ results\n$/)
  })

  test('names what it cannot do', () => {
    const format = run('export', 'mlp.tactics', '--schedule', 'default', '--format', 'xml')
    expect(format.code).toBe(2)
    expect(format.err).toContain('Allowed choices are sdy, jax')
    const place = run('export', 'mlp.tactics', '--schedule', 'default', '--format', 'sdy', '--out', 'no/such/file')
    expect(place.code).toBe(2)
    expect(place.err).toMatch(/^no\/such\/file: error: cannot be written/)
    const several = run('export', 'mlp.tactics', '--format', 'sdy')
    expect(several.code).toBe(2)
    expect(several.err).toContain('choose one with --schedule')
  })
})

describe('partition', () => {
  test('writes one program and how its arguments are split', () => {
    const { code, out } = run('partition', 'mlp.tactics', '--schedule', 'default', '--out', 'parts')
    expect(code).toBe(0)
    expect(out).toMatch(/local\.mlir: schedule default on one of 8 devices, .*all_gather/)
    expect(readFileSync(join(folder, 'parts', 'local.mlir'), 'utf8')).toMatch(/^module @local .*num_partitions = 8/)
    const spec = JSON.parse(readFileSync(join(folder, 'parts', 'spec.json'), 'utf8')) as { mesh: unknown } // as documented
    expect(spec.mesh).toEqual({ batch: 4, model: 2 })
  })

  test('names what it cannot do', () => {
    const place = run('partition', 'mlp.tactics', '--schedule', 'default', '--out', 'mlp.mlir/parts')
    expect(place.code).toBe(2)
    expect(place.err).toMatch(/^mlp\.mlir\/parts: error: cannot be written/)
    const schedule = run('partition', 'mlp.tactics', '--schedule', 'nobody', '--out', 'parts')
    expect(schedule.code).toBe(2)
    expect(schedule.err).toContain('has no schedule `nobody`; it has `default`')
  })
})

describe('verify', () => {
  test('compares original and partitioned program', () => {
    const { code, out } = run('verify', 'mlp.tactics', '--schedule', 'default')
    expect(code).toBe(0)
    expect(out).toMatch(/^schedule default on 8 devices: all \d+ results equal \(/)
  })

  test('says how large a model is that it does not evaluate', () => {
    const dims = 'tensor<8192x8192xf32>'
    const dot = `stablehlo.dot_general %a, %a, contracting_dims = [1] x [0] : (${dims}, ${dims}) -> ${dims}`
    writeFileSync(
      join(folder, 'large.mlir'),
      `func.func public @main(%a: ${dims} loc("a")) -> ${dims} {\n  %0 = ${dot}\n  return %0 : ${dims}\n}`,
    )
    writeFileSync(join(folder, 'large.tactics'), 'model "large.mlir"\nmesh { d: 2 }\ntactic T on d { a: 0 }\n')
    const { code, err } = run('verify', 'large.tactics')
    expect(code).toBe(2)
    expect(err).toMatch(/too large to evaluate: [\d,]+ GFLOP and about .* on 2 devices; up to 20 GFLOP/)
  })
})

describe('compare --sweep', () => {
  test('prints every mesh, the fastest that fits first', () => {
    const { code, out, err } = run('compare', 'mlp.tactics', '--sweep', '8', '--schedule', 'data')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('8 devices over batch × model: all 4 meshes')
    expect(out).toMatch(/\n +batch +model +peak memory +step time +compute +exposed comm\. +MFU +collectives\n/)
    expect(out).toMatch(/collectives\n\* .* fastest that fits\n/)
  })

  test('prints devices side by side, as JSON too', () => {
    const table = run('compare', 'mlp.tactics', '--device', 'a100,h100')
    expect([table.code, table.err]).toEqual([0, ''])
    expect(table.out).toMatch(/\n\* +a100 +default /)
    const { code, out } = run('compare', 'mlp.tactics', '--device', 'a100', '--device', 'h100', '--json')
    const { rows } = JSON.parse(out) as { rows: { device: string; schedule: string }[] } // docs/JSON.md
    expect(code).toBe(0)
    expect(rows.map(({ schedule, device }) => `${schedule} ${device}`)).toEqual([
      'default a100',
      'default h100',
      'data a100',
      'data h100',
    ])
  })

  test('says what of the meshes it looked at, and what could be done in part only', () => {
    const { out } = run('compare', 'mlp.tactics', '--sweep', '4096', '--most', '3', '--schedule', 'data')
    expect(out).toContain('3 of the 13 meshes, chosen evenly (--most)')
    expect(out).toMatch(/in part: 2 of 2 refused/)
    expect(out).toMatch(/applied in part:\n {2}batch 4,096 × model 1: dim 0 of `x` and `y` has local size 32/)
  })

  test.each([
    [['--sweep', '0'], /'0' is invalid\. `0` is no positive integer/],
    [['--sweep', '7.5'], /'7\.5' is invalid/],
    [['--sweep', '-4'], /'-4' is invalid/],
    [['--sweep', '8', '--schedule', 'dta'], /no schedule `dta`; it has `default`, `data`/],
    [['--sweep', '8', '--device', 'tpu_v4,tpu_v99'], /device `tpu_v99` is not in the catalogue/],
    [['--device', ','], /expected a name/],
    [['--sweep', '251'], /6:11: error: schedule `default` cannot be applied in full on any mesh/],
  ])('refuses %j', (flags, message) => {
    const { code, err } = run('compare', 'mlp.tactics', ...flags)
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })

  test('refuses a file without mesh or tactics', () => {
    writeFileSync(join(folder, 'bare.tactics'), 'model "mlp.mlir"\n')
    writeFileSync(join(folder, 'idle.tactics'), 'model "mlp.mlir"\nmesh { batch: 4 }\n')
    const bare = run('compare', 'bare.tactics', '--sweep', '8')
    const idle = run('compare', 'idle.tactics', '--sweep', '8', '--json')
    expect([bare.code, idle.code]).toEqual([2, 2])
    expect(bare.err).toContain('bare.tactics:1:1: error: has no mesh')
    expect(idle.out).toContain('every mesh is the same')
  })
})

test('shardings of the model can be left out', () => {
  const text =
    'module {\nsdy.mesh @m = <["d"=2]>\nfunc.func public @main(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@m, [{"d"}]>} loc("a")) -> tensor<8xf32> {\n  %0 = stablehlo.tanh %a : tensor<8xf32>\n  return %0 : tensor<8xf32>\n}\n}'
  writeFileSync(join(folder, 'own.mlir'), text)
  writeFileSync(join(folder, 'own.tactics'), 'model "own.mlir"\nmesh { d: 2 }\n')
  const report = (...args: string[]): unknown => {
    const { schedules } = JSON.parse(run('analyze', 'own.tactics', '--json', ...args).out) as {
      schedules: { steps: { tactic: string }[] }[]
    } // docs/JSON.md
    return schedules[0]?.steps.map(({ tactic }) => tactic)
  }
  expect(report()).toEqual(['module'])
  expect(report('--no-module')).toEqual([])
})

describe('a file with includes', () => {
  const includes: Readonly<Record<string, string>> = {
    'includes.tactics': 'model "mlp.mlir"\ninclude "shared/bp.tactics"\nschedule default = BP\n',
    'shared/bp.tactics': '\uFEFFmesh { batch: 4 }\ntactic BP on batch {\n  {x, x}: 0\n  y: 0\n}\n',
    'broken.tactics': 'model "mlp.mlir"\ninclude "gone.tactics"\nmesh { batch: 4 }\n',
  }
  beforeAll(() => {
    mkdirSync(join(folder, 'shared'))
    for (const [name, text] of Object.entries(includes)) writeFileSync(join(folder, name), text)
  })

  test.each(['analyze', 'compare', 'check'])('is %sd whole', (command) => {
    const { code, out } = run(command, 'includes.tactics', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ mesh: { devices: 4 }, problems: [], schedules: [{ name: 'default' }] })
  })

  test('names the file of each problem, without counting a byte order mark', () => {
    writeFileSync(
      join(folder, 'shared/bp.tactics'),
      includes['shared/bp.tactics']!.replace('mesh', 'mash').replace('{x, x}', 'z'),
    )
    const { out, err } = run('analyze', 'includes.tactics')
    expect(out + err).toMatch(/^shared\/bp\.tactics:1:1: error: .*mash/m)
    writeFileSync(join(folder, 'shared/bp.tactics'), includes['shared/bp.tactics']!)
  })

  test('that is missing is bad input', () => {
    const { code, out } = run('analyze', 'broken.tactics', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({
      problems: [{ file: 'broken.tactics', line: 2, column: 9, code: 'include.missing' }],
    })
  })
})
