// Whole statements: those that the file may still hold, and the strategies that the model has the structure for.
import type { LoadedModel } from '../../engine/analysis'
import type { Strategy } from '../../engine/strategies'
import { chooseAxis, findStrategies } from '../../engine/strategies'
import { fitsAxis, printStrategy, strategyNames } from '../../engine/strategyText'
import type { Mesh } from '../../sharding/mesh'
import { keywordHelp } from '../keywords'
import type { Asked, Completion } from './completion'
import { complete } from './completion'

export function completeStatements(asked: Asked): Completion[] {
  const { file, model } = asked
  const held = new Set<string>([file.model, file.mesh, file.device].flatMap((one) => one?.kind ?? []))
  const forms = statements
    .filter(([name]) => !held.has(name))
    .map(([name, template], rank) =>
      complete(asked, 'snippet', name, {
        insert: template(asked),
        rank,
        document: () => keywordHelp.get(name.replace('tactic auto', 'auto')) ?? '',
        goesOn: name === 'device' || name === 'schedule',
      }),
    )
  return model === undefined ? forms : [...forms, ...completeStrategies(asked, model)]
}

const axisOf = ({ file }: Asked): string => file.mesh?.axes[0]?.name.text ?? 'batch'
const axesOf = ({ file }: Asked): string => file.mesh?.axes.map(({ name }) => name.text).join(', ') ?? 'batch, model'
const tacticsOf = ({ file }: Asked): string => file.tactics.map(({ name }) => name.text).join(', ')

const statements: readonly (readonly [name: string, template: (asked: Asked) => string])[] = [
  ['model', () => 'model "$0"'],
  ['mesh', () => 'mesh { ${1:batch}: ${2:16}, ${3:model}: ${4:2} }'],
  ['device', () => 'device $0'],
  ['tactic', (asked) => `tactic \${1:Name} on \${2:${axisOf(asked)}} {\n  $0\n}`],
  ['tactic auto', (asked) => `tactic \${1:Found} auto on \${2:${axesOf(asked)}} {\n  $0\n}`],
  ['schedule', (asked) => `schedule \${1:default} = \${0:${tacticsOf(asked)}}`],
  ['include', () => 'include "$0"'],
]

function completeStrategies(asked: Asked, model: LoadedModel): Completion[] {
  const axes = (asked.file.mesh?.axes ?? []).map(({ name, size }) => ({ name: name.text, size }))
  return findStrategies(model.program, { axes }).map((strategy, i) =>
    completeStrategy(asked, model, { strategy, axis: chooseAxis({ axes }, strategy), rank: 10 + i }),
  )
}

interface Fitted {
  readonly strategy: Strategy
  readonly axis: Mesh['axes'][number] | undefined
  readonly rank: number
}

/** The tactic with its name and axis to be tabbed through. */
function completeStrategy(asked: Asked, { program }: LoadedModel, { strategy, axis, rank }: Fitted): Completion {
  const { name, title, meaning } = strategyNames[strategy.kind]
  const isMisfit = axis !== undefined && !fitsAxis(strategy, axis.size)
  const note = isMisfit ? ` · a size is not divisible by \`${axis.name}\` (${axis.size})` : ''
  const own = freeName(asked, name)
  const text = printStrategy(strategy, program, { name: own, axis: axis?.name ?? fallbackAxes[strategy.axis] })
  return complete(asked, 'snippet', `tactic ${name}`, {
    insert: withStops(text),
    detail: title + note,
    // What does not divide, or is there already, comes last.
    rank: rank + (isMisfit || own !== name ? 20 : 0),
    document: () => `${meaning}\n\n\`\`\`tactics\n${text}\n\`\`\``,
  })
}

const fallbackAxes = { data: 'batch', model: 'model' } as const

/** `BP`, else `BP2`, …: a name has one definition. */
function freeName({ file }: Asked, name: string): string {
  const taken = new Set(file.tactics.map((tactic) => tactic.name.text))
  let free = name
  for (let i = 2; taken.has(free); i++) free = `${name}${i}`
  return free
}

/** Tab stops at name and axis; what means something in a snippet is escaped. */
const withStops = (text: string): string =>
  text
    .replaceAll(/[\\$]/g, '\\$&')
    .replace(/^tactic (\w+) on (\w+)/, 'tactic ${1:$1} on ${2:$2}')
    .concat('\n$0')
