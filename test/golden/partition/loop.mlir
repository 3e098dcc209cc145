module @local attributes {mhlo.num_partitions = 2 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<8x16xf32> loc("w"), %arg1: tensor<4x16xf32> loc("a")) -> (tensor<4x16xf32>) {
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1:3 = stablehlo.while(%2 = %0, %3 = %arg0, %4 = %arg1) : tensor<i32>, tensor<8x16xf32>, tensor<4x16xf32>
    cond {
      %5 = stablehlo.constant dense<5> : tensor<i32>
      %6 = stablehlo.compare LT, %2, %5, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %6 : tensor<i1>
    } do {
      %7 = stablehlo.constant dense<1> : tensor<i32>
      %8 = stablehlo.add %2, %7 : tensor<i32>
      %9 = "stablehlo.all_gather"(%3) <{all_gather_dim = 0 : i64, channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, use_global_device_ids}> : (tensor<8x16xf32>) -> tensor<16x16xf32>
      %10 = stablehlo.dot_general %4, %9, contracting_dims = [1] x [0] : (tensor<4x16xf32>, tensor<16x16xf32>) -> tensor<4x16xf32>
      stablehlo.return %8, %3, %10 : tensor<i32>, tensor<8x16xf32>, tensor<4x16xf32>
    }
    return %1#2 : tensor<4x16xf32>
  }
}
