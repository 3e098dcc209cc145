// Implements Analyzer: checks, mesh and device, the schedules, the active one first, and all problems of the tactics file.
import type { Problem } from '../base/problems'
import { bytes } from '../base/units'
import type { Device } from '../cost/devices'
import { findDevice, overrideDevice } from '../cost/devices'
import type { Mesh } from '../sharding/mesh'
import { checkTactics, firstOfEachName, mostMeshAxes } from '../tactics/checkTactics'
import type { KnownNames } from '../tactics/checkTactics'
import type { TacticsFile } from '../tactics/syntaxTree'
import type { Analysis, LoadedModel } from './analysis'
import type { AnalyzedSchedule, NamedSchedule } from './analyzeSchedule'
import { analyzeSchedule } from './analyzeSchedule'
import type { AnalyzeRequest, Analyzer, Outlook } from './analyzer'
import { applySchedule } from './applySchedule'
import type { Evaluator } from './evaluate'
import { createEvaluator, endAnalysis, figurePrefix, layeredOn, readingOnly } from './evaluate'
import { modelProblemsAt } from './findings'
import type { ToldBy } from './distinctProblems'
import { distinctProblems, tellSchedules } from './distinctProblems'
import type { DeviceFile } from './deviceFile'
import { pointAtEntry } from './deviceFile'
import { readDevice } from './readDevice'

/** An analyzer with nothing kept yet. Its results for one model are kept until another model is analysed. */
export function createAnalyzer(): Analyzer {
  let kept: { readonly model: LoadedModel; readonly evaluator: Evaluator } | undefined
  // Of questions about the same model.
  let aside: Evaluator | undefined
  const evaluatorOf = (model: LoadedModel): Evaluator => {
    if (kept?.model !== model) {
      kept = { model, evaluator: createEvaluator(model.program) }
      aside = undefined
    }
    return kept.evaluator
  }
  return {
    analyze: (request) => {
      const evaluator = evaluatorOf(request.model)
      const analysis = analyzeWith(evaluator, request)
      endAnalysis(evaluator)
      return analysis
    },
    consider: (request) => {
      const base = evaluatorOf(request.model)
      aside ??= layeredOn(base)
      const analysis = analyzeWith(aside, request)
      endAnalysis(aside)
      return analysis
    },
    forgetConsidered: () => {
      aside = undefined
    },
    glimpse: (request) => analyzeWith(layeredOn(evaluatorOf(request.model)), request),
    foresee: (request) => {
      const evaluator = kept?.model === request.model ? kept.evaluator : createEvaluator(request.model.program)
      return foreseeWith(readingOnly(evaluator), request)
    },
  }
}

/** The last step of one schedule alone. */
function foreseeWith(evaluator: Evaluator, request: AnalyzeRequest): Outlook | undefined {
  const { mesh, device } = placeOf(request)
  const schedules = schedulesOf(request.file)
  const named = schedules.find(({ name }) => name === request.inFull) ?? schedules[0]
  if (named === undefined) return undefined
  const { last } = applySchedule({ evaluator, request, mesh, device }, named.tactics)
  if (request.isCancelled?.() === true) return undefined
  return { figures: figurePrefix(evaluator, last, device).figures, memory: bytes(device.memory) }
}

/** Mesh and device that a request means. */
function placeOf({ file, model, mesh: wanted, deviceFile, device: override, overlap, deviceFigures }: AnalyzeRequest): {
  readonly mesh: Mesh
  readonly device: Device
  readonly problems: readonly Problem[]
} {
  const mesh = wanted === undefined ? meshOf(file, model) : { axes: wanted }
  const { value: known, problems } = readDevice({ file, mesh, devices: deviceFile?.devices, override })
  const overlapped = overlap === undefined ? known : { ...known, overlap }
  return { mesh, device: overrideDevice(overlapped, deviceFigures ?? [], 'what-if'), problems }
}

function analyzeWith(evaluator: Evaluator, request: AnalyzeRequest): Analysis | undefined {
  const { file } = request
  const { mesh, device, problems } = placeOf(request)
  const wanted = schedulesOf(file).filter(({ name }) => request.schedules?.includes(name) ?? true)
  const { inFull } = request
  const active = inFull === undefined ? undefined : (wanted.find(({ name }) => name === inFull) ?? wanted[0])
  const found = new Map<NamedSchedule, AnalyzedSchedule>()
  const place = { mesh, device, problems }
  const isAssumed = isDeviceAssumed(file, request.device, request.deviceFile?.devices)
  let told: ReadonlySet<number> = new Set()
  // A person looks at the active one.
  for (const named of [...wanted].sort((a, b) => Number(b === active) - Number(a === active))) {
    const isInFull = active === undefined || named === active
    const setting = { evaluator, request, mesh, device, isDeviceAssumed: isAssumed, told }
    const analysis = analyzeSchedule(setting, named, isInFull)
    if (analysis === undefined) return undefined
    if (named === active) told = tacticsWithReshards(analysis)
    found.set(named, analysis)
    if (named === active && wanted.length > 1) request.onFirst?.(gather(request, place, [analysis]))
  }
  return gather(
    request,
    place,
    wanted.flatMap((named) => found.get(named) ?? []),
  )
}

const toldBy = ({ value: { name, steps }, problems }: AnalyzedSchedule): ToldBy => ({
  name,
  tactics: steps.map(({ tactic }) => tactic),
  problems,
})

/** At tactics they are those of the schedule in full; those of the others stand at their names. */
const isReshard = ({ code }: Problem): boolean => code === 'cost.large-reshard'

/** Where the names of tactics begin that are said to bring about reshards that cost much. */
const tacticsWithReshards = ({ problems }: AnalyzedSchedule): ReadonlySet<number> =>
  new Set(problems.filter(isReshard).map(({ span }) => span.start))

function gather(
  request: AnalyzeRequest,
  { mesh, device, problems }: ReturnType<typeof placeOf>,
  analyses: readonly AnalyzedSchedule[],
): Analysis {
  const { file, model, deviceFile } = request
  const all: readonly Problem[] = [
    ...request.syntaxProblems,
    ...checkTactics(file, knownNames(request)),
    ...problems,
    ...pointAtEntry(file, deviceFile),
    ...(file.model === undefined ? [] : modelProblemsAt(model, file.model)),
    ...tellSchedules(analyses.map(toldBy), request.inFull === undefined ? () => false : isReshard),
  ]
  return {
    file,
    mesh,
    device,
    deviceFile,
    isDeviceAssumed: isDeviceAssumed(file, request.device, deviceFile?.devices),
    model,
    schedules: analyses.map(({ value }) => value),
    problems: distinctProblems(all),
    modelProblems: distinctProblems(analyses.flatMap(({ modelProblems }) => modelProblems)),
  }
}

/** Axes of the request stand in for those of the file, and the model's where the file has no mesh. */
export function knownNames({ mesh, file, model }: Pick<AnalyzeRequest, 'mesh' | 'file' | 'model'>): KnownNames {
  const axes = mesh ?? (file.mesh === undefined ? ownMesh(model)?.axes : undefined)
  return axes === undefined ? {} : { meshAxes: axes.map(({ name }) => name) }
}

const ownMesh = ({ shardings }: LoadedModel): LoadedModel['shardings']['meshes'][number] | undefined =>
  shardings.meshes.find(({ axes }) => axes.length > 0)

/**
 * Axes of the file, or of the model where the file has none. Sizes that are no positive integer, or with which device ids are no
 * exact integers any more, are reported elsewhere and count as 1.
 */
export function meshOf(file: TacticsFile, model: LoadedModel): Mesh {
  const own = ownMesh(model)
  return file.mesh === undefined && own !== undefined ? meshWithin(own.axes) : meshOfFile(file)
}

function meshWithin(axes: Mesh['axes']): Mesh {
  let devices = 1
  const fitting = axes.slice(0, mostMeshAxes).map(({ name, size }) => {
    const isExact = Number.isInteger(size) && size > 0 && devices * size <= Number.MAX_SAFE_INTEGER
    if (isExact) devices *= size
    return { name, size: isExact ? size : 1 }
  })
  return { axes: fitting }
}

function meshOfFile(file: TacticsFile): Mesh {
  const seen = new Set<string>()
  const axes = (file.mesh?.axes ?? []).flatMap(({ name, size }) => {
    if (seen.has(name.text)) return []
    seen.add(name.text)
    return [{ name: name.text, size }]
  })
  return meshWithin(axes)
}

/** The device of a name, or the file's with its own figures; with or without overlap, where that is said. */
export function deviceOf(
  file: TacticsFile,
  override: string | undefined,
  { overlap, devices }: { readonly overlap?: boolean | undefined; readonly devices?: readonly Device[] | undefined },
): Device {
  const device = readDevice({ file, mesh: meshOfFile(file), devices, override }).value
  return overlap === undefined ? device : { ...device, overlap }
}

/** What is wrong with a file whose model is not known. */
export function checkWithoutModel(file: TacticsFile, deviceFile: DeviceFile | undefined): Problem[] {
  const { problems } = readDevice({ file, mesh: meshOfFile(file), devices: deviceFile?.devices })
  return [...checkTactics(file), ...problems, ...pointAtEntry(file, deviceFile)]
}

/** Neither the file nor the request names a device that exists. */
export const isDeviceAssumed = (
  file: TacticsFile,
  override: string | undefined,
  devices: readonly Device[] | undefined,
): boolean => findDevice(override ?? file.device?.name.text ?? '', devices) === undefined

/** The schedules of a file; without any, one of all its tactics in order. */
export function schedulesOf(file: TacticsFile): NamedSchedule[] {
  const known = firstOfEachName(file.tactics)
  if (file.schedules.length === 0) return [{ name: 'default', schedule: undefined, tactics: known }]
  return firstOfEachName(file.schedules).map((schedule) => {
    const tactics = schedule.tactics.flatMap(({ text }) => known.find((tactic) => tactic.name.text === text) ?? [])
    return { name: schedule.name.text, schedule, tactics }
  })
}
