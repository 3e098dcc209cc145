// The analysis worker: reads models, parses tactics, analyses; one request at a time, in the order in which they come.
import { dirname, resolve } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { formatBytes } from '../base/format'
import type { Problem } from '../base/problems'
import type { Analysis, LoadedModel } from '../engine/analysis'
import { checkWithoutModel, createAnalyzer } from '../engine/analyze'
import type { AnalyzeRequest } from '../engine/analyzer'
import type { AutoQuestion, FoundStrategy } from '../engine/search/autoTactic'
import { loadModel } from '../engine/loadModel'
import { detachSnapshot, makeSnapshot } from '../engine/snapshot'
import type { Gathered } from '../tactics/includes'
import { gatherTactics } from '../tactics/includes'
import type { TacticsParser } from '../tactics/parseTactics'
import type { TacticsFile } from '../tactics/syntaxTree'
import { sourceAt } from '../tactics/sources'
import { createSearchAnswerer } from './answerSearch'
import { findDeviceFile } from './findDeviceFile'
import { loadTacticsParser } from './loadTacticsParser'
import type { AnalysisInput, ModelText, Stage, WorkerRequest, WorkerResponse, WorkerSetup } from './messages'
import { giveWay } from './priority'
import { readModelFile } from './readModelFile'
import { diskIncludes } from './readTacticsFile'
import { createAsked } from './askedQuestions'
import type { Question } from './questions'
import { answerWith, noAnswer } from './questions'
import { createTableSharer } from './shareTables'
import { isEnded, isOver } from './wishes'

const port = parentPort
if (port === null) throw new Error('the analysis worker runs in a worker thread')

giveWay()

const setup = workerData as WorkerSetup // only the server starts this file
const analyzer = createAnalyzer()
let parser: Promise<TacticsParser> | undefined

type FoundProblem = Omit<Problem, 'span'>

interface KnownModel {
  readonly key: string
  readonly model: LoadedModel
}

type Analyzed = Extract<WorkerResponse, { kind: 'analyzed' }>

const models = new Map<string, KnownModel>()
const mostModels = 4

const send = (response: WorkerResponse): void => port.postMessage(response)

const tables = createTableSharer(send)
const searches = createSearchAnswerer(send)

let queue = Promise.resolve()
let waiting = 0
port.on('message', (request: WorkerRequest) => {
  waiting++
  queue = queue
    .then(() => answer(request))
    .finally(() => {
      waiting--
      rest()
    })
})

/** While nothing waits, tables are made that the person may want next: those of the model read last before others. */
function rest(): void {
  setImmediate(() => {
    if (waiting === 0 && [...models.values()].reverse().some(tables.advance)) rest()
  })
}

/** Of the request under way. */
let begun = 0

async function answer(request: WorkerRequest): Promise<void> {
  try {
    begun = performance.now()
    if (isUnwanted(request)) send({ kind: 'cancelled', id: request.id })
    else if (request.kind === 'load') await answerLoad(request)
    else if (request.kind === 'search') await searches.answer(request)
    else if (request.kind === 'analyze') await answerAnalyze(request)
    else await answerQuestion(request)
  } catch (error) {
    send({
      kind: 'failed',
      id: request.id,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  }
}

type Analyzing = Exclude<WorkerRequest, { kind: 'load' | 'search' }>

const isUnwanted = (request: WorkerRequest): boolean =>
  request.kind === 'load' || request.kind === 'search' ? isEnded(request.wish) : isStale(request)

const isStale = (request: Analyzing): boolean =>
  isOver(request.wish, performance.now() - begun, request.kind === 'analyze' ? request.granted : 0)

const enter = (id: number, stage: Stage, modelKey?: string): void => send({ kind: 'stage', id, stage, modelKey })

async function answerLoad(request: WorkerRequest & { kind: 'load' }): Promise<void> {
  const found = await findModel(request.model, request)
  if ('problem' in found) {
    send({ kind: 'unreadable', id: request.id, problem: { ...found.problem, span: { start: 0, end: 0 } } })
  } else send({ kind: 'loaded', id: request.id, modelKey: found.key })
}

/** A request's texts, read: the tree, the model's path and the device file. */
interface ReadInput extends Gathered {
  readonly modelPath: string | undefined
  readonly devices: Awaited<ReturnType<typeof findDeviceFile>>
}

async function readInput(request: AnalysisInput): Promise<ReadInput> {
  parser ??= loadTacticsParser(setup)
  const main = { path: request.path, text: request.text }
  const gathered = await gatherTactics(main, diskIncludes(await parser, request.openTactics))
  const { model } = gathered.file
  const modelPath =
    model === undefined ? undefined : resolve(dirname(sourceAt(gathered.sources, model.span.start).path), model.path)
  const devices = await findDeviceFile({ ...request, folder: dirname(request.path), named: request.deviceFile })
  return { ...gathered, modelPath, devices }
}

/** An analysis that has taken this long when the active schedule is through shows that one before the others. */
const firstMilliseconds = 250

async function answerAnalyze(request: WorkerRequest & { kind: 'analyze' }): Promise<void> {
  const input = await readInput(request)
  const { file, sources, problems: syntaxProblems, modelPath, devices } = input
  const asked = createAsked(request.found)
  const finish = (answer: Pick<Analyzed, 'modelKey' | 'snapshot' | 'problems'>, isFirst = false): void =>
    send({
      kind: 'analyzed',
      id: request.id,
      modelPath,
      sources,
      deviceFile: devices && { ...devices.content, path: devices.path, text: devices.text },
      milliseconds: performance.now() - begun,
      isFirst,
      asked: [...asked.keys],
      questions: [...asked.open.values()],
      ...answer,
    })
  const fail = (problems: readonly Problem[]): void =>
    finish({
      modelKey: undefined,
      snapshot: undefined,
      problems: [...syntaxProblems, ...checkWithoutModel(file, devices?.content), ...problems],
    })
  if (modelPath === undefined || file.model === undefined) return fail([])
  const found = await findModel(openText(request, modelPath), request)
  if ('problem' in found) {
    const { code, message } = found.problem
    return fail([{ code, message: `\`${file.model.path}\` ${message}`, span: file.model.pathSpan }])
  }
  enter(request.id, 'analyzing', found.key)
  const show = (analysis: Analysis, isFirst: boolean): void => {
    const snapshot = detachSnapshot(makeSnapshot(analysis, request.active))
    tables.shareAnalysed(found)
    finish({ modelKey: found.key, snapshot, problems: snapshot.problems }, isFirst)
  }
  const onFirst = (analysis: Analysis): void => {
    if (performance.now() - begun > firstMilliseconds) show(analysis, true)
  }
  const engine = toEngine(request, input, found)
  const solve = (question: AutoQuestion): FoundStrategy | undefined => asked.solve(question, found.model)
  const analysis = analyzer.analyze({ ...engine, solve, onFirst })
  if (analysis === undefined) return send({ kind: 'cancelled', id: request.id })
  show(analysis, false)
}

async function answerQuestion(request: Question): Promise<void> {
  // Read again only where it has changed since.
  if (request.kind === 'sweep' && request.known !== undefined) models.set(request.known.path, request.known)
  const input = await readInput(request)
  const { modelPath } = input
  const found = modelPath === undefined ? undefined : await findModel(openText(request, modelPath), request)
  if (modelPath === undefined || found === undefined || 'problem' in found) return send(noAnswer(request))
  enter(request.id, 'analyzing', found.key)
  const engine = toEngine(request, input, found)
  const context = {
    analyzer,
    engine,
    sources: input.sources,
    modelPath,
    modelKey: found.key,
    milliseconds: () => performance.now() - begun,
  }
  const onProgress = (done: number, total: number): void => send({ kind: 'progress', id: request.id, done, total })
  const answer = answerWith(context, request, onProgress)
  send(isStale(request) ? { kind: 'cancelled', id: request.id } : answer)
}

const openText = (request: AnalysisInput, path: string): ModelText =>
  request.open.find((one) => one.path === path) ?? { path }

function toEngine(
  request: Analyzing,
  { file, problems, devices }: ReadInput,
  { key, model }: KnownModel,
): AnalyzeRequest {
  return {
    identity: `${key} ${request.tripCount}`,
    solve: (question) => request.found.get(question.key),
    file,
    syntaxProblems: problems,
    model,
    deviceFile: devices?.content,
    // The first schedule, when none is chosen.
    inFull: request.active ?? '',
    applied: request.applied,
    isCancelled: () => isStale(request),
    withoutModule: !request.moduleShardings,
    ...(request.overlap && !saysOverlap(file) ? { overlap: true } : {}),
    ...(request.device === '' || file.device !== undefined ? {} : { device: request.device }),
  }
}

type ModelSettings = Pick<Exclude<WorkerRequest, { kind: 'search' }>, 'id' | 'tripCount' | 'largestModel'>

const saysOverlap = ({ device }: TacticsFile): boolean =>
  device?.overrides.some(({ name }) => name.text === 'overlap') === true

/** The model as it is now; sent to the main thread when it is new. */
async function findModel(text: ModelText, settings: ModelSettings): Promise<KnownModel | { problem: FoundProblem }> {
  const { path, open } = text
  const { id, tripCount, largestModel } = settings
  const kept = models.get(path)
  const known = kept?.model.program.assumedTrips === tripCount ? kept : undefined
  if (open !== undefined) {
    const key = `${path}@${open.version}`
    return known?.key === key ? known : load(id, { path, key, bytes: open.bytes }, tripCount)
  }
  enter(id, 'reading')
  const file = await readModelFile(path, largestModel, known === undefined ? undefined : stampOf(known.key))
  if (file.kind === 'unchanged' && known !== undefined) return known
  if (file.kind !== 'text')
    return { problem: file.kind === 'problem' ? file : { code: 'model.missing', message: 'cannot be read' } }
  return load(id, { path, key: `${path}#${file.stamp}`, bytes: file.bytes }, tripCount)
}

interface ModelBytes {
  readonly path: string
  readonly key: string
  readonly bytes: Uint8Array
}

function load(id: number, { path, key, bytes }: ModelBytes, tripCount: number): KnownModel | { problem: FoundProblem } {
  if (setup.exhausting.includes(key)) return { problem: exhausted(bytes.length) }
  enter(id, 'loading', key)
  return remember(path, key, loadModel(bytes, tripCount))
}

const exhausted = (bytes: number): FoundProblem => ({
  code: 'model.out-of-memory',
  message: `has ${formatBytes(bytes)}; its analysis ran out of memory and is not tried again until the file changes or the analysis is restarted`,
})

const stampOf = (key: string): string => key.slice(key.lastIndexOf('#') + 1)

function remember(path: string, key: string, model: LoadedModel): KnownModel {
  const known = { key, model }
  models.delete(path)
  models.set(path, known)
  for (const oldest of models.keys()) if (models.size > mostModels) models.delete(oldest)
  send({ kind: 'model', key, path, model: known.model })
  return known
}
