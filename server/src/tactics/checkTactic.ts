// One tactic without its model: axes, fields of an automatic one, ranges, scopes and conditions of its actions.
import type { DiagnosticCode } from '../base/diagnostics'
import type { Problem, Span } from '../base/problems'
import { hasTooManyAlternatives } from './matchPattern'
import { findNearest, printNearest } from './nearestNames'
import type { Action, Condition, Field, Name, PatternSegment, Tactic } from './syntaxTree'

/** `axes` are those of the mesh; undefined without a mesh. */
export function checkTactic(tactic: Tactic, axes: readonly string[] | undefined): Problem[] {
  return [
    ...(axes === undefined ? [] : tactic.axes.flatMap((axis) => unknownAxis(axis, axes))),
    ...checkAxisCount(tactic),
    ...checkFields(tactic.fields),
    ...tactic.actions.flatMap(checkAction),
  ]
}

/** Nothing when the axis exists. An empty mesh is a problem of its own. */
export function unknownAxis({ text, span }: Name, axes: readonly string[]): Problem[] {
  if (axes.length === 0 || axes.includes(text)) return []
  const near = findNearest(text, axes).length > 0 ? printNearest(text, axes) : `; it has ${quoted(axes)}`
  return [problemAt('tactics.unknown-axis', span, `the mesh has no axis \`${text}\`${near}`)]
}

/** Items that have a name which an earlier one has. */
export function checkTwice(what: string, items: readonly { readonly name: Name }[]): Problem[] {
  const first = new Map<string, Name>()
  return items.flatMap(({ name }) => {
    const known = first.get(name.text)
    if (known === undefined) {
      first.set(name.text, name)
      return []
    }
    const related = [{ span: known.span, message: 'the first definition, which counts' }]
    return [{ ...problemAt('tactics.redefined', name.span, `${what} \`${name.text}\` is defined twice`), related }]
  })
}

export const problemAt = (code: DiagnosticCode, span: Span, message: string): Problem => ({ code, span, message })

export const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

function checkAxisCount({ isAutomatic, axes }: Tactic): Problem[] {
  const seen = new Set<string>()
  return axes.flatMap(({ text, span }, i) => {
    if (!isAutomatic && i > 0) {
      const message = `a manual tactic is on one axis, this one on ${quoted(axes.map((axis) => axis.text))}; only \`auto\` takes several`
      return i === 1 ? [problemAt('tactics.bad-value', span, message)] : []
    }
    if (seen.has(text)) return [problemAt('tactics.bad-value', span, `axis \`${text}\` stands twice here`)]
    seen.add(text)
    return []
  })
}

/** Fields of an automatic tactic and what each takes. */
const automaticFields = { memory: 'number', over: 'path', evaluations: 'integer', seed: 'integer' } as const

/** Names of the fields of an automatic tactic. */
export const automaticFieldNames: readonly string[] = Object.keys(automaticFields)

type FieldKind = (typeof automaticFields)[keyof typeof automaticFields]

const fieldForms: Readonly<Record<FieldKind, string>> = {
  number: 'a number above 0, for example `32 GiB`',
  path: 'a path, for example `params.**`',
  integer: 'an integer of at least 0',
}

function checkFields(fields: readonly Field[]): Problem[] {
  const problems = fields.flatMap(({ name, value }) => {
    const kind = Object.entries(automaticFields).find(([field]) => field === name.text)?.[1]
    if (kind === undefined) {
      const message = `an automatic tactic has no field \`${name.text}\`; it has ${quoted(automaticFieldNames)}`
      return [problemAt('tactics.unknown-field', name.span, message)]
    }
    if (fits(kind, value)) return value.kind === 'path' ? checkSegments(value.segments) : []
    return [problemAt('tactics.bad-value', value.span, `\`${name.text}\` takes ${fieldForms[kind]}`)]
  })
  return [...problems, ...checkTwice('field', fields)]
}

function fits(kind: FieldKind, value: Field['value']): boolean {
  if (kind === 'path' || value.kind !== 'quantity') return kind === value.kind
  return kind === 'number' ? value.value > 0 : Number.isInteger(value.value) && value.value >= 0
}

function checkAction({ target, condition }: Action): Problem[] {
  const problems = condition === undefined ? [] : checkCondition(condition)
  if (target.kind === 'path') problems.push(...checkSegments(target.segments))
  if (target.kind !== 'scope') return problems
  if (target.result !== undefined && target.result < 0) {
    const message = `result ${target.result}; results are counted from 0`
    problems.push(problemAt('tactics.bad-value', target.span, message))
  }
  if (target.scope === '') {
    problems.push(
      problemAt('tactics.bad-value', target.scopeSpan, 'an empty scope; expected for example `layer_*/mlp`'),
    )
  } else if (hasTooManyAlternatives(target.scope)) {
    const message = 'the braces of this scope make too many alternatives; `*` matches any name'
    problems.push(problemAt('tactics.bad-value', target.scopeSpan, message))
  }
  return problems
}

function checkSegments(segments: readonly PatternSegment[]): Problem[] {
  return segments.flatMap((segment) => {
    if (segment.kind === 'alternatives') return segment.options.flatMap(checkSegments)
    if (segment.kind !== 'range' || segment.from <= segment.to) return []
    const message = `the range ${segment.from}..${segment.to} is empty; expected ${segment.to}..${segment.from}`
    return [problemAt('tactics.bad-value', segment.span, message)]
  })
}

function checkCondition(condition: Condition): Problem[] {
  if (condition.kind === 'not') return checkCondition(condition.operand)
  if (condition.kind !== 'comparison') return [...checkCondition(condition.left), ...checkCondition(condition.right)]
  const { property, operator, value, dim, span } = condition
  if (property === 'dim' && !Number.isInteger(dim)) {
    return [problemAt('tactics.bad-value', span, 'expected the number of a dim, for example `dim(0)`')]
  }
  if (property === 'dtype') {
    if (typeof value !== 'string') {
      return [problemAt('tactics.bad-value', span, `dtype is compared with ${value}; expected a name such as \`f32\``)]
    }
    return operator === '==' || operator === '!='
      ? []
      : [problemAt('tactics.bad-value', span, `dtypes have no order; expected \`==\` or \`!=\`, found \`${operator}\``)]
  }
  return typeof value === 'number'
    ? []
    : [problemAt('tactics.bad-value', span, `${property} is compared with \`${value}\`; expected a number`)]
}
