module @local attributes {mhlo.num_partitions = 2 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<4x4xf32> loc("table"), %arg1: tensor<6xi32> loc("ids")) -> (tensor<6x4xf32>) {
    %device = stablehlo.partition_id : tensor<ui32>
    %5 = stablehlo.constant dense<1> : tensor<ui32>
    %6 = stablehlo.constant dense<2> : tensor<ui32>
    %7 = stablehlo.divide %device, %5 : tensor<ui32>
    %on_d = stablehlo.remainder %7, %6 : tensor<ui32>
    %8 = stablehlo.constant dense<4> : tensor<ui32>
    %9 = stablehlo.multiply %on_d, %8 : tensor<ui32>
    %0 = stablehlo.reshape %arg1 : (tensor<6xi32>) -> tensor<6x1xi32>
    %1 = stablehlo.constant dense<0> : tensor<6x1xi32>
    %2 = stablehlo.constant dense<[7]> : tensor<1xi32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [1] : (tensor<1xi32>) -> tensor<6x1xi32>
    %4 = stablehlo.clamp %1, %0, %3 : tensor<6x1xi32>
    %10 = stablehlo.convert %9 : (tensor<ui32>) -> tensor<i32>
    %11 = stablehlo.reshape %10 : (tensor<i32>) -> tensor<1xi32>
    %12 = stablehlo.broadcast_in_dim %11, dims = [1] : (tensor<1xi32>) -> tensor<6x1xi32>
    %13 = stablehlo.subtract %4, %12 : tensor<6x1xi32>
    %14 = "stablehlo.gather"(%arg0, %13) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 4>}> : (tensor<4x4xf32>, tensor<6x1xi32>) -> tensor<6x4xf32>
    %15 = stablehlo.constant dense<0> : tensor<6x1xi32>
    %16 = stablehlo.constant dense<[4]> : tensor<1xi32>
    %17 = stablehlo.broadcast_in_dim %16, dims = [1] : (tensor<1xi32>) -> tensor<6x1xi32>
    %18 = stablehlo.compare GE, %13, %15, SIGNED : (tensor<6x1xi32>, tensor<6x1xi32>) -> tensor<6x1xi1>
    %19 = stablehlo.compare LT, %13, %17, SIGNED : (tensor<6x1xi32>, tensor<6x1xi32>) -> tensor<6x1xi1>
    %20 = stablehlo.and %18, %19 : tensor<6x1xi1>
    %21 = stablehlo.constant dense<true> : tensor<i1>
    %22 = stablehlo.reduce(%20 init: %21) applies stablehlo.and across dimensions = [1] : (tensor<6x1xi1>, tensor<i1>) -> tensor<6xi1>
    %23 = stablehlo.broadcast_in_dim %22, dims = [0] : (tensor<6xi1>) -> tensor<6x4xi1>
    %24 = stablehlo.constant dense<0.000000e+00> : tensor<6x4xf32>
    %25 = stablehlo.select %23, %14, %24 : tensor<6x4xi1>, tensor<6x4xf32>
    %26 = "stablehlo.all_reduce"(%25) <{channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, use_global_device_ids}> ({
    ^bb0(%27: tensor<f32>, %28: tensor<f32>):
      %29 = stablehlo.add %27, %28 : tensor<f32>
      stablehlo.return %29 : tensor<f32>
    }) : (tensor<6x4xf32>) -> tensor<6x4xf32>
    return %26 : tensor<6x4xf32>
  }
}
