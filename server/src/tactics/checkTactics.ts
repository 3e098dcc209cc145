// Names and values of a tactics file that need no model: one definition each, known axes, tactics, devices, sizes.
import type { DiagnosticCode } from '../base/diagnostics'
import type { Problem, Span } from '../base/problems'
import { printNearest } from './nearestNames'
import type { Name, Schedule, Tactic, TacticsFile } from './syntaxTree'

export interface KnownNames {
  readonly deviceNames: readonly string[]
  /** Fields that a device block may override. */
  readonly deviceFields: readonly string[]
}

/** Problems in file order of their checks; spans are the exact names. */
export function checkTactics(file: TacticsFile, known: KnownNames): Problem[] {
  return [
    ...checkHead(file),
    ...checkMesh(file),
    ...checkDevice(file, known),
    ...file.tactics.flatMap((tactic) => checkTactic(tactic, file)),
    ...checkTwice(
      'tactic',
      file.tactics.map(({ name }) => name),
    ),
    ...checkTwice(
      'schedule',
      file.schedules.map(({ name }) => name),
    ),
    ...file.schedules.flatMap((schedule) => checkSchedule(schedule, file)),
    ...checkUnused(file),
  ]
}

const problem = (code: DiagnosticCode, span: Span, message: string): Problem => ({ code, span, message })

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

function checkHead(file: TacticsFile): Problem[] {
  const start = file.statements[0]?.span.start ?? 0
  const place = { start, end: start }
  const problems: Problem[] = []
  if (file.model === undefined)
    problems.push(problem('tactics.no-model', place, 'the file names no model; expected `model "file.mlir"`'))
  if (file.mesh === undefined && file.tactics.length > 0) {
    problems.push(
      problem('tactics.no-mesh', place, 'the file has no mesh; expected for example `mesh { batch: 16, model: 2 }`'),
    )
  }
  return problems
}

/** Device ids stay exact integers. */
const mostDevices = Number.MAX_SAFE_INTEGER

function checkMesh(file: TacticsFile): Problem[] {
  const { mesh } = file
  if (mesh === undefined) return []
  const problems = checkTwice(
    'axis',
    mesh.axes.map(({ name }) => name),
  )
  if (mesh.axes.length === 0)
    problems.push(problem('tactics.no-mesh', mesh.span, 'the mesh has no axes; expected for example `batch: 16`'))
  for (const { name, size, sizeSpan } of mesh.axes) {
    if (Number.isInteger(size) && size >= 1 && size <= mostDevices) continue
    problems.push(
      problem(
        'tactics.bad-value',
        sizeSpan,
        `axis \`${name.text}\` has size ${size}; expected an integer of at least 1`,
      ),
    )
  }
  return problems
}

function checkDevice(file: TacticsFile, known: KnownNames): Problem[] {
  const { device } = file
  if (device === undefined) return []
  const problems: Problem[] = []
  if (!known.deviceNames.includes(device.name.text)) {
    const near = printNearest(device.name.text, known.deviceNames)
    const message = `no device \`${device.name.text}\`${near === '' ? `; there are ${quoted(known.deviceNames)}` : near}`
    problems.push(problem('tactics.unknown-device', device.name.span, message))
  }
  for (const { name, value } of device.overrides) {
    if (!known.deviceFields.includes(name.text)) {
      const message = `a device has no field \`${name.text}\`; it has ${quoted(known.deviceFields)}`
      problems.push(problem('tactics.unknown-field', name.span, message))
    } else if (value.kind !== 'quantity' || value.value <= 0) {
      problems.push(problem('tactics.bad-value', value.span, `\`${name.text}\` takes a positive number`))
    }
  }
  return problems
}

function checkTwice(what: string, names: readonly Name[]): Problem[] {
  const first = new Map<string, Name>()
  return names.flatMap((name) => {
    const known = first.get(name.text)
    if (known === undefined) {
      first.set(name.text, name)
      return []
    }
    const related = [{ span: known.span, message: 'the first definition, which counts' }]
    return [{ ...problem('tactics.redefined', name.span, `${what} \`${name.text}\` is defined twice`), related }]
  })
}

function checkTactic(tactic: Tactic, file: TacticsFile): Problem[] {
  const axes = file.mesh?.axes.map(({ name }) => name.text) ?? []
  const problems = tactic.axes.flatMap(({ text, span }) => {
    if (file.mesh === undefined || axes.includes(text)) return []
    const near = printNearest(text, axes)
    return [
      problem(
        'tactics.unknown-axis',
        span,
        `the mesh has no axis \`${text}\`${near === '' ? `; it has ${quoted(axes)}` : near}`,
      ),
    ]
  })
  const second = tactic.axes[1]
  if (!tactic.isAutomatic && second !== undefined) {
    problems.push(
      problem('tactics.bad-value', second.span, 'a manual tactic is on one axis; only `auto` takes several'),
    )
  }
  return problems
}

function checkSchedule(schedule: Schedule, file: TacticsFile): Problem[] {
  const tactics = file.tactics.map(({ name }) => name.text)
  const schedules = file.schedules.map(({ name }) => name.text)
  const seen = new Set<string>()
  return schedule.tactics.flatMap(({ text, span }) => {
    if (seen.has(text))
      return [
        problem(
          'tactics.bad-value',
          span,
          `\`${text}\` stands twice in this schedule; the second time it has no effect`,
        ),
      ]
    seen.add(text)
    if (tactics.includes(text)) return []
    if (text === schedule.name.text) {
      return [
        problem('tactics.unknown-name', span, `schedule \`${text}\` names itself; a schedule is a list of tactics`),
      ]
    }
    if (schedules.includes(text))
      return [problem('tactics.unknown-name', span, `\`${text}\` is a schedule; a schedule is a list of tactics`)]
    const near = printNearest(text, tactics)
    const there = near === '' && tactics.length > 0 ? `; there are ${quoted(tactics)}` : near
    return [problem('tactics.unknown-name', span, `no tactic \`${text}\`${there}`)]
  })
}

function checkUnused(file: TacticsFile): Problem[] {
  if (file.schedules.length === 0) return []
  const used = new Set(file.schedules.flatMap((schedule) => schedule.tactics.map(({ text }) => text)))
  return file.tactics.flatMap(({ name }) =>
    used.has(name.text) ? [] : [problem('tactics.unused-tactic', name.span, `no schedule uses \`${name.text}\``)],
  )
}
