// The graph's structure: groups, equal layers folded, edges between what is shown, whatever is open.
import { beforeAll, expect, test } from 'vitest'
import type { Drawn, ViewRequest } from '../../../../server/src/engine/graph/structure'
import { drawStructure } from '../../../../server/src/engine/graph/structure'
import { findByLine, findByName } from '../../../../server/src/engine/graph/find'
import { groupTreeOf } from '../../../../server/src/engine/graph/groupTree'
import { graphStructure } from '../../../../server/src/protocol/graph'
import { describeMismatch } from '../../../../server/src/protocol/panels'
import type { Program } from '../../../../server/src/sharding/program'
import { layeredModel } from '../../../support/layeredModel'
import { loadProgram } from '../../../support/loadProgram'

let program: Program
beforeAll(() => {
  program = loadProgram(layeredModel({ layers: 4 }))
})

const draw = (view: ViewRequest = {}, of = program): Drawn => drawStructure(of, { key: 'model#1', name: 'model' }, view)

/** The nodes as an indented list, with where their values go. */
function print({ structure: { nodes, edges } }: Drawn): string {
  const depth = (index: number): number => {
    const { parent } = nodes[index]!
    return parent === undefined ? 0 : depth(parent) + 1
  }
  const isPill = ({ kind }: { kind: string }): boolean => kind === 'argument' || kind === 'result'
  const lines = nodes.map((node, index) => {
    const to = edges
      .filter((edge) => edge.from === index && !isPill(nodes[edge.to]!))
      .map((edge) => `${nodes[edge.to]!.label}${edge.isKept ? '!' : ''}${edge.carried === undefined ? '' : '~'}`)
    const count = node.count === 1 ? '' : ` ×${node.count}`
    const flow = to.length === 0 ? '' : ` → ${to.join(', ')}`
    return isPill(node) ? '' : `${'  '.repeat(depth(index))}${node.kind} ${node.label}${count}${flow}`
  })
  return lines.filter((line) => line !== '').join('\n')
}

test('opens on the passes and their scopes, equal ones folded; what has no scope stands with its neighbours', () => {
  expect(print(draw())).toBe(
    [
      'phase forward',
      '  scope layer_0 … layer_3 ×4 → layer_0 … layer_3!, loss, loss!',
      '  scope loss',
      'phase backward',
      '  scope loss → layer_0 … layer_3',
      '  scope layer_0 … layer_3 ×4 → update',
      'phase update',
    ].join('\n'),
  )
})

test('what is inside of a stack is shown once and stands for all of its members', () => {
  const open = [...draw().structure.open, 'forward/layer_0*', 'forward/layer_0/mlp']
  const drawn = draw({ open })
  expect(print(drawn)).toContain(
    [
      '  scope layer_0 … layer_3 ×4',
      '    scope mlp ×4',
      '      operation w ×4 → tanh · mul',
      '      chain tanh · mul ×4 → layer_0 … layer_3!, add',
      '    operation add ×4 → w~, add~, layer_0 … layer_3!, loss, loss!',
    ].join('\n'),
  )
  const carried = drawn.structure.edges.find((edge) => edge.carried !== undefined)
  expect(drawn.structure.nodes[carried!.carried!]!.id).toBe('forward/layer_0*')
})

test('members of a stack stand apart when asked to', () => {
  const drawn = draw({ apart: ['forward/layer_0*'] })
  const members = drawn.structure.nodes.filter(({ stack }) => stack === 'forward/layer_0*')
  expect(members.map(({ label, count }) => `${label} ×${count}`)).toEqual([
    'layer_0 ×1',
    'layer_1 ×1',
    'layer_2 ×1',
    'layer_3 ×1',
  ])
})

test('every operation is in one shown node, and ids do not depend on what is open', () => {
  const [few, many] = [draw(), draw({ open: groupTreeOf(program).groups.flatMap(({ id }) => [id, `${id}*`]) })]
  for (const { visible, structure } of [few, many]) {
    const counted = structure.nodes.slice(0, visible.nodes.length).filter(({ parent }) => parent === undefined)
    const inside = counted.reduce((sum, { operations, count }) => sum + operations * count, 0)
    expect(inside).toBe(structure.operations)
    expect([...groupTreeOf(program).order].every((node) => visible.of[node]! >= 0)).toBe(true)
    expect(new Set(structure.nodes.map(({ id }) => id)).size).toBe(structure.nodes.length)
    expect(describeMismatch(graphStructure, structure)).toBeUndefined()
  }
  const all = new Map(many.structure.nodes.map((node) => [node.id, node.label]))
  for (const { id, label } of few.structure.nodes.slice(0, few.visible.nodes.length)) expect(all.get(id)).toBe(label)
})

test('an edge holds each value that leaves one node for another once', () => {
  const { structure, edgeValues, visible } = draw()
  const crossing = new Set<string>()
  const { values } = program
  for (let value = 0; value < values.count; value++) {
    const from = visible.of[values.node[value]!] ?? -1
    for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++) {
      const to = visible.of[values.useNode[at]!]!
      const isShown = from >= 0 && to >= 0 && from !== to && values.isFree[value] === 0
      if (isShown) crossing.add(`${from} ${to} ${value}`)
    }
  }
  const isPill = (index: number): boolean => index >= visible.nodes.length
  const listed = structure.edges.flatMap(({ from, to }, i) =>
    isPill(from) || isPill(to) ? [] : edgeValues[i]!.map((value) => `${from} ${to} ${value}`),
  )
  expect(listed.sort()).toEqual([...crossing].sort())
})

test('layers that differ are not folded', () => {
  const drawn = draw({}, loadProgram(layeredModel({ layers: 4, activations: ['tanh', 'tanh', 'logistic'] })))
  const labels = drawn.structure.nodes.filter(({ parent, kind }) => parent === 0 && kind === 'scope')
  expect(labels.map(({ label }) => label)).toEqual(['layer_0 … layer_3', 'layer_2', 'loss'])
})

test('a long level without names is cut into parts', () => {
  const lines = Array.from(
    { length: 400 },
    (_, i) =>
      `%${i + 1} = stablehlo.dot_general %${i}, %w, contracting_dims = [1] x [0] : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>`,
  )
  const flat = loadProgram(
    `func.func @main(%0: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> tensor<8x8xf32> {\n${lines.join('\n')}\nreturn %400 : tensor<8x8xf32>\n}`,
  )
  const { structure } = draw({}, flat)
  expect(structure.nodes.filter(({ kind }) => kind === 'part').map(({ operations }) => operations)).toEqual([
    60, 60, 60, 60, 60, 60, 40,
  ])
})

test('a loop is a group, its values come from outside and go on from its body', () => {
  const looped = loadProgram(`func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %0 = stablehlo.tanh %x : tensor<4xf32>
  %1:2 = stablehlo.while(%i = %zero, %v = %0) : tensor<i32>, tensor<4xf32>
   cond {
    %n = stablehlo.constant dense<5> : tensor<i32>
    %c = stablehlo.compare LT, %i, %n, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  } do {
    %one = stablehlo.constant dense<1> : tensor<i32>
    %j = stablehlo.add %i, %one : tensor<i32>
    %s = stablehlo.sine %v : tensor<4xf32>
    stablehlo.return %j, %s : tensor<i32>, tensor<4xf32>
  }
  %2 = stablehlo.exponential %1#1 : tensor<4xf32>
  return %2 : tensor<4xf32>
}`)
  const closed = draw({}, looped)
  expect(print(closed)).toBe(
    ['phase forward', '  operation tanh → while ×5', '  loop while ×5 → exp', '  operation exp'].join('\n'),
  )
  const loop = closed.structure.nodes.find(({ kind }) => kind === 'loop')!
  const open = draw({ open: [...closed.structure.open, loop.id] }, looped)
  expect(print(open)).toContain(['    operation sine → exp', ''].join('\n'))
  expect(print(open)).toContain('operation tanh → sine')
})

test('names and lines are found, with what has to be open', () => {
  const tree = groupTreeOf(program)
  expect(findByName(tree, 'layer_2').found.map(({ id }) => id)).toContain('forward/layer_0*')
  const first = findByName(tree, 'params.layer_3.w').found.find(({ label }) => label === 'w')
  expect(first).toMatchObject({ label: 'w', open: ['forward', 'forward/layer_0*', 'forward/layer_0/mlp'] })
  expect(findByLine(tree, first!.line!).found[0]?.id).toBe(first!.id)
  const drawn = draw({ open: first!.open })
  expect(drawn.structure.nodes.map(({ id }) => id)).toContain(first!.id)
  expect(findByName(tree, 'nothing of that name')).toEqual({ found: [], more: 0 })
  expect(findByLine(tree, 100_000)).toEqual({ found: [], more: 0 })
})
