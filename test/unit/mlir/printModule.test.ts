import { describe, expect, it } from 'vitest'
import { printModule } from '../../../server/src/mlir/printModule'
import { scan } from '../../../server/src/mlir/scan'
import { encodeText } from '../../../server/src/mlir/text'
import { compareColumns } from '../../support/compareColumns'
import { loopModel, mlpTrain } from '../../support/models'

/** What the text prints as, after checking that it reads back the same and that printing that changes nothing. */
function print(text: string): string {
  const { value, problems } = scan(encodeText(text))
  expect(problems).toEqual([])
  const printed = printModule(value)
  const again = scan(encodeText(printed))
  expect(again.problems).toEqual([])
  expect(compareColumns(value, again.value)).toEqual([])
  expect(printModule(again.value)).toBe(printed)
  return printed
}

describe('printModule', () => {
  it('prints operations whose attributes are a dictionary in generic form', () => {
    const printed = print(`
func.func @f(%a: tensor<2xf32>, %b: tensor<2xf32>) {
  // Comments are not kept.
  %0 = stablehlo.add %a, %b : tensor<2xf32>
  %1 = "stablehlo.add"(%0, %b) <{x = 1 : i64}> {y} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %2 = "stablehlo.add"(%0, %b) {y} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  "a.b"() : () -> ()
  return
}`)
    expect(printed).toBe(`func.func @f(%a: tensor<2xf32>, %b: tensor<2xf32>) {
  %0 = "stablehlo.add"(%a, %b) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %1 = "stablehlo.add"(%0, %b) <{x = 1 : i64}> {y} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %2 = "stablehlo.add"(%0, %b) {y} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  "a.b"() : () -> ()
  "func.return"() : () -> ()
}
`)
  })

  it('prints what is known only in the form of its operation in that form', () => {
    const printed = print(`
func.func @f(%a: tensor<2xf32>) {
  %0 = stablehlo.compare GE, %a, %a, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %1 = stablehlo.constant dense<0.0> : tensor<f32>
  %2 = call @g(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %3 = stablehlo.custom_call @"s q"(%2) {backend_config = "a)b"} : (tensor<2xf32>) -> tensor<2xf32>
  %4 = stablehlo.composite "foo(bar" %3 {decomposition = @x} : (tensor<2xf32>) -> tensor<2xf32>
  %5 = stablehlo.reduce(%4 init: %1) applies stablehlo.add across dimensions = [0] : (tensor<2xf32>, tensor<f32>) -> tensor<f32>
  return
}`)
    expect(printed).toBe(`func.func @f(%a: tensor<2xf32>) {
  %0 = stablehlo.compare GE, %a, %a, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %1 = stablehlo.constant dense<0.0> : tensor<f32>
  %2 = func.call @g(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %3 = stablehlo.custom_call @"s q"(%2) {backend_config = "a)b"} : (tensor<2xf32>) -> tensor<2xf32>
  %4 = stablehlo.composite "foo(bar" %3 {decomposition = @x} : (tensor<2xf32>) -> tensor<2xf32>
  %5 = stablehlo.reduce(%4 init: %1) applies stablehlo.add across dimensions = [0] : (tensor<2xf32>, tensor<f32>) -> tensor<f32>
  "func.return"() : () -> ()
}
`)
  })

  it('prints several results, with one name and with several', () => {
    const printed = print(`
func.func @f() {
  %0:2 = "a.b"() : () -> (i1, (i1) -> i2)
  %1, %2:2, %3 = "a.c"(%0#1, %0#0) : ((i1) -> i2, i1) -> (i1, i2, i3, i4)
  "a.d"(%1, %2#0, %2#1, %3) : (i1, i2, i3, i4) -> ()
  %5 = "a.e"() : () -> ((i1) -> i2)
  %c = arith.constant true
  "a.f"(%c) : (i1) -> ()
  return
}`)
    expect(printed.split('\n').slice(1, -2)).toEqual([
      '  %0:2 = "a.b"() : () -> (i1, (i1) -> i2)',
      '  %1, %2:2, %3 = "a.c"(%0#1, %0#0) : ((i1) -> i2, i1) -> (i1, i2, i3, i4)',
      '  "a.d"(%1, %2#0, %2#1, %3) : (i1, i2, i3, i4) -> ()',
      '  %5 = "a.e"() : () -> ((i1) -> i2)',
      '  %c = arith.constant true',
      '  "a.f"(%c)',
      '  "func.return"() : () -> ()',
    ])
  })

  it('prints regions, blocks and their arguments', () => {
    const printed = print(`
func.func @f(%p: i1, %t: tensor<2xf32>, %z: tensor<f32>) {
  %0 = "stablehlo.if"(%p) ({
    "stablehlo.return"(%t) : (tensor<2xf32>) -> ()
  }, {
  ^bb0:
    "stablehlo.return"(%t) : (tensor<2xf32>) -> ()
  }) {x} : (i1) -> tensor<2xf32>
  %1 = stablehlo.reduce(%t init: %z) across dimensions = [0] : (tensor<2xf32>, tensor<f32>) -> tensor<f32>
    reducer(%a: tensor<f32>, %b: tensor<f32>) {
    stablehlo.return %a : tensor<f32>
  }
  "a.b"() ({}, {^bb0: }, {^bb0(%x: i1 {y} loc("x")):}) : () -> ()
  "a.br"()[^bb1] : () -> ()
^bb1:
  return
}`)
    expect(printed).toBe(`func.func @f(%p: i1, %t: tensor<2xf32>, %z: tensor<f32>) {
  %0 = "stablehlo.if"(%p) ({
    "stablehlo.return"(%t) : (tensor<2xf32>) -> ()
  }, {
    "stablehlo.return"(%t) : (tensor<2xf32>) -> ()
  }) {x} : (i1) -> tensor<2xf32>
  %1 = stablehlo.reduce(%t init: %z) across dimensions = [0] : (tensor<2xf32>, tensor<f32>) -> tensor<f32> reducer(%a: tensor<f32>, %b: tensor<f32>) {
    "stablehlo.return"(%a) : (tensor<f32>) -> ()
  }
  "a.b"() ({
  }, {
  ^bb0:
  }, {
  ^bb0(%x: i1 {y} loc("x")):
  }) : () -> ()
  "a.br"() [^bb1] : () -> ()
^bb1:
  "func.return"() : () -> ()
}
`)
  })

  it('prints modules, functions and locations', () => {
    const printed = print(`#loc1 = loc("a.py":3:4)
module @m attributes {x = 1 : i32} {
  func.func public @main(%a: i1 {jax.x} loc("a"(#loc1))) -> (i1 {jax.result_info = "r"}, i1) attributes {y} {
    return %a, %a : i1, i1 loc(#loc1)
  } loc(#loc2)
  func.func private @decl(i1) -> i1
  func.func @none() -> () {
    return
  }
  "func.func"() <{function_type = () -> i1, sym_name = "g"}> ({
  }) : () -> ()
} loc(#loc)
#loc = loc(unknown)
#loc2 = loc("main"(#loc1))`)
    expect(printed).toBe(`#loc1 = loc("a.py":3:4)
#loc = loc(unknown)
#loc2 = loc("main"(#loc1))
module @m attributes {x = 1 : i32} {
  func.func public @main(%a: i1 {jax.x} loc("a"(#loc1))) -> (i1 {jax.result_info = "r"}, i1) attributes {y} {
    "func.return"(%a, %a) : (i1, i1) -> () loc(#loc1)
  } loc(#loc2)
  func.func private @decl() -> (i1)
  func.func @none() {
    "func.return"() : () -> ()
  }
  "func.func"() <{function_type = () -> i1, sym_name = "g"}> ({
  }) : () -> ()
} loc(#loc)
`)
  })

  it('prints the own forms of operations as their dialects read them', () => {
    const body = `  %0:2 = stablehlo.reduce(%t init: %z), (%t init: %z) across dimensions = [0] : (tensor<2xf32>, tensor<2xf32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>) reducer(%a: tensor<f32>, %x: tensor<f32>) (%b: tensor<f32>, %y: tensor<f32>) {
    "stablehlo.return"(%a, %y) : (tensor<f32>, tensor<f32>) -> ()
  } loc("sum")
  %1 = stablehlo.convolution(%m, %m) dim_numbers = [b, f]x[i, o]->[b, f] {batch_group_count = 1 : i64} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = stablehlo.transpose %m, dims = [1, 0] : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %3 = stablehlo.slice %t [0:1] : (tensor<2xf32>) -> tensor<1xf32>
  %4:2 = stablehlo.optimization_barrier {x} %t, %z : tensor<2xf32>, tensor<f32>
  %5, %6 = chlo.top_k(%t, k = 1) : tensor<2xf32> -> (tensor<1xf32>, tensor<1xi32>)
  %7 = sdy.reshard %t <@mesh, [{"a"}]> : tensor<2xf32>
  sdy.sharding_group %7 group_id=3 : tensor<2xf32>
  %8 = sdy.manual_computation(%t) in_shardings=[<@mesh, [{"a"}]>] out_shardings=[<@mesh, [{"a"}]>] manual_axes={"a"} (%u: tensor<1xf32>) {
    "sdy.return"(%u) : (tensor<1xf32>) -> ()
  } {y} : (tensor<2xf32>) -> tensor<2xf32>
  %9 = "tensor.cast"(%t) : (tensor<2xf32>) -> tensor<?xf32>`
    const text = `sdy.mesh @mesh = <["a"=2]>
func.func @f(%t: tensor<2xf32>, %z: tensor<f32>, %m: tensor<2x2xf32>) {
${body}
  "func.return"() : () -> ()
}
`
    expect(print(text)).toBe(text)
  })

  it.each([
    ['a training step', mlpTrain],
    ['a loop', loopModel],
    [
      'a comment after attributes',
      'func.func @f(%a: i1) {\n  %0 = a.b %a, x // y\n    : i1\n  %1 = a.c z // w\n  %a : i1\n  return\n}',
    ],
    [
      'a name that was shadowed',
      'func.func @f(%a: i1) {\n  "x.y"() ({\n  ^bb0(%b: i1):\n    "x.z"(%b, %a) : (i1, i1) -> ()\n  }) : () -> ()\n  return\n}',
    ],
  ])('prints %s so that it reads back the same', (_, text) => {
    print(text)
  })
})

describe('compareColumns', () => {
  const read = (body: string) => scan(encodeText(`func.func @f(%a: i1, %b: i1) {\n${body}\n}`)).value
  it.each([
    ['"x.y"(%a) : (i1) -> ()', '"x.y"(%b) : (i1) -> ()'],
    ['"x.y"(%a) : (i1) -> ()', '"x.z"(%a) : (i1) -> ()'],
    ['%0 = "x.y"() : () -> i1', '%0 = "x.y"() : () -> i2'],
    ['%0 = "x.y"() : () -> i1', '%1 = "x.y"() : () -> i1'],
    ['"x.y"() {p} : () -> ()', '"x.y"() {q} : () -> ()'],
    ['"x.y"() ({}) : () -> ()', '"x.y"() : () -> ()'],
    ['"x.y"() ({}) : () -> ()', '"x.y"() ({^bb0:}) : () -> ()'],
    ['"x.y"() : () -> () loc("p")', '"x.y"() : () -> () loc("q")'],
  ])('tells %s from %s', (one, other) => {
    expect(compareColumns(read(one), read(one))).toEqual([])
    expect(compareColumns(read(one), read(other))).not.toEqual([])
  })
})
