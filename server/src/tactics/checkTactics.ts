// Names and values of a tactics file that need no model: one definition each, known axes, tactics, sizes. The device
// statement is the engine's to check, which knows the devices.
import type { Problem, Span } from '../base/problems'
import { checkTactic, checkTwice, problemAt } from './checkTactic'
import { printNearestOrAll } from './nearestNames'
import type { MeshStatement, Schedule, Statement, Tactic, TacticsFile } from './syntaxTree'

export interface KnownNames {
  /** Axes of a mesh that is used in place of the file's own. */
  readonly meshAxes?: readonly string[] | undefined
}

/** Most axes of a mesh: sets of axes are bits of an integer. */
export const mostMeshAxes = 30

/**
 * Problems in order of place; spans are the exact names. A second model, mesh or device is the parser's to report. Of
 * included tactics that no schedule uses nothing is said: a shared file may hold tactics for other meshes.
 */
export function checkTactics(file: TacticsFile, known: KnownNames = {}): Problem[] {
  const axes = known.meshAxes ?? file.mesh?.axes.map(({ name }) => name.text)
  const isOwn = isOwnOf(file)
  const isUsed = isUsedIn(file)
  const concerning = file.tactics.filter((tactic) => isOwn(tactic) || isUsed(tactic))
  const problems = [
    ...checkHead(file, known),
    ...(file.mesh === undefined ? [] : checkMesh(file.mesh)),
    ...concerning.flatMap((tactic) => checkTactic(tactic, axes)),
    ...checkTwice('tactic', file.tactics),
    ...checkTwice('schedule', file.schedules),
    ...file.schedules.flatMap((schedule) => checkSchedule(schedule, file)),
    ...file.tactics.filter((tactic) => isOwn(tactic) && !isUsed(tactic)).map(unusedTactic),
  ]
  return problems.sort((a, b) => a.span.start - b.span.start)
}

/** Of a name that is defined twice the first counts. */
export function firstOfEachName<T extends { readonly name: { readonly text: string } }>(items: readonly T[]): T[] {
  const seen = new Set<string>()
  return items.filter(({ name }) => !seen.has(name.text) && seen.add(name.text).size > 0)
}

const isOwnOf =
  ({ ownEnd }: TacticsFile) =>
  ({ span }: Statement): boolean =>
    span.start <= ownEnd

function checkHead(file: TacticsFile, known: KnownNames): Problem[] {
  const problems: Problem[] = []
  if (file.model === undefined) {
    const message = 'the file names no model; expected `model "file.mlir"`'
    problems.push(problemAt('tactics.no-model', keywordSpan(file.statements[0]), message))
  }
  if (file.mesh === undefined && file.tactics.length > 0 && known.meshAxes === undefined) {
    const message = 'the file has no mesh; expected for example `mesh { batch: 16, model: 2 }`'
    problems.push(
      problemAt('tactics.no-mesh', keywordSpan(file.tactics.find(isOwnOf(file)) ?? file.statements[0]), message),
    )
  }
  return problems
}

/** A statement begins with its kind. */
function keywordSpan(statement: Statement | undefined): Span {
  if (statement === undefined) return { start: 0, end: 0 }
  return { start: statement.span.start, end: statement.span.start + statement.kind.length }
}

function checkMesh(mesh: MeshStatement): Problem[] {
  const problems = checkTwice('axis', mesh.axes)
  const { headSpan, axes } = mesh
  if (axes.length === 0) {
    problems.push(problemAt('tactics.no-mesh', headSpan, 'the mesh has no axes; expected for example `batch: 16`'))
  }
  const beyond = axes[mostMeshAxes]
  if (beyond !== undefined) {
    const message = `the mesh has ${axes.length} axes; at most ${mostMeshAxes} are supported`
    problems.push(problemAt('tactics.bad-value', beyond.name.span, message))
  }
  let devices = 1
  for (const { name, size, sizeSpan } of axes) {
    if (!Number.isInteger(size) || size < 1) {
      const message = `axis \`${name.text}\` has size ${size}; expected an integer of at least 1`
      problems.push(problemAt('tactics.bad-value', sizeSpan, message))
      continue
    }
    const isFirst = devices <= Number.MAX_SAFE_INTEGER
    devices *= size
    // Device ids stay exact integers.
    if (isFirst && devices > Number.MAX_SAFE_INTEGER) {
      const message = `with size ${size} of \`${name.text}\` the mesh has more than 2^53 devices`
      problems.push(problemAt('tactics.bad-value', sizeSpan, message))
    }
  }
  return problems
}

function checkSchedule(schedule: Schedule, file: TacticsFile): Problem[] {
  const tactics = file.tactics.map(({ name }) => name.text)
  const isSchedule = (text: string): boolean => file.schedules.some(({ name }) => name.text === text)
  const seen = new Set<string>()
  return schedule.tactics.flatMap(({ text, span }) => {
    if (seen.has(text)) {
      const message = `\`${text}\` stands twice in schedule \`${schedule.name.text}\`; a tactic is applied once`
      return [problemAt('tactics.bad-value', span, message)]
    }
    seen.add(text)
    if (tactics.includes(text)) return []
    if (text === schedule.name.text) {
      const message = `schedule \`${text}\` names itself; a schedule is a list of tactics`
      return [problemAt('tactics.unknown-name', span, message)]
    }
    if (isSchedule(text)) {
      const message = `\`${text}\` is a schedule; a schedule is a list of tactics and cannot hold another one`
      return [problemAt('tactics.unknown-name', span, message)]
    }
    const message = `no tactic \`${text}\`${printNearestOrAll(text, tactics)}`
    return [problemAt('tactics.unknown-name', span, message)]
  })
}

/** Whether some schedule names a tactic; a file without schedules uses all. */
function isUsedIn({ schedules }: TacticsFile): (tactic: Tactic) => boolean {
  const used = new Set(schedules.flatMap(({ tactics }) => tactics.map(({ text }) => text)))
  return ({ name }) => schedules.length === 0 || used.has(name.text)
}

const unusedTactic = ({ name }: Tactic): Problem =>
  problemAt('tactics.unused-tactic', name.span, `no schedule uses \`${name.text}\``)
