// Other mesh sizes, another device, another topology -> the changes of the text that say so: for what-if questions and to write them.
import { findDevice } from '../cost/devices'
import type { Device } from '../cost/devices'
import type { Mesh } from '../sharding/mesh'
import { deviceCount } from '../sharding/mesh'
import type { Changes } from '../protocol/costs'
import type { TacticsSource } from '../tactics/sources'
import type { DeviceStatement, TacticsFile } from '../tactics/syntaxTree'
import { textAt } from './fixes/edits'
import type { TextEdit } from './fixes/fix'

export interface ChangeContext {
  /** Spans are of the session. */
  readonly file: TacticsFile
  /** As it counts now: the file's or the model's own. */
  readonly mesh: Mesh
  /** As it counts now, for a file that names none; and the user's own. */
  readonly device: Device
  readonly devices: readonly Device[]
  readonly sources: readonly TacticsSource[]
}

/** Returns in words why the changes cannot be made. */
export function changeEdits(context: ChangeContext, changes: Changes): readonly TextEdit[] | string {
  const problem = checkChanges(context, changes)
  if (problem !== undefined) return problem
  const made = [changeMesh(context, changes.mesh ?? {}), changeDevice(context, changes)]
  const statements = made.flatMap((one) => one.statements)
  return [...made.flatMap(({ edits }) => edits), ...state(context.file, statements)]
}

const shape = /^\d+(?:x\d+)*$/

/** More devices cannot be counted. */
const mostDevices = 2 ** 53

function checkChanges(
  { mesh, devices }: ChangeContext,
  { mesh: sizes = {}, device, topology }: Changes,
): string | undefined {
  const names = mesh.axes.map(({ name }) => name)
  const unknown = Object.keys(sizes).find((name) => !names.includes(name))
  if (unknown !== undefined) return `the mesh has no axis \`${unknown}\`; it has ${names.join(', ') || 'none'}`
  const wrong = Object.entries(sizes).find(([, size]) => !Number.isSafeInteger(size) || size < 1)
  if (wrong !== undefined) return `the size of \`${wrong[0]}\` is ${wrong[1]}; expected a whole number above 0`
  const changed = { axes: mesh.axes.map(({ name, size }) => ({ name, size: sizes[name] ?? size })) }
  if (deviceCount(changed) >= mostDevices) return 'the mesh has more devices than can be counted'
  if (device !== undefined && findDevice(device, devices) === undefined) return `there is no device \`${device}\``
  if (topology !== undefined && !shape.test(topology))
    return `the topology is \`${topology}\`; expected sizes, such as \`4x8\``
  return undefined
}

/** What the text has is changed in place, what it lacks is stated behind its model. */
interface Made {
  readonly edits: readonly TextEdit[]
  readonly statements: readonly string[]
}

/** Of an axis that is stated twice the first counts. A file whose mesh is that of its model states one. */
function changeMesh({ file, mesh }: ChangeContext, sizes: NonNullable<Changes['mesh']>): Made {
  const changed = mesh.axes.filter(({ name, size }) => (sizes[name] ?? size) !== size)
  if (changed.length === 0) return { edits: [], statements: [] }
  if (file.mesh === undefined) {
    const axes = mesh.axes.map(({ name, size }) => `${name}: ${sizes[name] ?? size}`)
    return { edits: [], statements: [`mesh { ${axes.join(', ')} }`] }
  }
  const { axes } = file.mesh
  const edits = changed.flatMap(({ name }) => {
    const axis = axes.find((one) => one.name.text === name)
    return axis === undefined ? [] : [{ span: axis.sizeSpan, newText: `${sizes[name]}` }]
  })
  return { edits, statements: [] }
}

function changeDevice(context: ChangeContext, { device, topology }: Changes): Made {
  const { file, device: current } = context
  const { device: stated } = file
  const isOther = device !== undefined && device !== current.name
  if (stated === undefined) {
    const block = topology === undefined ? '' : ` { topology: ${topology} }`
    const isSaid = isOther || topology !== undefined
    return { edits: [], statements: isSaid ? [`device ${device ?? current.name}${block}`] : [] }
  }
  const edits = [
    ...(isOther ? [{ span: stated.name.span, newText: device }] : []),
    ...(topology === undefined ? [] : [changeTopology(context, stated, topology)]),
  ]
  return { edits, statements: [] }
}

function changeTopology(
  { sources }: ChangeContext,
  { span, name, overrides }: DeviceStatement,
  topology: string,
): TextEdit {
  const field = overrides.find((one) => one.name.text === 'topology')
  if (field !== undefined) return { span: field.value.span, newText: topology }
  const [first] = overrides
  // A block without a field, or none.
  if (first === undefined)
    return { span: { start: name.span.end, end: span.end }, newText: ` { topology: ${topology} }` }
  const at = first.span.start
  const [, indent] = /(\n[ \t]*)$/.exec(textAt(sources, { start: name.span.end, end: at })) ?? []
  return { span: { start: at, end: at }, newText: `topology: ${topology}${indent ?? ', '}` }
}

function state({ model, statements }: TacticsFile, texts: readonly string[]): TextEdit[] {
  if (texts.length === 0) return []
  const at = model?.span.end ?? statements[0]?.span.start ?? 0
  const text = texts.join('\n')
  return [{ span: { start: at, end: at }, newText: model === undefined ? `${text}\n` : `\n${text}` }]
}
