// Document symbols of a tactics file: its statements, with their axes, actions and expectations inside.
import type { Span } from '../base/problems'
import type { Statement, TacticsFile } from '../tactics/syntaxTree'
import type { Symbol } from './symbol'

/** Of one file parsed alone; `text` names actions as they are written. */
export const tacticsSymbols = (file: TacticsFile, text: string): Symbol[] =>
  file.statements.map((statement) => symbolOf(statement, text))

function symbolOf(statement: Statement, text: string): Symbol {
  const { span } = statement
  switch (statement.kind) {
    case 'model':
    case 'include': {
      const { kind, path, pathSpan } = statement
      return { name: `${kind} ${path}`, detail: '', kind: 'file', span, selection: pathSpan }
    }
    case 'mesh': {
      const { axes, headSpan } = statement
      const detail = axes.map(({ name, size }) => `${name.text} ${size}`).join(', ')
      const children = axes.map((axis): Symbol => ({
        ...named(axis.name, axis.span),
        detail: `${axis.size}`,
        kind: 'axis',
      }))
      return { name: 'mesh', detail, kind: 'mesh', span, selection: headSpan, children }
    }
    case 'device': {
      const children = statement.overrides.map((field): Symbol => ({ ...named(field.name, field.span), kind: 'field' }))
      return { ...named(statement.name, span), detail: 'device', kind: 'device', children }
    }
    case 'tactic': {
      const { name, axes, actions } = statement
      const children = actions.map((action): Symbol => ({
        ...written(text, action.target.span, action.span),
        kind: 'action',
      }))
      return {
        ...named(name, span),
        detail: `on ${axes.map((axis) => axis.text).join(', ')}`,
        kind: 'tactic',
        children,
      }
    }
    case 'schedule': {
      const { name, tactics, expectations } = statement
      const children = expectations.map((one): Symbol => ({
        ...named(one.figure, one.span),
        detail: one.text,
        kind: 'expectation',
      }))
      return {
        ...named(name, span),
        detail: tactics.map((tactic) => tactic.text).join(', '),
        kind: 'schedule',
        children,
      }
    }
  }
}

const named = (name: { readonly text: string; readonly span: Span }, span: Span) => ({
  name: name.text,
  detail: '',
  span,
  selection: name.span,
})

/** Named by its own text, in one line. */
const written = (text: string, selection: Span, span: Span) => ({
  name: text.slice(selection.start, selection.end).replaceAll(/\s+/g, ' '),
  detail: '',
  span,
  selection,
})
