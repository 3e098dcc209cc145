// Forward passes in which two layouts of one axis meet: experts among tokens, heads among parts of a sequence. And one whose
// positions no argument has.

const tensor = (...dims: readonly number[]): string => `tensor<${[...dims, 'f32'].join('x')}>`

interface Line {
  readonly text: string
  readonly scope: string
  readonly primitive: string
}

const layers = ['layer_0', 'layer_1']

function printModel(parameters: readonly string[], lines: readonly Line[], [input, result]: [string, string]): string {
  const body = lines.map(({ text, scope, primitive }) => `  ${text} loc("jit(f)/${scope}/${primitive}")`)
  const [name, type] = result.split(': ')
  return `func.func public @main(${[...parameters, input].join(', ')}) -> ${type} {\n${body.join('\n')}\n  return ${name} : ${type}\n}\n`
}

/** Tokens are routed to experts and back; experts are far larger than what they work on. */
export function expertsModel(): string {
  const [batch, sequence, experts, capacity, width, hidden] = [16, 512, 8, 64, 512, 16384]
  const [x, route, mask] = [
    tensor(batch, sequence, width),
    tensor(batch, sequence, experts),
    tensor(batch, sequence, experts, capacity),
  ]
  const [sent, inside] = [tensor(experts, batch, capacity, width), tensor(experts, batch, capacity, hidden)]
  const picked = tensor(batch, experts, capacity, width)
  const [router, up, down] = [tensor(width, experts), tensor(experts, width, hidden), tensor(experts, hidden, width)]
  const parameters = layers.flatMap((layer, i) => [
    `%r${i}: ${router} loc("params['${layer}']['router']")`,
    `%u${i}: ${up} loc("params['${layer}']['up']")`,
    `%d${i}: ${down} loc("params['${layer}']['down']")`,
  ])
  const lines = layers.flatMap((layer, i): Line[] => {
    const at = (scope: string, primitive: string, text: string): Line => ({
      text,
      scope: `${layer}/${scope}`,
      primitive,
    })
    const dot = 'stablehlo.dot_general'
    return [
      at(
        'route',
        'dot_general',
        `%a${i} = ${dot} %x${i}, %r${i}, contracting_dims = [2] x [0] : (${x}, ${router}) -> ${route}`,
      ),
      at(
        'route',
        'broadcast_in_dim',
        `%m${i} = stablehlo.broadcast_in_dim %a${i}, dims = [0, 1, 2] : (${route}) -> ${mask}`,
      ),
      at(
        'moe',
        'dot_general',
        `%s${i} = ${dot} %m${i}, %x${i}, batching_dims = [0] x [0], contracting_dims = [1] x [1] : (${mask}, ${x}) -> ${picked}`,
      ),
      at('moe', 'transpose', `%t${i} = stablehlo.transpose %s${i}, dims = [1, 0, 2, 3] : (${picked}) -> ${sent}`),
      at(
        'moe',
        'dot_general',
        `%h${i} = ${dot} %t${i}, %u${i}, batching_dims = [0] x [0], contracting_dims = [3] x [1] : (${sent}, ${up}) -> ${inside}`,
      ),
      at('moe', 'tanh', `%g${i} = stablehlo.tanh %h${i} : ${inside}`),
      at(
        'moe',
        'dot_general',
        `%y${i} = ${dot} %g${i}, %d${i}, batching_dims = [0] x [0], contracting_dims = [3] x [1] : (${inside}, ${down}) -> ${sent}`,
      ),
      at(
        'moe',
        'dot_general',
        `%o${i} = ${dot} %m${i}, %y${i}, batching_dims = [0] x [1], contracting_dims = [2, 3] x [0, 2] : (${mask}, ${sent}) -> ${x}`,
      ),
      at('add', 'add', `%x${i + 1} = stablehlo.add %x${i}, %o${i} : ${x}`),
    ]
  })
  return printModel(parameters, lines, [`%x0: ${x} loc("x")`, `%x${layers.length}: ${x}`])
}

/** Attention over long sequences of a batch that nothing divides. `hasKeyHeads`: keys and values have heads as queries do. */
export function attentionModel({ hasKeyHeads }: { readonly hasKeyHeads: boolean }): string {
  const [batch, sequence, heads, depth, width] = [3, 8192, 8, 64, 1024]
  const [x, queries, scores] = [
    tensor(batch, sequence, width),
    tensor(batch, sequence, heads, depth),
    tensor(batch, heads, sequence, sequence),
  ]
  const [split, joined, found] = [
    tensor(width, heads, depth),
    tensor(heads, depth, width),
    tensor(batch, heads, sequence, depth),
  ]
  const [keys, narrow] = hasKeyHeads ? [queries, split] : [tensor(batch, sequence, depth), tensor(width, depth)]
  const parameters = layers.flatMap((layer, i) => [
    `%q${i}: ${split} loc("params['${layer}']['q']")`,
    `%k${i}: ${narrow} loc("params['${layer}']['k']")`,
    `%v${i}: ${narrow} loc("params['${layer}']['v']")`,
    `%o${i}: ${joined} loc("params['${layer}']['o']")`,
  ])
  const [scoreDims, sumDims] = hasKeyHeads
    ? [
        'batching_dims = [0, 2] x [0, 2], contracting_dims = [3] x [3]',
        'batching_dims = [0, 1] x [0, 2], contracting_dims = [3] x [1]',
      ]
    : [
        'batching_dims = [0] x [0], contracting_dims = [3] x [2]',
        'batching_dims = [0] x [0], contracting_dims = [3] x [1]',
      ]
  // Without heads of keys the product has the queries' dims in their order.
  const made = hasKeyHeads ? scores : tensor(batch, sequence, heads, sequence)
  const lines = layers.flatMap((layer, i): Line[] => {
    const dot = (text: string): Line => ({ text, scope: `${layer}/attn`, primitive: 'dot_general' })
    const project = (to: string, by: string, type: string, of: string): Line =>
      dot(`${to} = stablehlo.dot_general %x${i}, ${by}, contracting_dims = [2] x [0] : (${x}, ${of}) -> ${type}`)
    const transpose: Line = {
      text: `%sb${i} = stablehlo.transpose %sa${i}, dims = [0, 2, 1, 3] : (${made}) -> ${scores}`,
      scope: `${layer}/attn`,
      primitive: 'transpose',
    }
    return [
      project(`%qa${i}`, `%q${i}`, queries, split),
      project(`%ka${i}`, `%k${i}`, keys, narrow),
      project(`%va${i}`, `%v${i}`, keys, narrow),
      dot(`%sa${i} = stablehlo.dot_general %qa${i}, %ka${i}, ${scoreDims} : (${queries}, ${keys}) -> ${made}`),
      ...(hasKeyHeads ? [] : [transpose]),
      {
        text: `%p${i} = stablehlo.tanh %s${hasKeyHeads ? 'a' : 'b'}${i} : ${scores}`,
        scope: `${layer}/attn`,
        primitive: 'tanh',
      },
      dot(`%f${i} = stablehlo.dot_general %p${i}, %va${i}, ${sumDims} : (${scores}, ${keys}) -> ${found}`),
      dot(
        `%y${i} = stablehlo.dot_general %f${i}, %o${i}, contracting_dims = [1, 3] x [0, 1] : (${found}, ${joined}) -> ${x}`,
      ),
      { text: `%x${i + 1} = stablehlo.add %x${i}, %y${i} : ${x}`, scope: layer, primitive: 'add' },
    ]
  })
  return printModel(parameters, lines, [`%x0: ${x} loc("x")`, `%x${layers.length}: ${x}`])
}

/** A table is computed for positions that no argument has: what it is made of has sizes that nothing divides. */
export function positionsModel(): string {
  const [positions, width, hidden] = [65536, 1023, 4097]
  const [table, wide] = [tensor(positions, width), tensor(positions, hidden)]
  const [up, down] = [tensor(width, hidden), tensor(hidden, width)]
  const parameters = [`%u: ${up} loc("params['up']")`, `%d: ${down} loc("params['down']")`]
  const row = tensor(width)
  const lines: Line[] = [
    {
      text: `%b = stablehlo.broadcast_in_dim %r, dims = [1] : (${row}) -> ${table}`,
      scope: 'table',
      primitive: 'broadcast_in_dim',
    },
    { text: `%i = stablehlo.iota dim = 0 : ${table}`, scope: 'table', primitive: 'iota' },
    { text: `%a = stablehlo.multiply %b, %i : ${table}`, scope: 'table', primitive: 'mul' },
    {
      text: `%h = stablehlo.dot_general %a, %u, contracting_dims = [1] x [0] : (${table}, ${up}) -> ${wide}`,
      scope: 'table',
      primitive: 'dot_general',
    },
    { text: `%g = stablehlo.tanh %h : ${wide}`, scope: 'table', primitive: 'tanh' },
    {
      text: `%y = stablehlo.dot_general %g, %d, contracting_dims = [1] x [0] : (${wide}, ${down}) -> ${table}`,
      scope: 'table',
      primitive: 'dot_general',
    },
  ]
  return printModel(parameters, lines, [`%r: ${row} loc("r")`, `%y: ${table}`])
}

/** Three things are made of one product, and each is reversed along the rows, which no device can do with a part of them. */
export function forkModel(): string {
  const [rows, width, narrow] = [65536, 4097, 63]
  const [x, y, weights] = [tensor(rows, width), tensor(rows, narrow), tensor(width, narrow)]
  const made = ['tanh', 'sine', 'cosine']
  const lines: Line[] = [
    {
      text: `%y = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (${x}, ${weights}) -> ${y}`,
      scope: 'rank',
      primitive: 'dot_general',
    },
    ...made.flatMap((name, i): Line[] => [
      { text: `%f${i} = stablehlo.${name} %y : ${y}`, scope: 'rank', primitive: name },
      { text: `%r${i} = stablehlo.reverse %f${i}, dims = [0] : ${y}`, scope: 'rank', primitive: 'rev' },
    ]),
    { text: `%a = stablehlo.add %r0, %r1 : ${y}`, scope: 'rank', primitive: 'add' },
    { text: `%z = stablehlo.add %a, %r2 : ${y}`, scope: 'rank', primitive: 'add' },
  ]
  return printModel([`%w: ${weights} loc("params['w']")`], lines, [`%x: ${x} loc("x")`, `%z: ${y}`])
}
