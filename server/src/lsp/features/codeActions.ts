// Code actions: fixes of problems and refactorings, with what they do to the active schedule in their titles.
import type { CodeAction, CodeActionParams, Location, Range, WorkspaceEdit } from 'vscode-languageserver/node'
import { CodeActionTriggerKind } from 'vscode-languageserver/node'
import type { Span } from '../../base/problems'
import type { Candidate } from '../../ide/fixes/fix'
import type { DraftGroup, Offer } from '../../ide/fixes/offer'
import { candidatesToSimulate, draftModelFixes, finishOffers } from '../../ide/fixes/offer'
import { modelProblems } from '../../ide/modelProblems'
import type { TacticsSource } from '../../tactics/sources'
import { rangeOf, textPositionsOf, toDiagnostic } from '../convert'
import type { FeatureHost } from '../featureHost'
import { currentModel, guarded } from '../featureHost'
import type { Foresight } from '../foresight'
import type { SessionRunner } from '../session'
import { createLocator } from '../tacticsViews'
import { uriOf } from '../uris'
import { toChanges } from '../workspaceEdits'
import { contextOf } from './fixContext'
import { foreseeFixes } from './fixesAhead'
import type { ScheduleDrafts } from './scheduleDrafts'
import { createScheduleDrafts } from './scheduleDrafts'

export function registerCodeActions(host: FeatureHost, foresight: Foresight): void {
  const kit = { foresight, scheduleDrafts: createScheduleDrafts() }
  host.onSession(foreseeFixes(host, kit.foresight, kit.scheduleDrafts))
  host.connection.onCodeAction(guarded(host, [], (params) => actionsAt(host, kit, params)))
}

interface Kit {
  readonly foresight: Foresight
  readonly scheduleDrafts: ScheduleDrafts
}

async function actionsAt(host: FeatureHost, kit: Kit, params: CodeActionParams): Promise<CodeAction[]> {
  const { uri } = params.textDocument
  const menu =
    host.documents.get(uri)?.languageId === 'tactics'
      ? await menuInTactics(host, kit.scheduleDrafts, uri, params.range)
      : await menuInModel(host, uri, params.range)
  if (menu === undefined) return []
  const { runner } = menu
  const isKindWanted = ({ kind }: Candidate): boolean => isWanted(kind, params.context.only)
  const groups = menu.groups.map((group) => ({
    ...group,
    drafts: group.drafts.filter(({ candidates }) => candidates.some(isKindWanted)),
  }))
  const isAsked = params.context.triggerKind !== CodeActionTriggerKind.Automatic
  const patience = isAsked ? menuPatience : lampPatience
  const asked = groups.map(({ schedule, drafts }) => ({ schedule, candidates: candidatesToSimulate(drafts) }))
  const after = runner === undefined ? new Map() : await kit.foresight.look(runner, asked, patience)
  return groups
    .flatMap((group) => finishOffers(group, after))
    .filter(({ candidate }) => isKindWanted(candidate))
    .map((offer) => toAction(offer, menu))
}

/** How long a menu waits for figures that are not known yet: one that opens later than this feels slow. Milliseconds. */
const menuPatience = 250

/** The same where the editor asks by itself, to show that there is a menu: nobody waits for that. */
const lampPatience = 1000

/** `refactor` asks for `refactor.extract` too. */
const isWanted = (kind: string, only: readonly string[] | undefined): boolean =>
  only === undefined || only.some((one) => kind === one || kind.startsWith(`${one}.`))

interface Menu {
  /** The session that the edits are of; undefined where there is none. */
  readonly runner: SessionRunner | undefined
  readonly groups: readonly DraftGroup[]
  /** Places of problems. */
  readonly placeOf: (span: Span) => Location
  /** Places of edits: in the session's files. */
  readonly editPlaceOf: (span: Span) => Location
  /** The session's texts. */
  readonly sources: readonly TacticsSource[]
}

/** How long an analysis under way is waited for. Milliseconds. */
const analysisPatience = 200

async function menuInTactics(
  host: FeatureHost,
  scheduleDrafts: ScheduleDrafts,
  uri: string,
  range: Range,
): Promise<Menu | undefined> {
  const runner = host.workspace.findRunner(uri)
  if (runner === undefined) return undefined
  await Promise.race([runner.settled(), new Promise((resolve) => setTimeout(resolve, analysisPatience).unref())])
  const context = await contextOf(host, runner)
  const source = context?.sources.find(({ path }) => path === host.workspace.pathOf(uri))
  // Offsets of an older text would be those of something else.
  if (context === undefined || source?.text !== host.documents.get(uri)?.getText()) return undefined
  if (source === undefined) return undefined
  const positions = textPositionsOf(source.text)
  const selection = {
    start: source.start + positions.offset(range.start),
    end: source.start + positions.offset(range.end),
  }
  const locate = createLocator(context, host.workspace)
  return {
    runner,
    groups: await scheduleDrafts.at(runner, context, selection),
    placeOf: locate,
    editPlaceOf: locate,
    sources: context.sources,
  }
}

async function menuInModel(host: FeatureHost, uri: string, range: Range): Promise<Menu | undefined> {
  const current = currentModel(host, uri)
  if (current === undefined) return undefined
  const { view, positions } = current
  const modelPath = host.workspace.pathOf(uri)
  const runner = host.workspace.findSessionOf(modelPath)
  const tactics = runner === undefined ? undefined : await contextOf(host, runner)
  const selection = { start: positions.offset(range.start), end: positions.offset(range.end) }
  const problems = modelProblems(view.model, view.figures)
  const drafts = draftModelFixes({ model: view.model, modelPath, tactics }, problems, selection)
  const placeOf = (span: Span): Location => ({ uri, range: rangeOf(span, positions) })
  return {
    runner,
    groups: [{ schedule: undefined, drafts, before: runner?.session.result?.snapshot?.active?.final }],
    placeOf,
    // Without a session there is no file to edit, only files to make.
    editPlaceOf: tactics === undefined ? placeOf : createLocator(tactics, host.workspace),
    sources: tactics?.sources ?? [],
  }
}

function toAction({ candidate, title, problems }: Offer, menu: Menu): CodeAction {
  return {
    title,
    kind: candidate.kind,
    ...(problems.length === 0 ? {} : { diagnostics: problems.map((one) => toDiagnostic(one, menu.placeOf)) }),
    ...(candidate.isPreferred === true ? { isPreferred: true } : {}),
    edit: toWorkspaceEdit(candidate, menu),
  }
}

function toWorkspaceEdit({ edits, newFiles = [] }: Candidate, { editPlaceOf, sources }: Menu): WorkspaceEdit {
  const changes = toChanges(edits, sources, editPlaceOf)
  if (newFiles.length === 0) return { changes }
  const start = { line: 0, character: 0 }
  return {
    documentChanges: [
      ...newFiles.flatMap(({ path, text }) => [
        { kind: 'create' as const, uri: uriOf(path) },
        { textDocument: { uri: uriOf(path), version: null }, edits: [{ range: { start, end: start }, newText: text }] },
      ]),
      ...Object.entries(changes).map(([uri, own]) => ({ textDocument: { uri, version: null }, edits: own })),
    ],
  }
}
