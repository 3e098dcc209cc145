import { describe, expect, it } from 'vitest'
import { scan } from '../../../server/src/mlir/scan'
import { encodeText, textOf } from '../../../server/src/mlir/text'
import { checkScan } from './checkScan'

describe('regions', () => {
  it('reads while with arguments made for both regions, names reused', () => {
    checkScan(
      `
func.func @f(%x: tensor<4xf32>, %n: tensor<i32>) -> tensor<4xf32> {
  %0:2 = stablehlo.while(%iterArg = %x, %iterArg_1 = %n) : tensor<4xf32>, tensor<i32> attributes {mhlo.frontend = "x"}
  cond {
    %1 = stablehlo.compare LT, %iterArg_1, %n, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %1 : tensor<i1>
  } do {
    %1 = stablehlo.add %iterArg, %x : tensor<4xf32>
    stablehlo.return %1, %iterArg_1 : tensor<4xf32>, tensor<i32>
  } loc("while")
  %1 = stablehlo.negate %0#0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}`,
      `
        0 func.func [@f]
          ^0=%x: tensor<4xf32>, 1=%n: tensor<i32>
          1 stablehlo.while (0 1) {{mhlo.frontend = "x"}} -> 2=%0: tensor<4xf32>, 3=%0: tensor<i32> @ while
            ^4=%iterArg: tensor<4xf32>, 5=%iterArg_1: tensor<i32>
            2 stablehlo.compare [LT,] (5 1) {SIGNED} -> 6=%1: tensor<i1>
            3 stablehlo.return (6)
            ^7=%iterArg: tensor<4xf32>, 8=%iterArg_1: tensor<i32>
            4 stablehlo.add (7 0) -> 9=%1: tensor<4xf32>
            5 stablehlo.return (9 8)
          6 stablehlo.negate (2) -> 10=%1: tensor<4xf32>
          7 func.return (10)
      `,
    )
  })

  it('reads the generic form, labels, attributes after regions, and short returns by the dialect around them', () => {
    checkScan(
      `
func.func @f(%p: tensor<i1>, %i: tensor<i32>) {
  %0 = "stablehlo.if"(%p) ({
    %1 = stablehlo.constant dense<1> : tensor<i32>
    stablehlo.return %1 : tensor<i32>
  }, {
    "stablehlo.return"(%i) : (tensor<i32>) -> ()
  }) : (tensor<i1>) -> tensor<i32>
  %2:2 = "stablehlo.sort"(%i, %i) <{dimension = 0 : i64}> ({
  ^bb0(%a: tensor<i32> loc("a"), %b: tensor<i32>, %c: tensor<i32>, %d: tensor<i32>):
    return %p : tensor<i1>
  }) {mhlo.x = "}) {"} : (tensor<i32>, tensor<i32>) -> (tensor<i32>, tensor<i32>)
  "stablehlo.case"(%i) ({
  }, {}) {dim = 0} : (tensor<i32>) -> ()
  %3 = "stablehlo.while"(%i) ({
    ^bb0(%x: tensor<i32>):
      stablehlo.return %p : tensor<i1>
  }, {
    ^bb0(%x: tensor<i32>):
      stablehlo.return %x : tensor<i32>
  }) : (tensor<i32>) -> tensor<i32>
  return
}`,
      `
        0 func.func [@f]
          ^0=%p: tensor<i1>, 1=%i: tensor<i32>
          1 stablehlo.if (0) -> 2=%0: tensor<i32>
            2 stablehlo.constant {dense<1>} -> 3=%1: tensor<i32>
            3 stablehlo.return (3)
            4 stablehlo.return (1)
          5 stablehlo.sort (1 1) {<{dimension = 0 : i64}>} {{mhlo.x = "}) {"}} -> 4=%2: tensor<i32>, 5=%2: tensor<i32>
            ^6=%a: tensor<i32> @ a, 7=%b: tensor<i32>, 8=%c: tensor<i32>, 9=%d: tensor<i32>
            6 stablehlo.return (0)
          7 stablehlo.case (1) {{dim = 0}}
          8 stablehlo.while (1) -> 10=%3: tensor<i32>
            ^11=%x: tensor<i32>
            9 stablehlo.return (0)
            ^12=%x: tensor<i32>
            10 stablehlo.return (12)
          11 func.return
      `,
    )
  })

  it('reads both forms of reduce, the operands of several reductions inputs first', () => {
    checkScan(
      `
func.func @f(%x: tensor<4xf32>, %y: tensor<4xi32>, %u: tensor<f32>, %v: tensor<i32>) {
  %0 = stablehlo.reduce(%x init: %u) applies stablehlo.add across dimensions = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
  %1:2 = stablehlo.reduce(%x init: %u), (%y init: %v) across dimensions = [0] : (tensor<4xf32>, tensor<4xi32>, tensor<f32>, tensor<i32>) -> (tensor<f32>, tensor<i32>)
   reducer(%a: tensor<f32> loc("a"), %c: tensor<f32>) (%b: tensor<i32>, %d: tensor<i32>)  {
    stablehlo.return %a, %d : tensor<f32>, tensor<i32>
  } loc("reduce")
  return
}`,
      `
        0 func.func [@f]
          ^0=%x: tensor<4xf32>, 1=%y: tensor<4xi32>, 2=%u: tensor<f32>, 3=%v: tensor<i32>
          1 stablehlo.reduce (0 2) {applies stablehlo.add across dimensions = [0]} -> 4=%0: tensor<f32>
          2 stablehlo.reduce (0 1 2 3) {across dimensions = [0]} -> 5=%1: tensor<f32>, 6=%1: tensor<i32> @ reduce
            ^7=%a: tensor<f32> @ a, 8=%b: tensor<i32>, 9=%c: tensor<f32>, 10=%d: tensor<i32>
            3 stablehlo.return (7 10)
          4 func.return
      `,
    )
  })

  it('reads sdy.manual_computation with its arguments and shardings', () => {
    checkScan(
      `
func.func @f(%x: tensor<4xf32>, %y: tensor<i32>) {
  %0 = sdy.manual_computation(%x, %y) in_shardings=[<@mesh, [{}]>, <@mesh, []>] out_shardings=[<@mesh, [{"data", ?}]>] manual_axes={"data"} (%arg2: tensor<4xf32>, %arg3: tensor<i32>) {
    sdy.return %arg2 : tensor<4xf32>
  } : (tensor<4xf32>, tensor<i32>) -> tensor<4xf32>
  %1 = sdy.sharding_constraint %0 <@mesh, [{"data"}]> : tensor<4xf32>
  return
}`,
      `
        0 func.func [@f]
          ^0=%x: tensor<4xf32>, 1=%y: tensor<i32>
          1 sdy.manual_computation (0 1) {in_shardings=[<@mesh, [{}]>, <@mesh, []>] out_shardings=[<@mesh, [{"data", ?}]>] manual_axes={"data"}} -> 2=%0: tensor<4xf32>
            ^3=%arg2: tensor<4xf32>, 4=%arg3: tensor<i32>
            2 sdy.return (3)
          3 sdy.sharding_constraint (2) {<@mesh, [{"data"}]>} -> 5=%1: tensor<4xf32>
          4 func.return
      `,
    )
  })

  it('numbers the regions of an operation and the blocks of a region consecutively', () => {
    const text = `func.func @f(%x: tensor<f32>) {
  "a.two"(%x) ({
    "b.inner"() ({
      "c.leaf"() : () -> ()
    }) : () -> ()
    "a.end"() : () -> ()
  ^second:
    "a.end"() : () -> ()
  }, {
    "a.end"() : () -> ()
  }) : (tensor<f32>) -> ()
}`
    const { operations, regions, blocks } = scan(encodeText(text)).value
    for (let operation = 0; operation < operations.count; operation++) {
      for (let i = 0; i < operations.regionCount[operation]!; i++) {
        expect(regions.operation[operations.firstRegion[operation]! + i]).toBe(operation)
      }
    }
    for (let region = 0; region < regions.count; region++) {
      for (let i = 0; i < regions.blockCount[region]!; i++) {
        expect(blocks.region[regions.firstBlock[region]! + i]).toBe(region)
      }
    }
    expect([...operations.regionCount]).toEqual([1, 2, 1, 0, 0, 0, 0])
    expect([...regions.blockCount]).toEqual([1, 2, 1, 1])
    expect([...operations.subtreeEnd]).toEqual([7, 7, 4, 4, 5, 6, 7])
  })
})

describe('functions and modules', () => {
  it('reads headers, declarations and modules', () => {
    checkScan(
      `
#loc1 = loc("w")
module @m attributes {mhlo.num_partitions = 1 : i32} {
  func.func public @main(%arg0: tensor<4xf32> {tf.aliasing_output = 0 : i32} loc(#loc1), %arg1: tensor<i32> loc(unknown)) -> (tensor<4xf32> {jax.result_info = "r[0]"}, i1) attributes {x = 1} {
    return %arg0, %arg1 : tensor<4xf32>, tensor<i32> loc(#loc2)
  } loc(#loc)
  func.func private @decl(tensor<f32>, tensor<2xf32>) -> (tensor<f32>, i1) attributes {x}
  func.func @single(%arg0: tensor<4xf32>) -> tensor<4xf32> {
    return %arg0 : tensor<4xf32>
  }
} loc(#loc)
#loc = loc(unknown)
#loc2 = loc("jit(main)"(callsite("f"("a.py":3:4 to :9) at #loc1)))`,
      `
        0 builtin.module [@m] {{mhlo.num_partitions = 1 : i32}}
          1 func.func [public @main] {{x = 1}}
            ^0=%arg0: tensor<4xf32> {tf.aliasing_output = 0 : i32} @ w, 1=%arg1: tensor<i32>
            2 func.return (0 1) @ jit(main) a.py:3
          3 func.func [private @decl] {{x}}
          4 func.func [@single]
            ^2=%arg0: tensor<4xf32>
            5 func.return (2)
      `,
    )
  })

  it('keeps names, visibility and results of functions in pretty and generic form', () => {
    const text = `
func.func public @"a b"(%x: tensor<f32>) -> (tensor<f32> {jax.result_info = "r"}, i1) { return }
func.func private @decl() -> (tensor<f32>, i1)
"func.func"() <{function_type = (tensor<f32>) -> (tensor<f32>, i1), sym_name = "main", sym_visibility = "private"}> ({
}) : () -> ()`
    const { value } = scan(encodeText(text))
    const { functions } = value
    const decoded = Array.from({ length: functions.count }, (_, i) => ({
      name: text.slice(functions.nameStart[i], functions.nameEnd[i]),
      isPublic: functions.isPublic[i],
      results: [...functions.resultType.subarray(functions.resultStart[i], functions.resultStart[i + 1])].map((type) =>
        textOf(value, value.types, type),
      ),
    }))
    expect(decoded).toEqual([
      { name: 'a b', isPublic: 1, results: ['tensor<f32>', 'i1'] },
      { name: 'decl', isPublic: 0, results: ['tensor<f32>', 'i1'] },
      { name: 'main', isPublic: 0, results: ['tensor<f32>', 'i1'] },
    ])
    expect(textOf(value, value.texts, functions.resultAttributes[0]!)).toBe('{jax.result_info = "r"}')
  })

  it('hides the names of one function from another', () => {
    checkScan(
      `
func.func @f(%a: tensor<f32>) {
  %0 = stablehlo.negate %a : tensor<f32>
  return
}
func.func @g(%b: tensor<f32>) {
  %0 = stablehlo.add %a, %0 : tensor<f32>
  return
}`,
      `
        0 func.func [@f]
          ^0=%a: tensor<f32>
          1 stablehlo.negate (0) -> 1=%0: tensor<f32>
          2 func.return
        3 func.func [@g]
          ^2=%b: tensor<f32>
          4 stablehlo.add (-1 -1) -> 3=%0: tensor<f32>
          5 func.return
        ! mlir.undefined-value: %a
        ! mlir.undefined-value: %0
      `,
    )
  })

  it('reads a dictionary after a region with arguments as attributes', () => {
    checkScan(
      `
func.func @f(%a: i1) {
  %0 = sdy.named_computation<"g">(%a) (%b: i1) {
    sdy.return %b : i1
  } {x = "y", z} : (i1) -> i1
  return
}`,
      `
        0 func.func [@f]
          ^0=%a: i1
          1 sdy.named_computation [<"g">(] (0) {{x = "y", z}} -> 1=%0: i1
            ^2=%b: i1
            2 sdy.return (2)
          3 func.return
      `,
    )
  })
})
