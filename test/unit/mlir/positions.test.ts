import { describe, expect, it } from 'vitest'
import { findOperationAt, findValueAt, parentOf } from '../../../server/src/mlir/find'
import { offsetOf, positionOf } from '../../../server/src/mlir/positions'
import { scan } from '../../../server/src/mlir/scan'
import { decodeText, encodeText, textOf } from '../../../server/src/mlir/text'

describe('text', () => {
  it('goes there and back', () => {
    for (const text of ['', 'plain', 'é€😀 x', 'a'.repeat(10_000) + '😀'.repeat(5000)]) {
      const bytes = encodeText(text)
      expect(decodeText(bytes, 0, bytes.length)).toBe(text)
      expect(bytes).toEqual(new Uint8Array(new TextEncoder().encode(text)))
    }
    expect(decodeText(encodeText('\ud800x'), 0, 4)).toBe('\ufffdx')
  })

  it('replaces malformed sequences', () => {
    expect(decodeText(new Uint8Array([0x41, 0xff, 0xc3, 0x42, 0xe2, 0x82]), 0, 6)).toBe('A\ufffd\ufffdB\ufffd\ufffd')
  })
})

describe('positions', () => {
  const text = 'ab\né😀x\n\nlast'
  const { value } = scan(encodeText(text))

  it('counts lines from 0 and columns in UTF-16 units', () => {
    const lines = text.split('\n')
    for (const [line, content] of lines.entries()) {
      for (let column = 0; column <= content.length; column++) {
        if (line === 1 && column === 2) continue // within a surrogate pair
        const before = [...lines.slice(0, line), content.slice(0, column)].join('\n')
        const offset = encodeText(before).length
        expect(positionOf(value, offset)).toEqual({ line, column })
        expect(offsetOf(value, { line, column })).toBe(offset)
      }
    }
  })

  it('ends a line before its \\r\\n', () => {
    const { value: windows } = scan(encodeText('ab\r\nc\rd'))
    expect([2, 3, 4].map((offset) => positionOf(windows, offset))).toEqual([
      { line: 0, column: 2 },
      { line: 0, column: 2 },
      { line: 1, column: 0 },
    ])
    // A lone one is a character.
    expect(positionOf(windows, 6)).toEqual({ line: 1, column: 2 })
  })

  it('clamps what is outside', () => {
    expect(offsetOf(value, { line: 0, column: 99 })).toBe(2)
    expect(offsetOf(value, { line: 99, column: 0 })).toBe(value.bytes.length)
    expect(positionOf(value, 999)).toEqual({ line: 3, column: 4 })
    expect(offsetOf(value, { line: 1, column: 2 })).toBe(5)
  })
})

describe('find', () => {
  const text = `func.func @f(%arg0: tensor<f32>, %b: tensor<f32>) {
  %4:2 = stablehlo.while(%iterArg = %arg0, %x = %b) : tensor<f32>, tensor<f32>
  cond {
    stablehlo.return %x : tensor<f32>
  } do {
    stablehlo.return %x, %iterArg : tensor<f32>, tensor<f32>
  }
  return %4#1, %4#0 : tensor<f32>, tensor<f32>
}`
  const { value } = scan(encodeText(text))
  const { values } = value
  const describeValue = (at: number): string => {
    const found = findValueAt(value, at)
    if (found < 0) return 'none'
    return `${decodeText(value.bytes, values.nameStart[found]!, values.nameEnd[found]!)} ${values.index[found]} ${values.block[found]}`
  }
  const operationAt = (at: number): string => {
    const found = findOperationAt(value, at)
    return found < 0 ? 'none' : textOf(value, value.names, value.operations.name[found]!)
  }

  it('finds values by definitions and uses', () => {
    expect(describeValue(text.indexOf('%arg0') + 2)).toBe('%arg0 0 0')
    expect(describeValue(text.indexOf('= %arg0') + 3)).toBe('%arg0 0 0')
    expect(describeValue(text.indexOf('%4:2') + 3)).toBe('%4 0 -1')
    expect(describeValue(text.indexOf('%4#1'))).toBe('%4 1 -1')
    expect(describeValue(text.indexOf('%4#1') + 3)).toBe('%4 1 -1')
    expect(describeValue(text.indexOf('%4#0') + 2)).toBe('%4 0 -1')
    expect(describeValue(text.indexOf('%x = ') + 1)).toBe('%x 1 1')
    expect(describeValue(text.indexOf('return %x :') + 8)).toBe('%x 1 1')
    expect(describeValue(text.indexOf('return %x, ') + 8)).toBe('%x 1 2')
    expect(describeValue(text.indexOf('cond'))).toBe('none')
    expect(describeValue(text.length)).toBe('none')
  })

  it('finds the innermost operation', () => {
    expect(operationAt(0)).toBe('func.func')
    expect(operationAt(text.indexOf('%4:2'))).toBe('stablehlo.while')
    expect(operationAt(text.indexOf('do {'))).toBe('stablehlo.while')
    expect(operationAt(text.indexOf('return %x'))).toBe('stablehlo.return')
    expect(operationAt(text.indexOf('return %4'))).toBe('func.return')
    expect(operationAt(text.length - 1)).toBe('func.func')
    expect(operationAt(text.length)).toBe('none')
    expect(parentOf(value, findOperationAt(value, text.indexOf('return %x')))).toBe(1)
  })
})
