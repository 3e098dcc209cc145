import { describe, it } from 'vitest'
import { checkScan } from './checkScan'

describe('operations', () => {
  it('reads results, operands, attributes and types in all forms of signatures', () => {
    checkScan(
      `
func.func @f(%a: tensor<2xf32>, %b: tensor<2xf32>) {
  %0 = stablehlo.add %a, %b : tensor<2xf32>
  %1 = "stablehlo.add"(%0, %b) <{x = 1 : i64}> : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %2 = stablehlo.compare GE, %0, %1, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %3 = stablehlo.select %2, %0, %1 : tensor<2xi1>, tensor<2xf32>
  %4 = chlo.square %3 : tensor<2xf32> -> tensor<2xf64>
  %5:2 = stablehlo.optimization_barrier %3, %2 : tensor<2xf32>, tensor<2xi1>
  %6:2 = "a.b"() : () -> (tensor<f32>, i1)
  %values, %indices = chlo.top_k(%5#0, k = 1) : tensor<2xf32> -> (tensor<1xf32>, tensor<1xi32>)
  %7 = stablehlo.dot_general %0, %1, contracting_dims = [0] x [0], precision = [DEFAULT, DEFAULT] : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  return
}`,
      `
        0 func.func [@f]
          ^0=%a: tensor<2xf32>, 1=%b: tensor<2xf32>
          1 stablehlo.add (0 1) -> 2=%0: tensor<2xf32>
          2 stablehlo.add (2 1) {<{x = 1 : i64}>} -> 3=%1: tensor<2xf32>
          3 stablehlo.compare [GE,] (2 3) {FLOAT} -> 4=%2: tensor<2xi1>
          4 stablehlo.select (4 2 3) -> 5=%3: tensor<2xf32>
          5 chlo.square (5) -> 6=%4: tensor<2xf64>
          6 stablehlo.optimization_barrier (5 4) -> 7=%5: tensor<2xf32>, 8=%5: tensor<2xi1>
          7 a.b -> 9=%6: tensor<f32>, 10=%6: i1
          8 chlo.top_k (7) {k = 1} -> 11=%values: tensor<1xf32>, 12=%indices: tensor<1xi32>
          9 stablehlo.dot_general (2 3) {contracting_dims = [0] x [0], precision = [DEFAULT, DEFAULT]} -> 13=%7: tensor<f32>
          10 func.return
      `,
    )
  })

  it('keeps symbols and enums before operands as head', () => {
    checkScan(
      `
func.func @f(%a: tensor<4xf32>) {
  %0 = call @g(%a) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = func.call @h() : () -> tensor<f32>
  %2 = stablehlo.custom_call @Sharding(%0) {backend_config = "a\\"b{", mhlo.sharding = "{x}"} : (tensor<4xf32>) -> tensor<4xf32>
  %3 = stablehlo.composite "foo.bar" %2, %2 {decomposition = @x, composite_attributes = {a = 1 : i64}} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  func.return %3 : tensor<4xf32>
}
sdy.mesh @mesh = <["data"=4, "model"=2]> {stablehlo.mesh = {axes = [{name = "data", size = 4 : i64}]}} loc("m")`,
      `
        0 func.func [@f]
          ^0=%a: tensor<4xf32>
          1 func.call [@g(] (0) -> 1=%0: tensor<4xf32>
          2 func.call [@h(] -> 2=%1: tensor<f32>
          3 stablehlo.custom_call [@Sharding(] (1) {{backend_config = "a\\"b{", mhlo.sharding = "{x}"}} -> 3=%2: tensor<4xf32>
          4 stablehlo.composite ["foo.bar"] (3 3) {{decomposition = @x, composite_attributes = {a = 1 : i64}}} -> 4=%3: tensor<4xf32>
          5 func.return (4)
        6 sdy.mesh [@mesh] {= <["data"=4, "model"=2]> {stablehlo.mesh = {axes = [{name = "data", size = 4 : i64}]}}} @ m
      `,
    )
  })

  it('reads tokens, tuples, dynamic and quantized types', () => {
    checkScan(
      `
func.func @f(%a: tensor<?x2xf32>, %q: tensor<2x!quant.uniform<i8:f32, 0.1:3>>) {
  %t = stablehlo.create_token : !stablehlo.token
  %0 = stablehlo.tuple %t, %a : tuple<!stablehlo.token, tensor<?x2xf32>>
  %1 = stablehlo.get_tuple_element %0[1] : (tuple<!stablehlo.token, tensor<?x2xf32>>) -> tensor<?x2xf32>
  %2 = stablehlo.uniform_dequantize %q : (tensor<2x!quant.uniform<i8:f32, 0.1:3>>) -> tensor<2xf32>
  %3 = stablehlo.convolution(%1, %1) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {stride = [2], reverse = [false]} {batch_group_count = 1 : i64} : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x?xf32>
  return
}`,
      `
        0 func.func [@f]
          ^0=%a: tensor<?x2xf32>, 1=%q: tensor<2x!quant.uniform<i8:f32, 0.1:3>>
          1 stablehlo.create_token -> 2=%t: !stablehlo.token
          2 stablehlo.tuple (2 0) -> 3=%0: tuple<!stablehlo.token, tensor<?x2xf32>>
          3 stablehlo.get_tuple_element (3) {[1]} -> 4=%1: tensor<?x2xf32>
          4 stablehlo.uniform_dequantize (1) -> 5=%2: tensor<2xf32>
          5 stablehlo.convolution (4 4) {dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {stride = [2], reverse = [false]} {batch_group_count = 1 : i64}} -> 6=%3: tensor<?x?xf32>
          6 func.return
      `,
    )
  })

  it('reads operations over several lines, comments, and long strings', () => {
    checkScan(
      `
// comment { ( "
func.func @f(%a: tensor<i32>, // one
             %b: tensor<i32>) {
  %0 = stablehlo.add
      %a,   // first
      %b
      : tensor<i32>
  %1 = "x.y"(
      %0, %b
  ) {
    a = dense<[[1, 2],
               [3, 4]]> : tensor<2x2xi32>,
    x.b = "//"
  } : (tensor<i32>, tensor<i32>)
    -> tensor<i32>
  %2 = stablehlo.constant dense<"0x${'00'.repeat(20)}"> : tensor<20xi8>
  return %2
    : tensor<20xi8>
}`,
      `
        0 func.func [@f]
          ^0=%a: tensor<i32>, 1=%b: tensor<i32>
          1 stablehlo.add (0 1) -> 2=%0: tensor<i32>
          2 x.y (2 1) {{
            a = dense<[[1, 2],
                       [3, 4]]> : tensor<2x2xi32>,
            x.b = "//"
          }} -> 3=%1: tensor<i32>
          3 stablehlo.constant {dense<"0x0000000000000000000000000000000000000000">} -> 4=%2: tensor<20xi8>
          4 func.return (4)
      `,
    )
  })

  it('reads other dialects by the same rules', () => {
    checkScan(
      `
func.func @f(%m: memref<2x2xf32>, %i: index, %s: f32) {
  %0 = memref.load %m[%i, %i] : memref<2x2xf32>
  %1 = scf.for %k = %i to %i step %i iter_args(%sum = %s) -> (f32) {
    %2 = arith.addf %sum, %0 : f32
    scf.yield %2 : f32
  }
  %c = arith.constant true
  %3 = arith.cmpi slt, %i, %i : index
  cf.cond_br %3, ^bb1(%1 : f32), ^bb1(%0 : f32)
^bb1(%x: f32):
  return
}`,
      `
        0 func.func [@f]
          ^0=%m: memref<2x2xf32>, 1=%i: index, 2=%s: f32
          1 memref.load (0 1 1) -> 3=%0: memref<2x2xf32>
          2 scf.for (1 1 1 2) -> 4=%1: f32
            ^5=%k: index, 6=%sum: f32
            3 arith.addf (6 3) -> 7=%2: f32
            4 scf.yield (7)
          5 arith.constant {true} -> 8=%c: ?
          6 arith.cmpi [slt,] (1 1) -> 9=%3: index
          7 cf.cond_br (9 4 3) {^bb1}
          ^10=%x: f32
          8 func.return
      `,
    )
  })

  it('reads types after any white space, those of casts, and operations that share a line', () => {
    checkScan(
      `
func.func @f(%a: tensor<f32>) {
  %0 = stablehlo.add %a, %a :  tensor<f32>
  %1 = stablehlo.add %0, %a :\ttensor<f32>
  %2 = stablehlo.add %1, %a : // sum
    tensor<f32>
  %c = tensor.cast %2 : tensor<f32> to tensor<*xf32>
  %3 = stablehlo.abs %2 : (tensor<f32>) -> tensor<f32>  %4 = "a.b"(%3) : (tensor<f32>) -> i1 return %4 : i1
}`,
      `
        0 func.func [@f]
          ^0=%a: tensor<f32>
          1 stablehlo.add (0 0) -> 1=%0: tensor<f32>
          2 stablehlo.add (1 0) -> 2=%1: tensor<f32>
          3 stablehlo.add (2 0) -> 3=%2: tensor<f32>
          4 tensor.cast (3) -> 4=%c: tensor<*xf32>
          5 stablehlo.abs (3) -> 5=%3: tensor<f32>
          6 a.b (5) -> 6=%4: i1
          7 func.return (6)
      `,
    )
  })

  it('keeps what stands before the word attributes beside the dictionary after it', () => {
    checkScan(
      `
func.func @f(%a: tensor<4xi32>, %b: tensor<i32>) {
  %0:2 = chlo.scan(%a) inits(%b) dimension=0 attributes {is_reverse = true} {
  ^bb0(%x: tensor<i32>, %y: tensor<i32>):
    stablehlo.return %x, %y : tensor<i32>, tensor<i32>
  } : (tensor<4xi32>, tensor<i32>) -> (tensor<4xi32>, tensor<i32>)
  return
}`,
      `
        0 func.func [@f]
          ^0=%a: tensor<4xi32>, 1=%b: tensor<i32>
          1 chlo.scan (0 1) {dimension=0} {{is_reverse = true}} -> 2=%0: tensor<4xi32>, 3=%0: tensor<i32>
            ^4=%x: tensor<i32>, 5=%y: tensor<i32>
            2 stablehlo.return (4 5)
          3 func.return
      `,
    )
  })
})
