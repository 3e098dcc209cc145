// Hovers of a tactics file that has no figures yet, as its model is still being read: what the text itself says.
import { formatCount } from '../base/format'
import type { Span } from '../base/problems'
import type { TacticsFile } from '../tactics/syntaxTree'
import { code } from './markdown'
import type { Hover } from './tacticsHover'

const covers = (span: Span, offset: number): boolean => offset >= span.start && offset <= span.end

/** Names of tactics, schedules and axes, and the paths of actions. */
export function plainHover(file: TacticsFile, offset: number): Hover | undefined {
  const found = describe(file, offset)
  return found && { span: found.span, text: `${found.text} · _figures follow when the model has been analysed_` }
}

function describe(file: TacticsFile, offset: number): Hover | undefined {
  for (const { name, axes, actions, span } of file.tactics) {
    if (!covers(span, offset)) continue
    if (covers(name.span, offset)) {
      const on = axes.map(({ text }) => describeAxis(file, text)).join(', ')
      return { span: name.span, text: `**${name.text}** on ${on}` }
    }
    const axis = axes.find((one) => covers(one.span, offset))
    if (axis !== undefined) return { span: axis.span, text: describeAxis(file, axis.text) }
    const action = actions.find(({ target }) => covers(target.span, offset))
    return action && { span: action.target.span, text: `tensors that **${name.text}** acts on` }
  }
  const schedule = file.schedules.find(({ name }) => covers(name.span, offset))
  if (schedule !== undefined) {
    const tactics = schedule.tactics.map(({ text }) => code(text)).join(', ')
    return { span: schedule.name.span, text: `**${schedule.name.text}** applies ${tactics}` }
  }
  const axis = file.mesh?.axes.find(({ name }) => covers(name.span, offset))
  return axis && { span: axis.name.span, text: describeAxis(file, axis.name.text) }
}

function describeAxis({ mesh }: TacticsFile, name: string): string {
  const axis = mesh?.axes.find((one) => one.name.text === name)
  return axis === undefined ? `**${name}**` : `**${name}** · ${formatCount(axis.size)} devices along this axis`
}
