// The scanner on texts made of MLIR's words in any order: no exception, and columns that hold together.
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { scan } from '../../server/src/mlir/scan'
import { encodeText } from '../../server/src/mlir/text'
import { checkColumns } from '../unit/mlir/checkColumns'

const words = [
  ...['%0', '%0:2', '%1#1', '%a', ' = ', ', ', ': ', ' -> ', '\n', '\n  ', '\n    ', '// x\n', ' '],
  ...['{', '}', '(', ')', '[', ']', '<', '>', '({', '})', '}, {', '<{', '}>', '"', '\\', '"s"', '@f', '^bb0', '^bb0('],
  ...[
    'tensor<2xf32>',
    'i1',
    '!t.x',
    '(i1, i1)',
    'dense<0>',
    'x = 1 : i32',
    'attributes ',
    ' init: %0',
    'loc(',
    '#loc1',
  ],
  ...[
    'loc(#loc1)',
    '#loc1 = loc("x"(#loc1))',
    'module ',
    'func.func ',
    'private ',
    '@main(%a: i1)',
    'return ',
    'call ',
  ],
  ...['"func.func"() <{sym_name = "f"}> ({', 'stablehlo.add ', '"a.b"', '"a.b"(%0)', 'stablehlo.while(%a = %0)'],
  ...[' cond {', ' do {', ' applies a.b across', ' reducer(%a: i1) (%b: i1) {', '{-#', '#-}', 'é', '\u{1f600}', '\0'],
]

/** More by hand: FUZZ_RUNS=100000 npx vitest run test/fuzz/mlirScan.test.ts */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 2000)

describe('scan', () => {
  it('takes any sequence of words', () => {
    const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(soup, (text) => {
        checkColumns(scan(encodeText(text)).value)
      }),
      { numRuns },
    )
  })

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        checkColumns(scan(bytes).value)
      }),
      { numRuns },
    )
  })
})
