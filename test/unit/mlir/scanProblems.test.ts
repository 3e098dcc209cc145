import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scan } from '../../../server/src/mlir/scan'
import { encodeText } from '../../../server/src/mlir/text'
import { checkScan, printScan } from './checkScan'
import { checkColumns } from './checkColumns'

const fixture = `#loc1 = loc("params['w']")
module @m attributes {a.b = "}"} {
  sdy.mesh @mesh = <["data"=4]>
  func.func public @main(%arg0: tensor<4xf32> {x.y = 1 : i32} loc(#loc1), %arg1: tensor<i32>) -> (tensor<4xf32> {r}) {
    %c = stablehlo.constant dense<"0xFF"> : tensor<i32> loc(#loc2)
    %0:2 = stablehlo.while(%iterArg = %arg0, %iterArg_1 = %c) : tensor<4xf32>, tensor<i32>
    cond {
      %1 = stablehlo.compare LT, %iterArg_1, %c, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %1 : tensor<i1>
    } do {
      %1 = "stablehlo.scatter"(%iterArg, %c, %iterArg) <{d = #stablehlo.scatter<update_window_dims = [1]>}> ({
      ^bb0(%a: tensor<f32> loc("a"(#loc1)), %b: tensor<f32>):
        stablehlo.return %a : tensor<f32>
      }) {m = [1, 2]} : (tensor<4xf32>, tensor<i32>, tensor<4xf32>) -> tensor<4xf32>
      stablehlo.return %1, %iterArg_1 : tensor<4xf32>, tensor<i32>
    } loc(callsite("é" at #loc1))
    %2:2 = stablehlo.reduce(%0#0 init: %c), (%0#0 init: %c) across dimensions = [0] : (tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
     reducer(%a: tensor<f32>, %c2: tensor<f32>) (%b: tensor<f32>, %d: tensor<f32>)  {
      stablehlo.return %a, %b : tensor<f32>, tensor<f32>
    }
    return %0#0 : tensor<4xf32>
  } loc(#loc)
}
#loc = loc(unknown)
#loc2 = loc(fused<"m">["f.py":1:2 to :3, #loc1])
`

describe('problems', () => {
  it('keeps what can be read of broken operations and goes on after them', () => {
    checkScan(
      `
func.func @broken(%a: tensor<f32>) -> tensor<f32> {
  %0 = stablehlo.add %a, %a : tensor<f32>
  %1 = stablehlo.add %0, %zz : tensor<f32
  %2 = ]] what
  %3 = stablehlo.foo %0 "unclosed : tensor<f32>
  gibberish here ok
  %4 stablehlo.add %0, %0 : tensor<f32>
  %0 = stablehlo.add %0, %2 : tensor<f32>
  %5 = stablehlo.dot_general %0, %0, contracting_dims = [1 : tensor<f32>
  %6 = stablehlo.add %0, %0
  %7 = stablehlo.add %0, %0) : tensor<f32>
  return %0 : tensor<f32> loc(#nope)
}`,
      `
        0 func.func [@broken]
          ^0=%a: tensor<f32>
          1 stablehlo.add (0 0) -> 1=%0: tensor<f32>
          2 stablehlo.add (1 -1) -> 2=%1: ?
          3  -> 3=%2: ?
          4 stablehlo.foo (1) -> 4=%3: ?
          5 stablehlo.add (1 3) -> 5=%0: tensor<f32>
          6 stablehlo.dot_general (5 5) {contracting_dims = [1 : tensor<f32>} -> 6=%5: ?
          7 stablehlo.add (5 5) -> 7=%6: ?
          8 stablehlo.add (5 5) -> 8=%7: ?
          9 func.return (5)
        ! mlir.undefined-value: %zz
        ! mlir.syntax: tensor<f32
        ! mlir.syntax: %2 = ]] what
        ! mlir.unclosed: "unclosed : tensor<f32>
        ! mlir.redefined-value: %0
        ! mlir.unclosed: %5 = stablehlo.dot_general %0, %0, contracting_dims = [1 : tensor<f32>
        ! mlir.syntax: %6 = stablehlo.add %0, %0
        ! mlir.syntax: ) : tensor<f32>
        ! mlir.undefined-location: #nope
      `,
    )
  })

  it.each([
    ['%0 = stablehlo.add %a, %a : tensor<f32> junk', 'junk'],
    ['%0 = stablehlo.add %a, %a : tensor<f32> junk loc("x")', 'junk'],
    ['%0 = stablehlo.add %a, %a : tensor<f32>\n  junk, more\n  // words', 'junk, more'],
    ['%0 = "stablehlo.add"(%a, %a) : (tensor<f32>, tensor<f32>) -> tensor<f32> {a = 1} 3', '3'],
    ['stablehlo.return %a : tensor<f32> = 4', '= 4'],
    ['stablehlo.return junk', 'junk'],
    ['%0 = stablehlo.while(%b = %a) : tensor<f32> cond {\n  } do {\n  } junk', 'junk'],
  ])('tells text after a complete operation: %s', (line, text) => {
    const found = scan(encodeText(`func.func @f(%a: tensor<f32>) {\n  ${line}\n}\n`)).problems
    expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      `mlir.syntax: unexpected text after the end of an operation: \`${text}\``,
    ])
  })

  it.each(['} junk', '} loc("x") junk', '}\njunk, 3'])('tells text after the last operation: %s', (end) => {
    const found = scan(encodeText(`func.func @f(%a: tensor<f32>) {\n  return\n${end}\n`)).problems
    expect(found.map(({ code }) => code)).toEqual(['mlir.syntax'])
  })

  it('closes a region without } where indentation says so', () => {
    checkScan(
      `
func.func @f(%a: tensor<i1>) {
  %0 = stablehlo.while(%x = %a) : tensor<i1>
  cond {
    stablehlo.return %x : tensor<i1>
  } do {
    stablehlo.return %x : tensor<i1>
  return
}
func.func @g(%a: tensor<i1>) {
  return %a : tensor<i1>
}`,
      `
        0 func.func [@f]
          ^0=%a: tensor<i1>
          1 stablehlo.while (0) -> 1=%0: tensor<i1>
            ^2=%x: tensor<i1>
            2 stablehlo.return (2)
            ^3=%x: tensor<i1>
            3 stablehlo.return (3)
            4 stablehlo.return
        5 func.func [@g]
          ^4=%a: tensor<i1>
          6 func.return (4)
        ! mlir.unclosed: {
      `,
    )
  })

  it('ignores a } too many where indentation says so', () => {
    checkScan(
      `
func.func @f(%a: tensor<i1>) {
  %0 = stablehlo.not %a : tensor<i1>
  }
  return %0 : tensor<i1>
}
func.func @g(%a: tensor<i1>) {
  return %a : tensor<i1>
}`,
      `
        0 func.func [@f]
          ^0=%a: tensor<i1>
          1 stablehlo.not (0) -> 1=%0: tensor<i1>
          2 func.return (1)
        3 func.func [@g]
          ^2=%a: tensor<i1>
          4 func.return (2)
        ! mlir.syntax: }
      `,
    )
  })

  it('tells binary and empty files', () => {
    const bytecode = new Uint8Array([0x4d, 0x4c, 0xef, 0x52, 1, 2])
    expect(scan(bytecode).problems.map(({ code }) => code)).toEqual(['mlir.binary'])
    expect(scan(bytecode).value.operations.count).toBe(0)
    expect(scan(new Uint8Array([65, 0, 66])).problems.map(({ code }) => code)).toEqual(['mlir.binary'])
    // Its lines count all the same: an editor may show it.
    expect([...scan(new Uint8Array([65, 10, 0, 10])).value.lineStart]).toEqual([0, 2, 4])
    expect(printScan('  // nothing\n')).toBe('! mlir.empty: ')
    expect(printScan('')).toBe('! mlir.empty: ')
  })

  it('counts what is beyond the limit of problems', () => {
    const { problems } = scan(encodeText('a.b %x : i1\n'.repeat(500)))
    expect(problems.length).toBe(101)
    expect(problems.at(-1)?.message).toBe('400 more problems in this file')
  })

  it('is not stopped by deep nesting', () => {
    const depth = 20_000
    const text = '"a.b"() ({\n'.repeat(depth) + '}) : () -> ()\n'.repeat(depth)
    const { value, problems } = scan(encodeText(text))
    checkColumns(value)
    expect(problems.some(({ message }) => message.includes('deeper'))).toBe(true)
    checkColumns(scan(encodeText('"a.b"() ({'.repeat(depth))).value)
    checkColumns(scan(encodeText('%0 = a.b ' + '['.repeat(1_000_000))).value)
    checkColumns(scan(encodeText('%0:1000000000 = a.b : i1')).value)
  })

  it('reads the fixture without problems', () => {
    expect(scan(encodeText(fixture)).problems).toEqual([])
  })

  it('never throws on any prefix', () => {
    const bytes = encodeText(fixture)
    for (let end = 0; end <= bytes.length; end++) checkColumns(scan(bytes.subarray(0, end)).value)
  })

  it('never throws on any line deleted', () => {
    const lines = fixture.split('\n')
    for (let i = 0; i < lines.length; i++) checkColumns(scan(encodeText(lines.toSpliced(i, 1).join('\n'))).value)
  })

  it('never throws on mutations', () => {
    const bytes = encodeText(fixture)
    const edit = fc.record({
      at: fc.nat(bytes.length - 1),
      remove: fc.nat(20),
      insert: fc.string({ unit: fc.constantFrom(...'%#@^:,=-><()[]{}"\\/ \n.loc(0é!'), maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let text = fixture
        for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove)
        checkColumns(scan(encodeText(text)).value)
      }),
      { numRuns: 500 },
    )
  })
})
