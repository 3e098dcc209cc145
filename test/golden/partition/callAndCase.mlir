module @local attributes {mhlo.num_partitions = 2 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<4xf32> loc("a"), %arg1: tensor<i32> loc("i")) -> (tensor<4xf32>) {
    %device = stablehlo.partition_id : tensor<ui32>
    %3 = stablehlo.constant dense<1> : tensor<ui32>
    %4 = stablehlo.constant dense<2> : tensor<ui32>
    %5 = stablehlo.divide %device, %3 : tensor<ui32>
    %on_d = stablehlo.remainder %5, %4 : tensor<ui32>
    %6 = stablehlo.constant dense<4> : tensor<ui32>
    %7 = stablehlo.multiply %on_d, %6 : tensor<ui32>
    %0 = stablehlo.add %arg0, %arg0 : tensor<4xf32>
    %1 = "stablehlo.case"(%arg1) ({
      stablehlo.return %0 : tensor<4xf32>
    }, {
      %2 = stablehlo.iota dim = 0 : tensor<4xui32>
      %8 = stablehlo.broadcast_in_dim %7, dims = [] : (tensor<ui32>) -> tensor<4xui32>
      %9 = stablehlo.add %2, %8 : tensor<4xui32>
      %10 = stablehlo.convert %9 : (tensor<4xui32>) -> tensor<4xf32>
      %11 = stablehlo.add %0, %10 : tensor<4xf32>
      stablehlo.return %11 : tensor<4xf32>
    }) : (tensor<i32>) -> tensor<4xf32>
    return %1 : tensor<4xf32>
  }
}
