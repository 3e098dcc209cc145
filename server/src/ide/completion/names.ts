// Names: axes, devices and their fields, tactics, figures, scopes, conditions, keywords.
import { formatCount } from '../../base/format'
import { findAssumptions } from '../../cost/assumptions'
import { deviceFieldTable, layoutFields } from '../../cost/deviceFields'
import { deviceNames, findDevice } from '../../cost/devices'
import { describeUnits } from '../../engine/deviceValues'
import { figureNames, findFigure, printFigure } from '../../engine/expectations'
import type { LoadedModel } from '../../engine/analysis'
import type { Snapshot } from '../../engine/snapshot'
import { getScopeTable } from '../../sharding/scopes'
import type { Tactic } from '../../tactics/syntaxTree'
import { describeDevice, deviceHover } from '../deviceText'
import { describeEffect } from '../effects'
import { automaticFieldHelp, conditionHelp, keywordHelp, layoutFieldHelp } from '../keywords'
import { markdownTable } from '../markdown'
import { findStep } from '../tacticsHints'
import type { Asked, Completion } from './completion'
import { complete } from './completion'

/** Axes of the mesh that this list does not hold yet, with their sizes. */
export function completeAxes(asked: Asked): Completion[] {
  const written = writtenBeside(asked, 'axes')
  return (asked.file.mesh?.axes ?? [])
    .filter(({ name }) => !written.has(name.text))
    .map(({ name, size }, rank) => complete(asked, 'axis', name.text, { detail: `${formatCount(size)} devices`, rank }))
}

/** Axes that tactics name and the mesh does not have. */
export function completeMeshAxes(asked: Asked): Completion[] {
  const known = new Set(asked.file.mesh?.axes.map(({ name }) => name.text))
  const wanted = asked.file.tactics.flatMap(({ axes }) => axes.map(({ text }) => text))
  return [...new Set(wanted)]
    .filter((name) => !known.has(name))
    .map((name) => complete(asked, 'axis', name, { insert: `${name}: `, detail: 'named by a tactic' }))
}

/** Names of the same list that stand before or behind the word. */
function writtenBeside({ place, text }: Asked, list: string): ReadonlySet<string> {
  const holder = place.before?.around.findLast(({ type }) => type === list)
  const names = holder?.children.filter(({ type, start }) => type === 'name' && start !== place.start) ?? []
  return new Set(names.map(({ start, end }) => text.slice(start, end)))
}

/** The user's own devices first. */
export function completeDevices(asked: Asked): Completion[] {
  const own = asked.devices
  const names = [...new Set([...own.map(({ name }) => name), ...deviceNames])]
  return names.map((name, rank) => {
    const device = findDevice(name, own)
    return complete(asked, 'device', name, {
      rank,
      ...(device === undefined ? {} : { detail: describeDevice(device), document: () => deviceHover(device) }),
    })
  })
}

/** Fields that the block does not hold yet, with what each takes and its value now. */
export function completeDeviceFields(asked: Asked): Completion[] {
  const written = writtenFields(asked)
  const figures = [...deviceFieldTable].map(([name, field], rank) =>
    complete(asked, 'field', name, {
      insert: `${name}: `,
      detail: field.meaning,
      rank,
      document: () => `takes ${describeUnits(field)}`,
      goesOn: field.unit === 'flag',
    }),
  )
  const layout = layoutFields.map((name) =>
    complete(asked, 'field', name, {
      insert: `${name}: `,
      rank: 0,
      document: () => layoutFieldHelp.get(name) ?? '',
      goesOn: true,
    }),
  )
  return [...layout, ...figures].filter(({ label }) => !written.has(label))
}

export function completeAutomaticFields(asked: Asked): Completion[] {
  const written = writtenFields(asked)
  return [...automaticFieldHelp]
    .filter(([name]) => !written.has(name))
    .map(([name, help]) => complete(asked, 'field', name, { insert: `${name}: `, document: () => help }))
}

function writtenFields({ place, text }: Asked): ReadonlySet<string> {
  const fields = place.inside.at(-1)?.children.filter(({ type, start }) => type === 'field' && start !== place.start)
  const names = (fields ?? []).flatMap(({ children: [name] }) => name ?? [])
  return new Set(names.map(({ start, end }) => text.slice(start, end)))
}

/** Tactics that the schedule does not hold yet, with their effect where it is known; unused ones first. */
export function completeTacticNames(asked: Asked): Completion[] {
  const { file, snapshot, model } = asked
  const written = writtenBeside(asked, 'tactic_list')
  const used = new Set(file.schedules.flatMap(({ tactics }) => tactics.map(({ text }) => text)))
  return file.tactics
    .filter(({ name }) => !written.has(name.text))
    .map((tactic) => {
      const { name, axes } = tactic
      const effect = snapshot === undefined || model === undefined ? [] : effectOf(tactic, snapshot, model)
      const detail = [`on ${axes.map((axis) => axis.text).join(', ')}`, ...effect].join(' · ')
      return complete(asked, 'tactic', name.text, { detail, rank: used.has(name.text) ? 2 : 1 })
    })
}

function effectOf(tactic: Tactic, snapshot: Snapshot, { program }: LoadedModel): string[] {
  const found = findStep(snapshot, tactic)
  // A search that is not over changes nothing yet.
  if (found === undefined || found.step.asked !== undefined) return []
  const { before, step } = found
  return [describeEffect(before, step.figures, step.changed, findAssumptions(program, step.figures, snapshot))]
}

/** With the value of the schedule that is shown. */
export function completeFigures(asked: Asked): Completion[] {
  const { snapshot } = asked
  return figureNames.map((name) => {
    const read = findFigure(name)
    const active = snapshot?.active
    const isPart = name.includes('.')
    if (snapshot === undefined || active === undefined || read === undefined) return complete(asked, 'figure', name)
    const table = (): string =>
      markdownTable(
        ['schedule', 'value'],
        snapshot.schedules.map((one) => [one.name, printFigure(name, read(one.final, snapshot.mesh))]),
      )
    const value = read(active.final, snapshot.mesh)
    const rank = (value === 0 ? 4 : 1) + (isPart ? 2 : 0)
    return complete(asked, 'figure', name, { detail: printFigure(name, value), rank, document: table })
  })
}

const mostScopes = 300

/** Name scopes of the program, those that differ only by a number as one pattern too. */
export function completeScopes(asked: Asked & { readonly model: LoadedModel }): Completion[] {
  const { scope, texts } = getScopeTable(asked.model.program)
  const counts = new Map<string, number>()
  for (const id of scope) {
    const text = id < 0 ? '' : (texts[id] ?? '')
    if (text === '') continue
    const glob = text.replaceAll(/\d+/g, '*')
    counts.set(glob, (counts.get(glob) ?? 0) + 1)
    if (glob !== text) counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const isQuoted = asked.place.isQuoted
  return [...counts].slice(0, mostScopes).map(([text, count]) =>
    complete(asked, 'scope', text, {
      insert: isQuoted ? text : `"${text}"`,
      detail: `${formatCount(count)} ${count === 1 ? 'operation' : 'operations'}`,
      rank: text.includes('*') ? 1 : 2,
    }),
  )
}

/** Properties of a tensor, and what joins conditions. */
export const completeConditions = (asked: Asked): Completion[] =>
  [...conditionHelp].map(([name, help]) =>
    complete(asked, name === 'not' ? 'keyword' : 'field', name, {
      ...(name === 'dim' ? { insert: 'dim(' } : {}),
      rank: name === 'not' ? 6 : 1,
      document: () => help,
    }),
  )

/** Element types have no order. */
export function completeOperators(asked: Asked): Completion[] {
  const { before } = asked.place
  const isType = before !== undefined && asked.text.slice(before.node.start, before.node.end) === 'dtype'
  const operators = isType ? ['==', '!='] : ['>=', '<=', '==', '>', '<', '!=']
  return operators.map((name, rank) => complete(asked, 'keyword', name, { insert: `${name} `, rank, goesOn: true }))
}

export const completeKeywords = (asked: Asked, words: readonly string[]): Completion[] =>
  words.map((word, rank) =>
    complete(asked, 'keyword', word, {
      insert: `${word} `,
      rank,
      document: () => keywordHelp.get(word) ?? '',
      goesOn: true,
    }),
  )
