// Models of any size, as StableHLO text: a training step of a transformer whose microbatches are unrolled, as gradient
// accumulation without a loop makes them. Written piece by piece: a text of a gigabyte is never held.
import { closeSync, openSync, writeSync } from 'node:fs'

export interface ModelSize {
  readonly layers: number
  readonly microbatches: number
}

export interface GeneratedModel {
  readonly operations: number
  readonly bytes: number
}

const [batch, length, width, heads, hidden] = [8, 128, 256, 4, 1024]
const size = width / heads

/** What one layer does for one microbatch, and what every parameter's update does: counted by the tests. */
export const operationsPerLayer = 43
const layersOfLarge = 100

/** Size of a model of about that many operations. */
export const sizeOfOperations = (operations: number): ModelSize => {
  const layers = Math.max(1, Math.min(layersOfLarge, Math.round(operations / operationsPerLayer)))
  return { layers, microbatches: Math.max(1, Math.round(operations / (layers * operationsPerLayer))) }
}

/** Size of a model of at least that many bytes. */
export function sizeOfBytes(bytes: number): ModelSize {
  const [few, more] = [10, 11].map((microbatches) => measure({ layers: layersOfLarge, microbatches }).bytes)
  const perMicrobatch = more! - few!
  return { layers: layersOfLarge, microbatches: Math.max(1, Math.ceil((bytes - few!) / perMicrobatch) + 10) }
}

const measure = (modelSize: ModelSize): { readonly bytes: number } => {
  let bytes = 0
  for (const piece of generateModel(modelSize)) bytes += piece.length
  return { bytes }
}

/** Writes the model. Returns how large it has become. */
export function writeModel(path: string, modelSize: ModelSize): GeneratedModel {
  const file = openSync(path, 'w')
  let [bytes, operations] = [0, 0]
  try {
    for (const piece of generateModel(modelSize)) {
      bytes += writeSync(file, piece)
      operations += piece.split(' = stablehlo.').length - 1
    }
  } finally {
    closeSync(file)
  }
  return { operations, bytes }
}

/** Tactics for a model of this kind, whatever its size. */
export const generatedTactics = (model: string): string => `model "${model}"
mesh { batch: 4, model: 2 }
device tpu_v4

tactic BP on batch {
  x: 1
}
tactic Megatron on model {
  params.layer_*.qkv: 1
  params.layer_*.o: 0
  params.layer_*.up: 1
  params.layer_*.bias: 0
  params.layer_*.down: 0
}
tactic Z3 on batch {
  {params, momentum}.**: first_divisible
}

schedule default = BP, Megatron, Z3
schedule data = BP
`

const tensor = (...dims: readonly number[]): string => `tensor<${[...dims, 'f32'].join('x')}>`
const types = {
  h: tensor(batch, length, width),
  qkv: tensor(batch, length, 3 * width),
  heads: tensor(batch, length, heads, size),
  scores: tensor(batch, heads, length, length),
  sums: tensor(batch, heads, length),
  mixed: tensor(batch, heads, length, size),
  up: tensor(batch, length, hidden),
  scalar: tensor(),
}
const parameters = {
  qkv: tensor(width, 3 * width),
  o: tensor(width, width),
  up: tensor(width, hidden),
  bias: tensor(hidden),
  down: tensor(hidden, width),
}
type Parameter = keyof typeof parameters
// Its keys are those of a literal.
const parameterNames = Object.keys(parameters) as readonly Parameter[]

/** Lines of one function; results are numbered as JAX numbers them. */
class Writer {
  private lines: string[] = []
  private next = 0
  scope = ''

  emit(name: string, rest: string): string {
    const result = `%${this.next++}`
    this.lines.push(`    ${result} = stablehlo.${name} ${rest} loc("jit(step)/${this.scope}/${name}")`)
    return result
  }

  dot(left: readonly [string, string], right: readonly [string, string], dims: string, to: string): string {
    return this.emit('dot_general', `${left[0]}, ${right[0]}, ${dims} : (${left[1]}, ${right[1]}) -> ${to}`)
  }

  pointwise(name: string, operands: readonly string[], type: string): string {
    return this.emit(name, `${operands.join(', ')} : ${type}`)
  }

  take(): string {
    const text = this.lines.map((line) => `${line}\n`).join('')
    this.lines = []
    return text
  }
}

/** What the backward pass of a layer needs. */
interface Kept {
  readonly input: string
  readonly mixed: string
  readonly middle: string
  readonly hidden: string
}

/** Pieces of the text, each of at most one layer. */
export function* generateModel({ layers, microbatches }: ModelSize): Generator<string> {
  const writer = new Writer()
  const all = tensor(microbatches, batch, length, width)
  const places = Array.from({ length: layers }, (_, layer) => parameterNames.map((name) => ({ layer, name }))).flat()
  yield `module @jit_step {\n  func.func public @main(${headerOf(places, all)}) -> (${places
    .flatMap(({ name }) => [parameters[name], parameters[name]])
    .join(', ')}) {\n`
  writer.scope = 'constants'
  const zero = writer.emit('constant', `dense<0.0> : ${types.scalar}`)
  const one = writer.emit('constant', `dense<1.0> : ${types.up}`)
  const sums = new Map<string, string>()
  for (let microbatch = 0; microbatch < microbatches; microbatch++) {
    writer.scope = `microbatch_${microbatch}`
    const part = tensor(1, batch, length, width)
    const range = `[${microbatch}:${microbatch + 1}, 0:${batch}, 0:${length}, 0:${width}]`
    const slice = writer.emit('slice', `%x ${range} : (${all}) -> ${part}`)
    let value = writer.emit('reshape', `${slice} : (${part}) -> ${types.h}`)
    const kept: Kept[] = []
    for (let layer = 0; layer < layers; layer++) {
      writer.scope = `microbatch_${microbatch}/layer_${layer}`
      const [output, forBackward] = forward(writer, layer, value, zero)
      kept.push(forBackward)
      value = output
      yield writer.take()
    }
    for (let layer = layers - 1; layer >= 0; layer--) {
      writer.scope = `microbatch_${microbatch}/transpose(layer_${layer})`
      value = backward(writer, layer, { gradient: value, kept: kept[layer]!, zero, one, sums })
      yield writer.take()
    }
  }
  const results = places.flatMap((place) => update(writer, place, sums))
  yield writer.take()
  yield `    return ${results.join(', ')} : ${places.flatMap(({ name }) => [parameters[name], parameters[name]]).join(', ')}\n  }\n}\n`
}

interface Place {
  readonly layer: number
  readonly name: Parameter
}

function headerOf(places: readonly Place[], all: string): string {
  const donated = places.flatMap(({ layer, name }, i) => [
    `%${name}_${layer}: ${parameters[name]} {tf.aliasing_output = ${2 * i} : i32} loc("params['layer_${layer}']['${name}']")`,
    `%m_${name}_${layer}: ${parameters[name]} {tf.aliasing_output = ${2 * i + 1} : i32} loc("momentum['layer_${layer}']['${name}']")`,
  ])
  return [...donated, `%x: ${all} loc("x")`].join(', ')
}

function forward(writer: Writer, layer: number, input: string, zero: string): readonly [string, Kept] {
  const { h, qkv, up } = types
  const last = 'contracting_dims = [2] x [0]'
  const all = writer.dot([input, h], [`%qkv_${layer}`, parameters.qkv], last, qkv)
  const mixed = attend(writer, all, zero)
  const out = writer.dot([mixed, h], [`%o_${layer}`, parameters.o], last, h)
  const middle = writer.pointwise('add', [input, out], h)
  const product = writer.dot([middle, h], [`%up_${layer}`, parameters.up], last, up)
  const bias = writer.emit('broadcast_in_dim', `%bias_${layer}, dims = [2] : (${parameters.bias}) -> ${up}`)
  const biased = writer.pointwise('add', [product, bias], up)
  const active = writer.pointwise('tanh', [biased], up)
  const down = writer.dot([active, up], [`%down_${layer}`, parameters.down], last, h)
  return [writer.pointwise('add', [middle, down], h), { input, mixed, middle, hidden: active }]
}

function attend(writer: Writer, all: string, zero: string): string {
  const [query, key, value] = [0, 1, 2].map((part) => {
    const columns = `[0:${batch}, 0:${length}, ${part * width}:${(part + 1) * width}]`
    const slice = writer.emit('slice', `${all} ${columns} : (${types.qkv}) -> ${types.h}`)
    return writer.emit('reshape', `${slice} : (${types.h}) -> ${types.heads}`)
  })
  const byHead = 'batching_dims = [0, 2] x [0, 2], contracting_dims = [3] x [3]'
  const scores = writer.dot([query!, types.heads], [key!, types.heads], byHead, types.scores)
  const powers = writer.pointwise('exponential', [scores], types.scores)
  const reduced = `(${powers} init: ${zero}) applies stablehlo.add across dimensions = [3] : (${types.scores}, ${types.scalar}) -> ${types.sums}`
  const sums = writer.emit('reduce', reduced)
  const spread = writer.emit('broadcast_in_dim', `${sums}, dims = [0, 1, 2] : (${types.sums}) -> ${types.scores}`)
  const shares = writer.pointwise('divide', [powers, spread], types.scores)
  const weighted = 'batching_dims = [0, 1] x [0, 2], contracting_dims = [3] x [1]'
  const mixed = writer.dot([shares, types.scores], [value!, types.heads], weighted, types.mixed)
  const turned = writer.emit('transpose', `${mixed}, dims = [0, 2, 1, 3] : (${types.mixed}) -> ${types.heads}`)
  return writer.emit('reshape', `${turned} : (${types.heads}) -> ${types.h}`)
}

interface Backward {
  readonly gradient: string
  readonly kept: Kept
  readonly zero: string
  readonly one: string
  /** Sums of gradients so far, by parameter. */
  readonly sums: Map<string, string>
}

function backward(writer: Writer, layer: number, { gradient, kept, zero, one, sums }: Backward): string {
  const { h, qkv, up, scalar } = types
  const [rows, back] = ['contracting_dims = [0, 1] x [0, 1]', 'contracting_dims = [2] x [1]']
  const accumulate = (name: Parameter, part: string): void => {
    const sum = sums.get(`${name}_${layer}`)
    sums.set(`${name}_${layer}`, sum === undefined ? part : writer.pointwise('add', [sum, part], parameters[name]))
  }
  accumulate('down', writer.dot([kept.hidden, up], [gradient, h], rows, parameters.down))
  const ofHidden = writer.dot([gradient, h], [`%down_${layer}`, parameters.down], back, up)
  const square = writer.pointwise('multiply', [kept.hidden, kept.hidden], up)
  const slope = writer.pointwise('subtract', [one, square], up)
  const ofProduct = writer.pointwise('multiply', [ofHidden, slope], up)
  accumulate('up', writer.dot([kept.middle, h], [ofProduct, up], rows, parameters.up))
  const reduced = `(${ofProduct} init: ${zero}) applies stablehlo.add across dimensions = [0, 1] : (${up}, ${scalar}) -> ${parameters.bias}`
  accumulate('bias', writer.emit('reduce', reduced))
  const ofMiddle = writer.dot([ofProduct, up], [`%up_${layer}`, parameters.up], back, h)
  const middle = writer.pointwise('add', [gradient, ofMiddle], h)
  accumulate('o', writer.dot([kept.mixed, h], [middle, h], rows, parameters.o))
  const ofMixed = writer.dot([middle, h], [`%o_${layer}`, parameters.o], back, h)
  const three = [ofMixed, ofMixed, ofMixed].join(', ')
  const ofAll = writer.emit('concatenate', `${three}, dim = 2 : (${h}, ${h}, ${h}) -> ${qkv}`)
  accumulate('qkv', writer.dot([kept.input, h], [ofAll, qkv], rows, parameters.qkv))
  const ofInput = writer.dot([ofAll, qkv], [`%qkv_${layer}`, parameters.qkv], back, h)
  return writer.pointwise('add', [middle, ofInput], h)
}

/** Momentum, and the parameter less the momentum. */
function update(writer: Writer, { layer, name }: Place, sums: ReadonlyMap<string, string>): readonly string[] {
  writer.scope = `update/layer_${layer}`
  const gradient = sums.get(`${name}_${layer}`) ?? ''
  const momentum = writer.pointwise('add', [`%m_${name}_${layer}`, gradient], parameters[name])
  return [writer.pointwise('subtract', [`%${name}_${layer}`, momentum], parameters[name]), momentum]
}
