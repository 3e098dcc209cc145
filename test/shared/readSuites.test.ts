// Every text of the public suites is read: nothing throws, valid texts have no problem and print back to what they are, and
// texts with a fault of syntax have a problem at a place.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '../../server/src/base/problems'
import { loadModel } from '../../server/src/engine/loadModel'
import { printModule } from '../../server/src/mlir/printModule'
import { scan } from '../../server/src/mlir/scan'
import { encodeText } from '../../server/src/mlir/text'
import { buildProgram } from '../../server/src/sharding/buildProgram'
import { compareColumns } from '../support/compareColumns'
import { checkColumns } from '../unit/mlir/checkColumns'

const root = '../shared/suites'

/** Files that hold texts which MLIR's parser refuses, with the number of such texts. Elsewhere what is expected are faults of meaning. */
const withSyntaxFaults: Readonly<Record<string, number>> = {
  'stablehlo/stablehlo/tests/print_types_invalid.mlir': 32,
  'shardy/shardy/dialect/sdy/ir/test/sharding_rule_parsing_failure.mlir': 25,
  'shardy/shardy/dialect/sdy/ir/test/tensor_sharding_parsing_failure.mlir': 15,
}

const reasons = {
  own: 'the fault lies in the own form of an operation, which is kept as text and read by those who ask for it',
  rule: 'a rule that a model gives itself is taken where it can be read, and is none where it cannot',
} as const

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** Texts with faults of syntax in which none is found: file, their numbers, and why. */
const notFound: Readonly<Record<string, readonly [chunks: readonly number[], reason: keyof typeof reasons]>> = {
  'stablehlo/stablehlo/tests/print_types_invalid.mlir': [
    [...range(1, 4), ...range(6, 11), ...range(13, 15), ...range(18, 32)],
    'own',
  ],
  'shardy/shardy/dialect/sdy/ir/test/sharding_rule_parsing_failure.mlir': [range(0, 24), 'rule'],
}

interface Chunk {
  readonly file: string
  readonly index: number
  readonly text: string
  /** Whether the suite expects an error in it. */
  readonly isFaulty: boolean
}

/** The texts of a suite; its files hold several, between lines `// -----` or `//--- name`. */
function readChunks(suite: string): { files: number; chunks: Chunk[] } {
  const files = readdirSync(join(root, suite), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.mlir'),
  )
  const chunks = files.sort().flatMap((name) => {
    const texts = readFileSync(join(root, suite, name), 'utf8').split(/^\/\/ -----.*$|^\/\/--- .*$/m)
    return texts.map((text, index) => ({
      file: `${suite}/${name}`,
      index,
      text,
      isFaulty: /expected-error/.test(text),
    }))
  })
  return { files: files.length, chunks }
}

interface Read {
  readonly chunk: Chunk
  readonly problems: readonly Problem[]
  readonly functions: number
  readonly operations: number
  /** What is wrong with how it was read, whatever its text is. */
  readonly faults: readonly string[]
  readonly syntax: readonly Problem[]
}

/** Scans, builds the module and the program of each of its functions, and prints back. */
function read(chunk: Chunk): Read {
  const { module, problems } = loadModel(encodeText(chunk.text))
  const { columns } = module
  checkColumns(columns)
  for (let main = 0; main < columns.functions.count; main++) buildProgram({ ...module, main })
  const syntax = problems.filter(({ code }) => code.startsWith('mlir.'))
  const isOutside = ({ span }: Problem): boolean =>
    span.start < 0 || span.end < span.start || span.end > columns.bytes.length
  const faults = problems.filter(isOutside).map(({ message }) => `outside of the text: ${message}`)
  if (syntax.length === 0) faults.push(...readAgain(chunk))
  return { chunk, problems, functions: columns.functions.count, operations: columns.operations.count, faults, syntax }
}

function readAgain(chunk: Chunk): string[] {
  const { value } = scan(encodeText(chunk.text))
  const again = scan(encodeText(printModule(value)))
  return [...again.problems.map(({ message }) => message), ...compareColumns(value, again.value)]
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
const nameOf = ({ chunk: { file, index } }: Read): string => `${file} ${index}`

function whyNotFound({ chunk: { file } }: Read): string {
  const reason = notFound[file]?.[1]
  return reason === undefined ? 'not listed' : reasons[reason]
}

/** By file, how many texts. */
function countByFile(reads: readonly Read[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { chunk } of reads) counts[chunk.file] = (counts[chunk.file] ?? 0) + 1
  return counts
}

const withoutComments = (text: string): string => text.replace(/\/\/.*$/gm, '').trim()

/** `functionsPrinted`: of texts without a fault of syntax. `commentsAlone`: texts without any operation, of which the scanner says that they are empty. */
const expected = {
  stablehlo: {
    files: 3026,
    chunks: 5006,
    commentsAlone: 14,
    faulty: 858,
    functions: 10361,
    functionsPrinted: 10357,
    operations: 67638,
  },
  shardy: {
    files: 223,
    chunks: 1364,
    commentsAlone: 71,
    faulty: 325,
    functions: 2879,
    functionsPrinted: 2879,
    operations: 13610,
  },
} as const

describe.each(['stablehlo', 'shardy'] as const)('%s', (suite) => {
  const { files, chunks } = readChunks(suite)
  const reads: Read[] = []
  beforeAll(() => {
    for (const chunk of chunks) reads.push(read(chunk))
  }, 300_000)
  const ofSuite = <T>(data: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(data).filter(([file]) => file.startsWith(`${suite}/`)))

  test('every text is read, and prints to what reads back the same', () => {
    const isEmpty = ({ syntax }: Read): boolean => syntax[0]?.code === 'mlir.empty'
    expect({
      files,
      chunks: chunks.length,
      commentsAlone: reads.filter(isEmpty).length,
      faulty: reads.filter(({ chunk }) => chunk.isFaulty).length,
      functions: sum(reads.map((one) => one.functions)),
      functionsPrinted: sum(reads.filter(({ syntax }) => syntax.length === 0).map((one) => one.functions)),
      operations: sum(reads.map((one) => one.operations)),
    }).toEqual(expected[suite])
    expect(reads.filter((one) => isEmpty(one) !== (withoutComments(one.chunk.text) === '')).map(nameOf)).toEqual([])
    expect(reads.flatMap((one) => one.faults.map((fault) => `${nameOf(one)}: ${fault}`))).toEqual([])
  })

  test('valid texts have no fault of syntax, and every sharding in them is read', () => {
    const isFault = ({ code }: Problem): boolean =>
      (code.startsWith('mlir.') && code !== 'mlir.empty') || code === 'model.bad-sharding'
    const valid = reads.filter(({ chunk }) => !chunk.isFaulty)
    expect(valid.filter(({ problems }) => problems.some(isFault)).map(nameOf)).toEqual([])
  })

  test('faults of syntax are found, but for those listed', () => {
    const faulty = reads.filter(({ chunk }) => chunk.isFaulty && chunk.file in withSyntaxFaults)
    expect(countByFile(faulty)).toEqual(ofSuite(withSyntaxFaults))
    const isFound = ({ syntax, problems }: Read): boolean =>
      syntax.length > 0 || problems.some(({ code }) => code === 'model.bad-sharding')
    const missed = faulty.filter((one) => !isFound(one)).map((one) => `${nameOf(one)}: ${whyNotFound(one)}`)
    const listed = Object.entries(ofSuite(notFound)).flatMap(([file, [indices, reason]]) =>
      indices.map((index) => `${file} ${index}: ${reasons[reason]}`),
    )
    expect(missed).toEqual(listed)
  })

  test('a text without its last brace has a fault at a place', () => {
    const missed = reads.filter(({ chunk }) => {
      const code = withoutComments(chunk.text)
      if (chunk.isFaulty || !code.endsWith('}') || !/\bfunc\b/.test(code)) return false
      return !scan(encodeText(code.slice(0, -1))).problems.some((problem) => problem.code === 'mlir.unclosed')
    })
    expect(missed.map(nameOf)).toEqual([])
  })
})
