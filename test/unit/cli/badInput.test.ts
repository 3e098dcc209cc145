// What the command line says of files that are something else, and of what it cannot do.
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, commandLine } from '../../support/commandLine'
import { mlpTactics, mlpTrain } from '../../support/models'

const { folder, run } = commandLine({
  'mlp.mlir': mlpTrain,
  'mlp.tactics': mlpTactics,
  'binary.tactics': 'model "binary.mlir"\nmesh { batch: 4 }\n',
  'binary.mlir': new Uint8Array([0x4d, 0x4c, 0xef, 0x52, 0, 1, 2, 3]),
})

describe('files that are something else', () => {
  test.each<[string, readonly string[], string | Uint8Array, RegExp]>([
    [
      'hlo.mlir',
      ['inspect'],
      'HloModule jit_f\n\nENTRY main { }\n',
      /:1:1: error: the file is HLO text; expected StableHLO, as /,
    ],
    ['byte.mlir', ['inspect'], new Uint8Array([0x4d, 0x4c, 0xef, 0x52, 0]), /:1:1: error: the file is MLIR bytecode; /],
    [
      'wide.mlir',
      ['inspect'],
      Buffer.from('\ufeffmodule {}', 'utf16le'),
      /:1:1: error: the file is UTF-16; expected UTF-8/,
    ],
    ['none.mlir', ['inspect'], 'module @m {\n}\n', /:1:1: error: no function found; /],
    ['a.mlir', ['analyze'], '', /: error: is a model; expected a \.tactics file that names it, or `shardlens inspect`/],
    [
      'a.tactics',
      ['inspect'],
      '',
      /: error: is a tactics file; expected the model that it names, or `shardlens analyze`/,
    ],
  ])('%s', (name, command, content, message) => {
    writeFileSync(join(folder, name), content)
    const { code, out, err } = run(...command, name)
    expect(code).toBe(2)
    expect(out + err).toMatch(message)
  })

  test('a model of which nothing can be read has its problem alone, no figures', () => {
    const { code, out, err } = run('analyze', 'binary.tactics')
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/^binary\.mlir:1:1: error: the file is MLIR bytecode; .* \[mlir\.binary\]\n$/)
  })
})

test.runIf(existsSync('/dev/full'))('output that cannot be written is said, without a trace', () => {
  const output = openSync('/dev/full', 'w')
  const { status, stderr } = spawnSync(process.execPath, [cli, 'inspect', 'mlp.mlir'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', output, 'pipe'],
  })
  closeSync(output)
  expect(status).toBe(2)
  expect(stderr).toMatch(/^shardlens: the output cannot be written \(ENOSPC.*\)\n$/)
})

test('a mesh that no number of devices can hold is refused', () => {
  const { code, err } = run('analyze', 'mlp.tactics', '--mesh', 'batch=100000000,model=100000000')
  expect(code).toBe(2)
  expect(err).toContain('the mesh has more than 2^53 devices')
})
