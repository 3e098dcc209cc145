import { describe, expect, it } from 'vitest'
import { parseNameStack, readFrames, readLocation } from '../../../server/src/mlir/locations'
import { scan } from '../../../server/src/mlir/scan'
import { encodeText } from '../../../server/src/mlir/text'

/** Location of the one operation: `name file:line:column`. */
function locate(location: string, aliases = ''): string {
  const { value } = scan(encodeText(`a.b : i1 loc(${location})\n${aliases}`))
  const { name, file, line, column } = readLocation(value, value.operations.location[0]!)
  return `${name} ${file}:${line}:${column}`
}

describe('readLocation', () => {
  it('reads names, files, call sites, fusions and aliases', () => {
    expect(locate('unknown')).toBe(' :0:0')
    expect(locate('"x"')).toBe('x :0:0')
    expect(locate('"f.py":21:8 to :34')).toBe(' f.py:21:8')
    expect(locate('"x"("f.py":21:8 to 22:3)')).toBe('x f.py:21:8')
    expect(locate('callsite("x"("in.py":1:2) at "y"("out.py":3:4))')).toBe('x in.py:1:2')
    expect(locate('fused<"m, ]">["x", "y", "f.py":5:6]')).toBe('x f.py:5:6')
    expect(locate('fused["x", "y"]')).toBe('x :0:0')
    expect(locate('"params[\\22w\\22]"')).toBe('params["w"] :0:0')
    expect(
      locate('#loc1', '#loc1 = loc("x"(#loc2))\n#loc2 = loc(callsite(#loc3 at #loc1))\n#loc3 = loc("a.py":7:8)'),
    ).toBe('x a.py:7:8')
    expect(locate('#where', '#where = loc("x"(#other.a))\n#other.a = loc("b.py":1:1)')).toBe('x b.py:1:1')
  })

  it('ends on cycles and on aliases without definition', () => {
    expect(locate('#loc1', '#loc1 = loc("x"(#loc2))\n#loc2 = loc("y"(#loc1))')).toBe('x :0:0')
    expect(locate('#loc1', '#loc1 = loc(#loc1)')).toBe(' :0:0')
    expect(locate('#loc9')).toBe(' :0:0')
    const fan = Array.from(
      { length: 60 },
      (_, i) => `#loc${i + 1} = loc(fused[#loc${i + 2}, #loc${i + 2}, #loc${i + 3}])`,
    )
    expect(locate('#loc1', fan.join('\n'))).toBe(' :0:0')
  })
})

describe('parseNameStack', () => {
  const stack = (name: string): string => {
    const { scope, primitive, phase, functions, isRecomputed } = parseNameStack(name)
    return [scope, primitive, phase, functions.join('+'), isRecomputed ? 'again' : ''].join('|')
  }

  it.each([
    ['jit(train_step)/jvp(layer_3/attn)/mul', 'layer_3/attn|mul|forward|train_step|'],
    ['jit(step)/transpose(jvp(layer_3/attn))/dot_general', 'layer_3/attn|dot_general|backward|step|'],
    ['jit(train_step)/adam/mul', 'adam|mul|none|train_step|'],
    ['jit(train_step)/mul', '|mul|none|train_step|'],
    ['jit(train_step)/jvp()/add', '|add|forward|train_step|'],
    [
      'jit(train_step)/transpose(jvp(ResNet))/Bottleneck_3/BatchNorm_1/mul',
      'ResNet/Bottleneck_3/BatchNorm_1|mul|backward|train_step|',
    ],
    ['jit(train_step)/jvp(layer_0/attn)/bqhk,bthk->bhqt/dot_general', 'layer_0/attn|dot_general|forward|train_step|'],
    ['jit(train_step)/jvp(layer_0/attn)/jit(_where)', 'layer_0/attn|jit|forward|train_step+_where|'],
    ['jit(train_step)/transpose(jvp(vmap(jit(_where))))', '|jit|backward|train_step+_where|'],
    ['jit(train_step)/transpose(jvp(jvp()))/checkpoint/layer_1/mlp/mul', 'layer_1/mlp|mul|backward|train_step|'],
    [
      'jit(train_step)/transpose(jvp(jvp()))/checkpoint/rematted_computation/layer_1/mlp/mul',
      'layer_1/mlp|mul|backward|train_step|again',
    ],
    ['jit(loss)/layer_0/attn/while/body/closed_call', 'layer_0/attn|closed_call|none|loss|'],
    ['jit(decode)/while/cond/lt', '|lt|none|decode|'],
    ['jit(loss)/layer_0/attn/while', 'layer_0/attn|while|none|loss|'],
    ['layer_0/attn/dynamic_update_slice', 'layer_0/attn|dynamic_update_slice|none||'],
    ['jit(decode)', '||none|decode|'],
    ['square', '|square|none||'],
    ['jit:', '||none||'],
    ['reduce:', '||none||'],
    ["params['layer_0']['attn']", '||none||'],
    ['', '||none||'],
    ['jvp((((', '|jvp((((|none||'.replace('jvp((((', '')],
  ])('%s', (name, expected) => {
    expect(stack(name)).toBe(expected)
  })
})

describe('readFrames', () => {
  const frames = (location: string, aliases = ''): string[] => {
    const { value } = scan(encodeText(`a.b : i1 loc(${location})\n${aliases}`))
    return readFrames(value, value.operations.location[0]!).map(
      ({ file, line, column, function: name }) => `${name} ${file}:${line}:${column}`,
    )
  }
  it('lists the calls of a stack, the innermost first, with their functions', () => {
    expect(frames('unknown')).toEqual([])
    expect(frames('"jit(f)/dot"')).toEqual([])
    expect(frames('"f.py":21:8')).toEqual([' f.py:21:8'])
    expect(frames('"jit(f)/dot"(callsite("g"("in.py":1:2) at callsite("h"("out.py":3:4) at "main.py":5:6)))')).toEqual([
      'g in.py:1:2',
      'h out.py:3:4',
      ' main.py:5:6',
    ])
  })

  it('follows aliases, also those that form a cycle', () => {
    expect(frames('"dot"(#a)', '#a = loc(callsite(#b at #a))\n#b = loc("g"("in.py":1:2))\n')).toEqual(['g in.py:1:2'])
  })
})
