// What panels ask for: reports of a file or of changes that are only thought of, sweeps, comparisons, places, changes written.
import type { CancellationToken } from 'vscode-languageserver/node'
import { changeEdits } from '../../ide/changeEdits'
import { applyEdits } from '../../ide/fixes/edits'
import type { Changes } from '../../protocol/costs'
import type {
  CostsAnswer,
  CostsParams,
  DifferenceAnswer,
  DifferenceParams,
  LocateAnswer,
  LocateParams,
  SetAppliedParams,
  SweepAnswer,
  SweepParams,
  SweepProgressParams,
  WriteChangesParams,
} from '../../protocol/panelRequests'
import {
  costsRequest,
  differenceRequest,
  keyOfReport,
  locateRequest,
  setAppliedRequest,
  sweepProgressNotification,
  sweepRequest,
  writeChangesRequest,
} from '../../protocol/panelRequests'
import type { Answer } from '../../worker/analysisClient'
import type { AnalysisInput, SharedModel } from '../../worker/messages'
import type { FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'
import type { SessionRunner } from '../session'
import type { SessionResult } from '../sessionResult'
import { createLocator } from '../tacticsViews'
import { toChanges } from '../workspaceEdits'
import { locatePlace } from './places'
import { basisOf } from './reportBasis'

export function registerPanels(host: FeatureHost): void {
  const { connection, workspace } = host
  const none: CostsAnswer = { kind: 'none' }
  connection.onRequest(
    costsRequest,
    guarded(host, none, (params: CostsParams) => costs(host, params)),
  )
  connection.onRequest(
    setAppliedRequest,
    guarded(host, null, async ({ uri, applied }: SetAppliedParams) => {
      const runner = workspace.findRunner(uri)
      await runner?.settled()
      runner?.setApplied(applied)
      await runner?.settled()
      return null
    }),
  )
  connection.onRequest(
    differenceRequest,
    guarded(host, null, (params: DifferenceParams) => compare(host, params)),
  )
  connection.onRequest(
    locateRequest,
    guarded(host, null, (params: LocateParams): LocateAnswer => locatePlace(host, params)),
  )
  connection.onRequest(
    writeChangesRequest,
    guarded(host, 'the change could not be made', (params: WriteChangesParams) => writeChanges(host, params)),
  )
  connection.onRequest(sweepRequest, (params: SweepParams, token: CancellationToken) =>
    guarded<SweepParams, SweepAnswer>(host, { message: 'the sweep failed' }, () => sweep(host, params, token))(params),
  )
}

/** A session whose figures are those of its text. */
export interface Settled {
  readonly runner: SessionRunner
  readonly result: SessionResult & { readonly snapshot: NonNullable<SessionResult['snapshot']> }
}

export async function settledOf({ workspace }: FeatureHost, uri: string): Promise<Settled | undefined> {
  const runner = workspace.findRunner(uri)
  await runner?.settled()
  const { result, state } = runner?.session ?? {}
  const snapshot = result?.snapshot
  if (runner === undefined || result === undefined || snapshot === undefined || state !== 'fresh') return undefined
  return { runner, result: { ...result, snapshot } }
}

/** The report follows the figures: hints are there before it is asked for. */
async function costs(host: FeatureHost, { uri, changes, schedule, known = [] }: CostsParams): Promise<CostsAnswer> {
  const settled = await settledOf(host, uri)
  if (settled === undefined) return { kind: 'none' }
  const texts = changes === undefined ? undefined : changedTexts(settled, changes)
  if (typeof texts === 'string') return { kind: 'refused', message: texts }
  const { runner, result } = settled
  const input = runner.inputWith(texts)
  const basis = basisOf(result, input, changes)
  if (schedule !== undefined) return costsAhead(host, { ...input, active: schedule, applied: undefined }, basis)
  const { active, applied } = result.snapshot
  const key = keyOfReport({ basis, schedule: active?.name ?? '', applied })
  if (known.includes(key)) return { kind: 'known', key }
  const purpose = texts === undefined ? 'shown' : 'whatIf'
  return answerCosts(await host.workspace.client.request({ kind: 'costs', purpose, basis, ...input }))
}

const costsAhead = async (host: FeatureHost, input: AnalysisInput, basis: string): Promise<CostsAnswer> =>
  answerCosts(await host.workspace.client.request({ kind: 'costs', purpose: 'ahead', basis, ...input }))

function answerCosts(answer: Answer): CostsAnswer {
  if (answer.kind === 'failed') return { kind: 'refused', message: firstLine(answer.message) }
  if (answer.kind !== 'costs' || answer.report === undefined) return { kind: 'none' }
  return { kind: 'report', report: answer.report }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** The texts of the session with the changes made, or why that cannot be. */
function changedTexts({ result }: Settled, changes: Changes): readonly string[] | string {
  const edits = changeEdits({ ...result.snapshot, sources: result.sources }, changes)
  return typeof edits === 'string' ? edits : applyEdits(result.sources, edits)
}

async function compare(host: FeatureHost, { uri, from, to }: DifferenceParams): Promise<DifferenceAnswer> {
  const settled = await settledOf(host, uri)
  if (settled === undefined) return null
  const input = settled.runner.inputWith(undefined)
  const answer = await host.workspace.client.request({ kind: 'difference', from, to, ...input })
  return answer.kind === 'difference' ? (answer.difference ?? null) : null
}

/** On a worker of its own, which ends with it: typing waits for nothing, and its memory is given back. */
async function sweep(host: FeatureHost, { uri, devices }: SweepParams, token: CancellationToken): Promise<SweepAnswer> {
  const settled = await settledOf(host, uri)
  if (settled === undefined) return { message: 'there are no figures to sweep' }
  if (!Number.isSafeInteger(devices) || devices < 1)
    return { message: `the number of devices is ${devices}; expected a whole number above 0` }
  const worker = host.startWorker()
  const controller = new AbortController()
  token.onCancellationRequested(() => controller.abort())
  if (token.isCancellationRequested) controller.abort()
  try {
    const answer = await worker.request(
      { kind: 'sweep', devices, known: shareModel(settled.result), ...settled.runner.inputWith(undefined) },
      {
        signal: controller.signal,
        onProgress: (done, total) => {
          const progress: SweepProgressParams = { uri, done, total }
          void host.connection.sendNotification(sweepProgressNotification, progress)
        },
      },
    )
    if (answer.kind === 'failed') return { message: firstLine(answer.message) }
    if (answer.kind !== 'sweep') return null
    return typeof answer.result === 'string' ? { message: answer.result } : answer.result
  } finally {
    void worker.dispose()
  }
}

function shareModel({ model, modelPath, modelKey }: SessionResult): SharedModel | undefined {
  if (model === undefined || modelPath === undefined || modelKey === undefined) return undefined
  return { path: modelPath, key: modelKey, model }
}

/** Returns in words why it was not done, or null. */
async function writeChanges(host: FeatureHost, { uri, changes }: WriteChangesParams): Promise<string | null> {
  const settled = await settledOf(host, uri)
  if (settled === undefined) return 'the file has no figures'
  const { snapshot, sources } = settled.result
  const edits = changeEdits({ ...snapshot, sources }, changes)
  if (typeof edits === 'string') return edits
  if (edits.length === 0) return null
  const edit = { changes: toChanges(edits, sources, createLocator({ sources }, host.workspace)) }
  const answer = await host.connection.workspace.applyEdit({ label: 'Write what-if', edit })
  return answer.applied ? null : (answer.failureReason ?? 'the editor did not make the change')
}
