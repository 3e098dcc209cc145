// Asks XLA afresh: runs the scripts of an oracle folder with a Python that has jax. A development tool; nothing of the product needs it.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PartitionSpec } from '../../server/src/engine/partition'
import type { CollectiveGroup } from './collectives'
import { readHloCollectives } from './hlo'
import type { TruthMemory } from './truth'

export interface OracleOptions {
  /** A Python that has jax, and libtpu for the TPU compiler. */
  readonly python: string
  /** Folder with xla_partition.py and ahead.py. */
  readonly oracle: string
}

/** What XLA for CPU makes of a model split as the spec says. */
export interface CpuAnswer {
  readonly memory: TruthMemory
  readonly collectives: readonly CollectiveGroup[]
}

/** What the TPU compiler makes of it, ahead of time. */
export interface TpuAnswer {
  readonly device: string
  readonly memory: TruthMemory
  readonly flops: number
  /** Below 0 where the compiler has none. */
  readonly optimal_seconds: number
  /** Of collectives that stand under their own name; null where the program cannot be printed. */
  readonly collectives: Readonly<Record<string, { readonly ops: number; readonly operands: number }>> | null
}

/** What cannot be asked, in words for the person who asked. */
export class OracleProblem extends Error {}

/** `--fast` spares work behind the partitioner: collectives are the same, memory is not. */
export function askCpu(
  options: OracleOptions,
  model: string,
  spec: PartitionSpec,
  { fast = false }: { readonly fast?: boolean } = {},
): CpuAnswer {
  return withFolder((folder) => {
    const hlo = join(folder, 'program.hlo')
    const specPath = join(folder, 'spec.json')
    writeFileSync(specPath, JSON.stringify(spec))
    const flags = fast ? ['--fast'] : []
    const answer = runScript(options, 'xla_partition.py', [model, specPath, '--hlo', hlo, ...flags])
    const { memory } = answer as { readonly memory: TruthMemory } // what the script prints
    return { memory, collectives: readHloCollectives(readFileSync(hlo, 'utf8'), spec.mesh) }
  })
}

export function askTpu(options: OracleOptions, model: string, spec: PartitionSpec, topology: string): TpuAnswer {
  return withFolder((folder) => {
    const specPath = join(folder, 'spec.json')
    writeFileSync(specPath, JSON.stringify(spec))
    return runScript(options, 'ahead.py', [model, specPath, '--topology', topology]) as TpuAnswer // what the script prints
  })
}

function withFolder<Answer>(use: (folder: string) => Answer): Answer {
  const folder = mkdtempSync(join(tmpdir(), 'shardlens-fidelity-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const requirements = {
  'xla_partition.py': 'jax, jaxlib, numpy',
  'ahead.py': 'jax, jaxlib, numpy, libtpu',
} as const

/** The script's one line of JSON; what went wrong is thrown with what has to be installed. */
function runScript(
  { python, oracle }: OracleOptions,
  script: keyof typeof requirements,
  args: readonly string[],
): unknown {
  const path = join(oracle, script)
  if (!existsSync(path)) throw new OracleProblem(`${path} does not exist: name the folder that holds it with --oracle`)
  const needs = `a Python with ${requirements[script]}: name it with --python or in SHARDLENS_PYTHON`
  let output: string
  try {
    output = execFileSync(python, [path, ...args], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe'],
      // libtpu otherwise locks out every other process, though nothing but its compiler is used.
      env: { ...process.env, ALLOW_MULTIPLE_LIBTPU_LOAD: '1' },
    })
  } catch (error) {
    throw new OracleProblem(explainFailure(error, python, needs))
  }
  return JSON.parse(lastLine(output))
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

function explainFailure(error: unknown, python: string, needs: string): string {
  // execFileSync throws an Error with these fields.
  const {
    code,
    stdout = '',
    stderr = '',
    signal,
  } = error as { code?: string; stdout?: string; stderr?: string; signal?: string }
  if (code === 'ENOENT') return `\`${python}\` cannot be started; the comparison needs ${needs}`
  const text = `${lastLine(stdout)}\n${stderr}`
  const missing = /No module named '([\w.]+)'/.exec(text)?.[1]
  if (missing !== undefined) return `\`${python}\` has no module ${missing}; the comparison needs ${needs}`
  if (/TPU-enabled jaxlib or libtpu|libtpu\.so.*No such file|Unable to initialize backend 'tpu'/i.test(text))
    return `\`${python}\` has no TPU compiler; the comparison needs ${needs}`
  const said = /"error": "(.*)"\}/.exec(text)?.[1] ?? stderr.trim().slice(-600)
  return `XLA could not answer${signal ? ` (${signal})` : ''}: ${said}`
}
