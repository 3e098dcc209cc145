// The concrete syntax of the grammar: texts and the named nodes they give, half-typed ones too; and the highlight query.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Language, Query } from 'web-tree-sitter'
import type { SyntaxNodeLike } from '../../server/src/tactics/parseTactics'
import { getTacticsParser } from '../support/tacticsParser'
import { wholeLanguage } from '../support/tacticsTexts'

const parser = await getTacticsParser()
const folder = join(import.meta.dirname, '..', '..', 'syntaxes', 'tactics')

function printNode(node: SyntaxNodeLike): string {
  if (node.isMissing) return `(MISSING ${node.type})`
  const children = node.children.filter((child) => child !== null && (child.isNamed || child.isMissing))
  return `(${[node.type, ...children.map((child) => (child === null ? '' : printNode(child)))].join(' ')})`
}

function printTree(text: string): string {
  const tree = parser.parse(text)
  if (tree === null) throw new Error('no tree')
  try {
    return tree.rootNode.children.map((child) => (child === null ? '' : printNode(child))).join(' ')
  } finally {
    tree.delete()
  }
}

const printAction = (line: string): string =>
  /\(tactic_body (.*)\)\)$/.exec(printTree(`tactic A on x { ${line} }`))?.[1] ?? 'no body'

describe('statements', () => {
  test.each([
    ['model "a.mlir" // c', '(model_statement (string)) (comment)'],
    ['include "b"', '(include_statement (string))'],
    [
      'mesh { a: 2, b: 4 }',
      '(mesh_statement (mesh_body (mesh_axis (name (identifier)) (number)) (mesh_axis (name (identifier)) (number))))',
    ],
    ['device d', '(device_statement (name (identifier)))'],
    [
      'device d { memory: 16 GiB }',
      '(device_statement (name (identifier)) (field_body (field (name (identifier)) (quantity (number) (unit)))))',
    ],
    [
      'device d { topology: 4x4x8, link: 45 GB/s, overlap: on }',
      '(device_statement (name (identifier)) (field_body (field (name (identifier)) (shape)) (field (name (identifier)) (quantity (number) (unit))) (field (name (identifier)) (path (glob)))))',
    ],
    [
      'device d { axes: { batch: x, model: y z } wrap: { x: on } }',
      '(device_statement (name (identifier)) (field_body (field (name) (layout (layout_entry (name (identifier)) (place)) (layout_entry (name) (place) (place)))) (field (name) (layout (layout_entry (name (identifier)) (place))))))',
    ],
    ['tactic A on model, x {}', '(tactic (name (identifier)) (axes (name) (name (identifier))) (tactic_body))'],
    [
      'tactic A auto on x { over: p.** }',
      '(automatic_tactic (name (identifier)) (axes (name (identifier))) (field_body (field (name (identifier)) (path (glob) (glob)))))',
    ],
    ['schedule s = A, B', '(schedule (name (identifier)) (tactic_list (name (identifier)) (name (identifier))))'],
    [
      'schedule s = A { expect a.b <= 40% }',
      '(schedule (name (identifier)) (tactic_list (name (identifier))) (schedule_body (expectation (figure (identifier) (word)) (operator) (quantity (number) (unit)))))',
    ],
  ])('%s', (text, tree) => expect(printTree(text)).toBe(tree))
})

describe('actions', () => {
  test.each([
    ['a.*.**: 0', '(action (path (glob) (glob) (glob)) (number))'],
    [
      '{a, b.c, 0..3, 5}."q r".1: -1',
      '(action (path (alternatives (path (glob)) (path (glob) (glob)) (range (integer) (integer)) (path (glob))) (quoted) (glob)) (number))',
    ],
    ['at "s" result 1: first_divisible', '(action (scope_target (string) (number)) (first_divisible))'],
    ['a: 0, b: 1,', '(action (path (glob)) (number)) (action (path (glob)) (number))'],
    ['at "s" backward result 1: only -1', '(action (scope_target (string) (number)) (only (number)))'],
    ['at "s" backward: 0', '(action (scope_target (string)) (number))'],
    ['at "s" both result 0: only 1', '(action (scope_target (string) (number)) (only (number)))'],
    ['both.w: 0', '(action (path (glob) (glob)) (number))'],
    // Words of the language are names elsewhere.
    ['only.backward.w: only 1', '(action (path (glob) (glob) (glob)) (only (number)))'],
    ['at %57#1: largest_divisible', '(action (value_target (value_name)) (largest_divisible))'],
    [
      'a where rank == 1 or not (dim(0) > 2 and dtype != f32): replicated',
      '(action (path (glob)) (or (comparison (property) (operator) (quantity (number))) (not (group (and (comparison (property) (number) (operator) (quantity (number))) (comparison (property) (operator) (element_type)))))) (replicated))',
    ],
  ])('%s', (line, tree) => expect(printAction(line)).toBe(tree))
})

describe('half-typed text keeps its nodes', () => {
  const next = '(action (path (glob)) (number))'
  test.each([
    ['a', '(action (path (glob)))'],
    ['a.', '(action (path (glob)))'],
    ['a:', '(action (path (glob)))'],
    ['a where', '(action (path (glob)))'],
    ['at', '(action (scope_target))'],
    ['at "s" backward', '(action (scope_target (string)))'],
    ['a: only', '(action (path (glob)) (only))'],
    ['a.{}: 1', '(action (path (glob) (alternatives)) (number))'],
    ['a where rank >= 2', '(action (path (glob)) (comparison (property) (operator) (quantity (number))))'],
  ])('%s', (line, tree) => {
    // After `where` a word reads as a property, so the next action begins with a brace.
    expect(printAction(`${line}\n {b}: 1`)).toBe(`${tree} ${next.replace('(glob)', '(alternatives (path (glob)))')}`)
  })

  test.each([
    ['tactic', '(tactic)'],
    ['tactic A', '(tactic (name (identifier)))'],
    ['tactic A on', '(tactic (name (identifier)))'],
    ['tactic A on x {', '(tactic (name (identifier)) (axes (name (identifier)))) (ERROR)'],
    ['schedule s =', '(schedule (name (identifier)))'],
    ['mesh { a', '(mesh_statement (mesh_body (mesh_axis (name (identifier))) (MISSING })))'],
    ['model', '(model_statement)'],
    ['device d { axes }', '(device_statement (name (identifier)) (field_body (field (name))))'],
    ['device d { axes: {} }', '(device_statement (name (identifier)) (field_body (field (name) (layout))))'],
    [
      'device d { axes: { a } }',
      '(device_statement (name (identifier)) (field_body (field (name) (layout (layout_entry (name (identifier)))))))',
    ],
    [
      'device d { axes: { a: } topology: 4x }',
      '(device_statement (name (identifier)) (field_body (field (name) (layout (layout_entry (name (identifier))))) (field (name (identifier)) (shape))))',
    ],
  ])('%s', (text, tree) => expect(printTree(text)).toBe(tree))
})

test('the highlight query names nodes of the grammar and captures', async () => {
  const language = await Language.load(readFileSync(join(folder, 'tree-sitter-tactics.wasm')))
  const query = new Query(language, readFileSync(join(folder, 'queries', 'highlights.scm'), 'utf8'))
  const tree = parser.parse(wholeLanguage)
  expect(tree).not.toBeNull()
  expect(query.captureNames).toContain('keyword')
  query.delete()
  tree?.delete()
})
