// One statement: concrete syntax -> syntax tree. A statement without its name or path is reported and left out.
import { readActions, readExpectations, readFields, readMeshAxes } from './readBodies'
import { readName, readString, reportExpected, spanOf } from './readContext'
import type { ReadContext } from './readContext'
import { findChild } from './syntaxNodes'
import type { SyntaxNode } from './syntaxNodes'
import type { Name, Statement } from './syntaxTree'
import type { Span } from '../base/problems'

/** Types of node that are statements. */
export const statementTypes: readonly string[] = [
  'model_statement',
  'include_statement',
  'mesh_statement',
  'device_statement',
  'tactic',
  'automatic_tactic',
  'schedule',
]

/** Undefined when a part without which it means nothing is missing, which is reported. */
export function readStatement(context: ReadContext, node: SyntaxNode): Statement | undefined {
  switch (node.type) {
    case 'model_statement':
      return readPathStatement(context, node, 'model')
    case 'include_statement':
      return readPathStatement(context, node, 'include')
    case 'mesh_statement':
      return readMesh(context, node)
    case 'device_statement':
      return readDevice(context, node)
    case 'schedule':
      return readSchedule(context, node)
    default:
      return readTactic(context, node)
  }
}

function readPathStatement(context: ReadContext, node: SyntaxNode, kind: 'model' | 'include'): Statement | undefined {
  const path = findChild(node, 'string')
  if (path === undefined) return reportExpected(context, node.start + kind.length, 'a path in quotes')
  return { kind, span: spanOf(node), path: readString(context, path), pathSpan: spanOf(path) }
}

function readMesh(context: ReadContext, node: SyntaxNode): Statement | undefined {
  const body = findChild(node, 'mesh_body')
  if (body === undefined) return reportExpected(context, node.start + 'mesh'.length, '`{`')
  const headSpan = { start: node.start, end: node.start + 'mesh'.length }
  return { kind: 'mesh', span: spanOf(node), headSpan, axes: readMeshAxes(context, body) }
}

function readDevice(context: ReadContext, node: SyntaxNode): Statement | undefined {
  const name = findChild(node, 'name')
  const overrides = readFields(context, findChild(node, 'field_body'))
  if (name === undefined) return reportExpected(context, node.start + 'device'.length, 'the name of a device')
  return { kind: 'device', span: spanOf(node), name: readName(context, name), overrides }
}

function readTactic(context: ReadContext, node: SyntaxNode): Statement | undefined {
  const body = findChild(node, 'tactic_body', 'field_body')
  const isAutomatic = node.type === 'automatic_tactic'
  const name = readHeadName(context, node, 'tactic')
  const axes = readAxes(context, node)
  const actions = isAutomatic ? [] : readActions(context, body)
  const fields = isAutomatic ? readFields(context, body) : []
  if (body === undefined) reportExpected(context, node.end, '`{`')
  if (name === undefined) return undefined
  const headSpan = readHeadSpan(node, body)
  return { kind: 'tactic', span: spanOf(node), name, headSpan, isAutomatic, axes, actions, fields }
}

/** From the keyword to the last token before the brace. */
function readHeadSpan(node: SyntaxNode, body: SyntaxNode | undefined): Span {
  const last = node.children.findLast((child) => child !== body && !child.isMissing)
  return { start: node.start, end: last?.end ?? node.end }
}

function readHeadName(context: ReadContext, node: SyntaxNode, keyword: 'tactic' | 'schedule'): Name | undefined {
  const name = findChild(node, 'name')
  if (name !== undefined) return readName(context, name)
  return reportExpected(context, node.start + keyword.length, `the name of the ${keyword}`)
}

function readAxes(context: ReadContext, node: SyntaxNode): readonly Name[] {
  const on = findChild(node, 'on')
  const axes = findChild(node, 'axes')
  const before = findChild(node, 'auto') ?? findChild(node, 'name')
  if (on === undefined) reportExpected(context, before?.end ?? node.start + 'tactic'.length, '`on` and a mesh axis')
  else if (axes === undefined) reportExpected(context, on.end, 'a mesh axis')
  return axes === undefined ? [] : readNames(context, axes, 'a mesh axis')
}

/** A list of names; a comma with nothing after it is reported. */
function readNames(context: ReadContext, list: SyntaxNode, what: string): readonly Name[] {
  list.children.forEach((child, i) => {
    if (child.type === ',' && list.children[i + 1]?.type !== 'name') reportExpected(context, child.end, what)
  })
  return list.children
    .filter((child) => child.type === 'name' && !child.isMissing)
    .map((child) => readName(context, child))
}

function readSchedule(context: ReadContext, node: SyntaxNode): Statement | undefined {
  const name = readHeadName(context, node, 'schedule')
  const equals = findChild(node, '=')
  const list = findChild(node, 'tactic_list')
  const before = findChild(node, 'name')?.end ?? node.start + 'schedule'.length
  if (equals === undefined) reportExpected(context, before, '`=` and tactics')
  else if (list === undefined) reportExpected(context, equals.end, 'the name of a tactic')
  const tactics = list === undefined ? [] : readNames(context, list, 'the name of a tactic')
  const expectations = readExpectations(context, findChild(node, 'schedule_body'))
  return name && { kind: 'schedule', span: spanOf(node), name, tactics, expectations }
}
