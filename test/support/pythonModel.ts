// A training step in Python and the model that JAX lowers it to (jax 0.10.2, `as_text(debug_info=True)`), traced in a container
// where it lay at /app/src/layers.py.

export const layersPy = `import jax
import jax.numpy as jnp

def dense(x, w):
    return jnp.dot(x, w)

def block(x, p):
    h = dense(x, p['w1'])
    h = jax.nn.relu(h)
    return dense(h, p['w2'])

def loss(p, x, y):
    out = block(x, p)
    return jnp.mean((out - y) ** 2)

@jax.jit
def step(p, x, y):
    g = jax.grad(loss)(p, x, y)
    return jax.tree.map(lambda a, b: a - 0.1 * b, p, g)
`

export const layersModel = `#loc = loc(unknown)
#loc1 = loc("p['w1']")
#loc2 = loc("p['w2']")
#loc3 = loc("x")
#loc4 = loc("y")
module @jit_step attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<8x16xf32> loc("p['w1']"), %arg1: tensor<16x4xf32> loc("p['w2']"), %arg2: tensor<32x8xf32> loc("x"), %arg3: tensor<32x4xf32> loc("y")) -> (tensor<8x16xf32> {jax.result_info = "result['w1']"}, tensor<16x4xf32> {jax.result_info = "result['w2']"}) {
    %0 = stablehlo.dot_general %arg2, %arg0, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<32x8xf32>, tensor<8x16xf32>) -> tensor<32x16xf32> loc(#loc59)
    %1 = call @relu(%0) : (tensor<32x16xf32>) -> tensor<32x16xf32> loc(#loc54)
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32> loc(#loc35)
    %2 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<32x16xf32> loc(#loc55)
    %3 = stablehlo.compare GT, %0, %2, FLOAT : (tensor<32x16xf32>, tensor<32x16xf32>) -> tensor<32x16xi1> loc(#loc55)
    %4 = stablehlo.dot_general %1, %arg1, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<32x16xf32>, tensor<16x4xf32>) -> tensor<32x4xf32> loc(#loc60)
    %5 = stablehlo.subtract %4, %arg3 : tensor<32x4xf32> loc(#loc46)
    %cst_0 = stablehlo.constant dense<2.000000e+00> : tensor<f32> loc(#loc35)
    %6 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<32x4xf32> loc(#loc47)
    %7 = stablehlo.multiply %6, %5 : tensor<32x4xf32> loc(#loc47)
    %cst_1 = stablehlo.constant dense<1.000000e+00> : tensor<f32> loc(#loc35)
    %cst_2 = stablehlo.constant dense<1.280000e+02> : tensor<f32> loc(#loc35)
    %8 = stablehlo.divide %cst_1, %cst_2 : tensor<f32> loc(#loc48)
    %9 = stablehlo.broadcast_in_dim %8, dims = [] : (tensor<f32>) -> tensor<32x4xf32> loc(#loc49)
    %10 = stablehlo.multiply %9, %7 : tensor<32x4xf32> loc(#loc50)
    %11 = stablehlo.dot_general %10, %1, contracting_dims = [0] x [0], precision = [DEFAULT, DEFAULT] : (tensor<32x4xf32>, tensor<32x16xf32>) -> tensor<4x16xf32> loc(#loc61)
    %12 = stablehlo.transpose %11, dims = [1, 0] : (tensor<4x16xf32>) -> tensor<16x4xf32> loc(#loc62)
    %13 = stablehlo.dot_general %10, %arg1, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<32x4xf32>, tensor<16x4xf32>) -> tensor<32x16xf32> loc(#loc61)
    %cst_3 = stablehlo.constant dense<0.000000e+00> : tensor<f32> loc(#loc35)
    %14 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<32x16xf32> loc(#loc57)
    %15 = stablehlo.select %3, %13, %14 : tensor<32x16xi1>, tensor<32x16xf32> loc(#loc58)
    %16 = stablehlo.dot_general %15, %arg2, contracting_dims = [0] x [0], precision = [DEFAULT, DEFAULT] : (tensor<32x16xf32>, tensor<32x8xf32>) -> tensor<16x8xf32> loc(#loc63)
    %17 = stablehlo.transpose %16, dims = [1, 0] : (tensor<16x8xf32>) -> tensor<8x16xf32> loc(#loc64)
    %cst_4 = stablehlo.constant dense<1.000000e-01> : tensor<f32> loc(#loc35)
    %18 = stablehlo.broadcast_in_dim %cst_4, dims = [] : (tensor<f32>) -> tensor<8x16xf32> loc(#loc51)
    %19 = stablehlo.multiply %18, %17 : tensor<8x16xf32> loc(#loc51)
    %20 = stablehlo.subtract %arg0, %19 : tensor<8x16xf32> loc(#loc52)
    %cst_5 = stablehlo.constant dense<1.000000e-01> : tensor<f32> loc(#loc35)
    %21 = stablehlo.broadcast_in_dim %cst_5, dims = [] : (tensor<f32>) -> tensor<16x4xf32> loc(#loc51)
    %22 = stablehlo.multiply %21, %12 : tensor<16x4xf32> loc(#loc51)
    %23 = stablehlo.subtract %arg1, %22 : tensor<16x4xf32> loc(#loc52)
    return %20, %23 : tensor<8x16xf32>, tensor<16x4xf32> loc(#loc35)
  } loc(#loc)
  func.func private @relu(%arg0: tensor<32x16xf32> loc(unknown)) -> tensor<32x16xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32> loc(#loc)
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<32x16xf32> loc(#loc19)
    %1 = stablehlo.maximum %arg0, %0 : tensor<32x16xf32> loc(#loc19)
    return %1 : tensor<32x16xf32> loc(#loc)
  } loc(#loc33)
} loc(#loc)
#loc5 = loc("/app/src/layers.py":5:11 to :24)
#loc6 = loc("/app/src/layers.py":8:8 to :25)
#loc7 = loc("/app/src/layers.py":13:10 to :21)
#loc8 = loc("/app/src/layers.py":18:8 to :31)
#loc9 = loc("/app/gen.py":6:2 to :26)
#loc10 = loc("/app/src/layers.py":9:8 to :22)
#loc11 = loc("/app/src/layers.py":10:11 to :28)
#loc12 = loc("/app/src/layers.py":14:21 to :28)
#loc13 = loc("/app/src/layers.py":14:20 to :34)
#loc14 = loc("/app/src/layers.py":14:11 to :35)
#loc15 = loc("/app/src/layers.py":19:41 to :48)
#loc16 = loc("/app/src/layers.py":19:11 to :55)
#loc17 = loc("/app/src/layers.py":19:37 to :48)
#loc18 = loc("jit")
#loc19 = loc("max")
#loc20 = loc("dense"(#loc5))
#loc21 = loc("block"(#loc6))
#loc22 = loc("loss"(#loc7))
#loc23 = loc("step"(#loc8))
#loc24 = loc("<module>"(#loc9))
#loc25 = loc("block"(#loc10))
#loc26 = loc("block"(#loc11))
#loc27 = loc("loss"(#loc12))
#loc28 = loc("loss"(#loc13))
#loc29 = loc("loss"(#loc14))
#loc30 = loc("step.<locals>.<lambda>"(#loc15))
#loc31 = loc("step"(#loc16))
#loc32 = loc("step.<locals>.<lambda>"(#loc17))
#loc33 = loc("jit:"(#loc18))
#loc34 = loc(callsite(#loc23 at #loc24))
#loc35 = loc("jit(step)"(#loc24))
#loc36 = loc(callsite(#loc31 at #loc24))
#loc37 = loc(callsite(#loc22 at #loc34))
#loc38 = loc(callsite(#loc27 at #loc34))
#loc39 = loc(callsite(#loc28 at #loc34))
#loc40 = loc(callsite(#loc29 at #loc34))
#loc41 = loc(callsite(#loc30 at #loc36))
#loc42 = loc(callsite(#loc32 at #loc36))
#loc43 = loc(callsite(#loc21 at #loc37))
#loc44 = loc(callsite(#loc25 at #loc37))
#loc45 = loc(callsite(#loc26 at #loc37))
#loc46 = loc("jit(step)/jvp()/sub"(#loc38))
#loc47 = loc("jit(step)/jvp()/mul"(#loc39))
#loc48 = loc("jit(step)/transpose(jvp())/div"(#loc40))
#loc49 = loc("jit(step)/transpose(jvp())/broadcast_in_dim"(#loc40))
#loc50 = loc("jit(step)/transpose(jvp())/mul"(#loc39))
#loc51 = loc("jit(step)/mul"(#loc41))
#loc52 = loc("jit(step)/sub"(#loc42))
#loc53 = loc(callsite(#loc20 at #loc43))
#loc54 = loc("jit(step)/jvp()/jit(relu)"(#loc44))
#loc55 = loc("jit(step)/jvp()/gt"(#loc44))
#loc56 = loc(callsite(#loc20 at #loc45))
#loc57 = loc("jit(step)/transpose(jvp())/broadcast_in_dim"(#loc44))
#loc58 = loc("jit(step)/transpose(jvp())/select_n"(#loc44))
#loc59 = loc("jit(step)/jvp()/dot_general"(#loc53))
#loc60 = loc("jit(step)/jvp()/dot_general"(#loc56))
#loc61 = loc("jit(step)/transpose(jvp())/dot_general"(#loc56))
#loc62 = loc("jit(step)/transpose(jvp())/transpose"(#loc56))
#loc63 = loc("jit(step)/transpose(jvp())/dot_general"(#loc53))
#loc64 = loc("jit(step)/transpose(jvp())/transpose"(#loc53))
`

export const layersTactics = `model "layers.mlir"
mesh { batch: 4, model: 2 }
device tpu_v4

tactic BP on batch {
  {x, y}: 0
}

tactic Megatron on model {
  p.w1: 1
}

schedule default = BP, Megatron
schedule data = BP
`
