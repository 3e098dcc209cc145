// A first tactics file for a model: its mesh, a device, data parallelism over the inputs, and what to try next; and the model's own
// shardings as tactics.
import { indexed } from '../../base/indexed'
import type { Strategy } from '../../engine/strategies'
import { chooseAxis, findStrategies } from '../../engine/strategies'
import { fitsAxis, printStrategy, strategyNames } from '../../engine/strategyText'
import { defaultDevice } from '../../engine/readDevice'
import type { LoadedModel } from '../../engine/analysis'
import type { ModuleTactics } from '../../engine/moduleTactics'
import { writeModuleTactics } from '../../engine/moduleTactics'
import type { Parameter } from '../../model/module'
import type { Mesh } from '../../sharding/mesh'
import { ArgumentRole, roleOf } from '../../sharding/roles'
import { foldPaths } from '../../tactics/foldPaths'
import { bodyText, insertAfter } from './bodyEdits'
import { addToSchedule, freshName, tacticText } from './edits'
import type { Candidate, FixContext, ModelFixContext, Refactoring } from './fix'

/** On a model that no tactics file names, from its first line to the name of the function that is analysed. */
export const newTactics: Refactoring<ModelFixContext> = {
  summary: 'make a tactics file for the model, with or without its own shardings as tactics',
  make: ({ model, modelPath, tactics }, selection) => {
    const { main, columns } = model.module
    if (tactics !== undefined || main < 0 || selection.start > columns.functions.nameEnd[main]!) return []
    const name = modelPath.replace(/^.*[\\/]/, '')
    const path = modelPath.replace(/(\.mlir)?(\.gz)?$/, '.tactics')
    const make = (title: string, text: string): Candidate => ({
      kind: 'refactor.extract',
      title,
      edits: [],
      newFiles: [{ path, text }],
      needsSimulation: false,
    })
    const plain = make('New tactics file for this model', newTacticsText(model, name))
    const mesh = ownMesh(model)
    const isTooLarge = model.program.nodes.count > largestProgram
    if (mesh === undefined || model.shardings.found.length === 0 || isTooLarge) return [plain]
    const written = ownTactics(model)
    const title = `New tactics file with the model's own shardings as tactics${titleDifference(written)}`
    return [plain, make(title, moduleText(written, name, mesh))]
  },
}

/** In a tactics file whose model's own shardings are left out by the setting. */
export const moduleToTactics: Refactoring<FixContext> = {
  summary: "write the model's own shardings as tactics, where the setting leaves them out",
  make: (context, selection) => {
    const { file, sources, model, snapshot } = context
    const statement = file.model
    const isAt =
      statement !== undefined && statement.span.start <= selection.end && selection.start <= statement.span.end
    if (!isAt || model === undefined || snapshot?.active === undefined || model.shardings.found.length === 0) return []
    // They are applied already.
    if (snapshot.active.steps.some(({ tactic }) => tactic === 'module')) return []
    const written = writeModuleTactics(model, snapshot.mesh)
    const named = written.tactics.map((tactic) => ({ ...tactic, name: freshName(file, tactic.name) }))
    if (named.length === 0) return []
    const head = [file.device, file.mesh, statement].find(
      (one) => one !== undefined && one.span.start < (sources[0]?.text.length ?? 0),
    )
    const text = named.map(({ name, axis, lines }) => tacticText(name, axis, lines)).join('\n')
    const names = named.map(({ name }) => name).join(', ')
    const edits = [
      insertAfter(sources, head ?? statement, `\n${text}`),
      ...file.schedules.map((schedule) => addToSchedule(schedule, names, 0)),
    ]
    const title = `Write the model's own shardings as tactics${titleDifference(written)}`
    return [{ kind: 'refactor.extract', title, edits, needsSimulation: true }]
  },
}

const ownMesh = ({ shardings }: LoadedModel): Mesh | undefined =>
  shardings.meshes.find(({ axes }) => axes.length > 0 && axes.every(({ size }) => size > 0))

/** The file's text, formatted. `name` is the model's path as the file writes it. */
export function newTacticsText(model: LoadedModel, name: string): string {
  const own = ownMesh(model)
  const isSharded = model.shardings.found.length > 0
  const batch = isSharded ? undefined : findBatch(model, own === undefined ? 'batch' : axisFor(own))
  const mesh = own ?? { axes: [{ name: batch === undefined ? 'model' : 'batch', size: batch?.size ?? smallestAxis }] }
  const head = headText(name, mesh)
  if (isSharded) return `${head}\n${ownNote.map(comment).join('')}${nextSteps(model, mesh).map(comment).join('')}`
  const axis = axisFor(mesh)
  const tactic =
    batch === undefined
      ? `// No input has a dim to split, so the parameters are split.\n${splitText(model, 'Split', axis)}`
      : `// Data parallelism: each device takes a part of the inputs.\n${batch.text}\n`
  const schedule = `\nschedule default = ${batch === undefined ? 'Split' : 'BP'}\n`
  return `${head}\n${tactic}${schedule}\n${nextSteps(model, mesh).map(comment).join('')}`
}

const comment = (line: string): string => `//${line === '' ? '' : ' '}${line}\n`

const headText = (name: string, mesh: Mesh): string =>
  `model "${name}"
mesh { ${mesh.axes.map((axis) => `${axis.name}: ${axis.size}`).join(', ')} }
device ${defaultDevice}
`

const ownNote = [
  'The model states shardings itself: they are applied before the first tactic, as tactic `module`.',
  'With the setting shardlens.moduleShardings off (--no-module) they are left out.',
  '',
]

const axisFor = ({ axes }: Mesh): string =>
  (axes.find(({ name }) => /^(batch|data|dp|fsdp)$/.test(name)) ?? axes[0])?.name ?? 'batch'

const largestBatchAxis = 8
const smallestAxis = 2

interface Batch {
  /** How many devices the batch is spread over. */
  readonly size: number
  /** The tactic that does it. */
  readonly text: string
}

const batchSizes = [largestBatchAxis, 4, 2, 7, 6, 5, 3]

/** The batch as the model's structure shows it, else inputs that share the size of their first dim, the most of them. */
function findBatch(model: LoadedModel, axis: string): Batch | undefined {
  const strategy = strategiesOf(model, { axes: [] }).find(({ kind }) => kind === 'data')
  const fitting = strategy && batchSizes.find((size) => fitsAxis(strategy, size))
  if (strategy !== undefined && fitting !== undefined)
    return { size: fitting, text: printStrategy(strategy, model.program, { name: 'BP', axis }) }
  const { arguments: all } = model.module
  const roles = roleOf(model.program)
  const inputs = all.filter(({ type }, i) => roles[i] === ArgumentRole.input && (type.dims[0] ?? 0) > 1)
  const bySize = new Map<number, Parameter[]>()
  for (const input of inputs) {
    const size = input.type.dims[0]!
    bySize.set(size, [...(bySize.get(size) ?? []), input])
  }
  const [batch, members] = [...bySize].sort(([, a], [, b]) => b.length - a.length || bytesOf(b) - bytesOf(a))[0] ?? []
  const size = batchSizes.find((one) => batch !== undefined && batch % one === 0)
  if (size === undefined || members === undefined) return undefined
  const paths = foldPaths(
    members.map(({ segments }) => segments),
    all.map(({ segments }) => segments),
  )
  const lines = paths.map((path) => `${path}: 0`)
  return { size, text: tacticText('BP', axis, lines) }
}

const bytesOf = (parameters: readonly Parameter[]): number => parameters.reduce((sum, { type }) => sum + type.bytes, 0)

/** Patterns of all arguments of some roles. */
function patternsOf({ module, program }: LoadedModel, roles: readonly number[]): string[] {
  const own = roleOf(program)
  const wanted = module.arguments.filter((_, i) => roles.includes(own[i]!))
  return foldPaths(
    wanted.map(({ segments }) => segments),
    module.arguments.map(({ segments }) => segments),
  )
}

const splitText = (model: LoadedModel, name: string, axis: string): string => {
  const patterns = patternsOf(model, [ArgumentRole.parameter])
  const lines = (patterns.length === 0 ? ['**'] : patterns).map((pattern) => `${pattern}: first_divisible`)
  return `tactic ${name} on ${axis} ${lines.length === 1 ? `{\n  ${lines[0]!}\n}` : bodyText(lines)}\n`
}

/** Programs above this are not looked through for strategies: an editor waits for the answer. Nodes. */
const largestProgram = 200_000

const strategiesOf = ({ program }: LoadedModel, mesh: Mesh): readonly Strategy[] =>
  program.nodes.count > largestProgram ? [] : findStrategies(program, mesh)

/** Strategies that the model has the structure for, as text to be uncommented. */
function nextSteps(model: LoadedModel, mesh: Mesh): string[] {
  // ZeRO-1 has a line for each gradient, and nothing to gain over ZeRO-2.
  const others = strategiesOf(model, mesh).filter(({ kind }) => kind !== 'data' && kind !== 'zero1')
  const steps = others.flatMap((strategy) => {
    const { name, title, meaning } = strategyNames[strategy.kind]
    const isSecond = strategy.axis === 'model' && mesh.axes.length === 1
    const axis = isSecond ? 'model' : (chooseAxis(mesh, strategy)?.name ?? 'model')
    const where = isSecond ? ', on a second axis of the mesh such as `model: 2`' : ''
    const text = printStrategy(strategy, model.program, { name, axis })
    return ['', ...wrap(`${capitalise(title)}${where}. ${meaning}`), ...text.split('\n')]
  })
  const last = 'Figures of a schedule can be pinned as `expect` lines, which `shardlens check` tests.'
  return steps.length === 0 ? [last] : ['To try next, each with its name added to a schedule:', ...steps, '', last]
}

const longestLine = 116

function wrap(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + word.length >= longestLine) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** On the model's own mesh; kept, as menus ask for it again and again. */
const ownTactics = indexed((model: LoadedModel): ModuleTactics =>
  writeModuleTactics(model, ownMesh(model) ?? { axes: [] }),
)

const titleDifference = ({ differing, split }: ModuleTactics): string =>
  differing === 0 ? '' : ` (${differing} ${differing === 1 ? 'value differs' : 'values differ'} of ${split} split)`

/** A file in which tactics stand for the model's own shardings. */
function moduleText(written: ModuleTactics, name: string, mesh: Mesh): string {
  const { tactics, unnamed } = written
  const notes = [
    "The model's own shardings as tactics, in the order in which they are applied: inputs, state, what is inside, results.",
    'They take effect with the setting shardlens.moduleShardings off (--no-module).',
    ...describeDifference(written),
    ...(unnamed === 0 ? [] : [`${unnamed} values that the model shards have no name of their own and are left out.`]),
  ]
  const texts = tactics.map((tactic) => `${tacticText(tactic.name, tactic.axis, tactic.lines)}\n`)
  const names = tactics.map((tactic) => tactic.name).join(', ')
  const schedule = names === '' ? '' : `\nschedule default = ${names}\n`
  return `${headText(name, mesh)}\n${notes.map(comment).join('')}${texts.join('')}${schedule}`
}

function describeDifference({ differing, reordered, split }: ModuleTactics): string[] {
  if (differing === 0) return ['On this mesh they give what the model states, value by value.']
  const values = differing === 1 ? '1 value ends' : `${differing} values end`
  const order =
    reordered === 0
      ? []
      : [
          `${reordered === differing ? 'There' : `In ${reordered} of them`} only the axes of a dim stand in another order: a tactic splits along one axis, and spreads it, before the next.`,
        ]
  return [`On this mesh ${values} up otherwise than under the model's own shardings, which split ${split}.`, ...order]
}
