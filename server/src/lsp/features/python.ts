// Features of Python files that a model was traced from: hints, hovers; from an operation of the model to its line.
import { basename, dirname, join } from 'node:path'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Hover, InlayHint, Location, Range } from 'vscode-languageserver/node'
import { MarkupKind } from 'vscode-languageserver/node'
import { numberedSteps } from '../../engine/analysis'
import { lineOfNode } from '../../engine/sourceLines'
import { indexProgram, nodesOf } from '../../engine/modelIndex'
import { findCapturable, scriptName, writeCaptureScript } from '../../ide/python/captureScript'
import type { PythonFigures } from '../../ide/python/pythonHints'
import { pythonHints } from '../../ide/python/pythonHints'
import type { PythonBasis } from '../../ide/python/pythonHover'
import { pythonHover } from '../../ide/python/pythonHover'
import { findOperationAt } from '../../mlir/find'
import type { CaptureScript, CaptureScriptParams } from '../../protocol/capture'
import { captureScriptRequest } from '../../protocol/capture'
import { locate } from '../../tactics/sources'
import { textPositionsOf } from '../convert'
import type { Asked, FeatureHost } from '../featureHost'
import { currentModel, guarded } from '../featureHost'
import { findModule } from '../python/findModule'
import type { PythonSession } from '../python/pythonSources'
import type { Session } from '../session'
import { slashed, uriOf } from '../uris'

export function registerPython(host: FeatureHost): void {
  host.connection.onImplementation(guarded(host, [], (asked) => sourceOf(host, asked)))
  host.connection.onRequest(
    captureScriptRequest,
    guarded(host, null, (params: CaptureScriptParams) => captureScriptFor(host, params)),
  )
}

export async function pythonHintsOf(host: FeatureHost, document: TextDocument, range: Range): Promise<InlayHint[]> {
  const { hints } = host.settings().python
  const figured = hints === 'off' ? undefined : await figure(host, document)
  if (figured === undefined) return []
  const { view } = figured.python
  return pythonHints(figured.python, hints)
    .filter(({ line }) => line >= range.start.line && line <= range.end.line)
    .map(({ line, label, tooltip }) => ({
      position: { line, character: view.lines[line]?.length ?? 0 },
      label: `\u00a0${label}`,
      paddingLeft: true,
      tooltip,
    }))
}

export async function pythonHoverAt(host: FeatureHost, document: TextDocument, line: number): Promise<Hover | null> {
  const figured = host.settings().python.hints === 'off' ? undefined : await figure(host, document)
  if (figured === undefined) return null
  const value = pythonHover(figured.python, basisOf(host, figured.session), line)
  if (value === undefined) return null
  const end = figured.python.view.lines[line]?.length ?? 0
  const range = { start: { line, character: 0 }, end: { line, character: end } }
  return { contents: { kind: MarkupKind.Markdown, value }, range }
}

interface Figured extends PythonSession {
  readonly python: PythonFigures
}

async function figure(host: FeatureHost, document: TextDocument): Promise<Figured | undefined> {
  const path = host.workspace.pathOf(document.uri)
  const found = host.python.find(path)
  const { modelPath, snapshot } = found?.session.result ?? {}
  if (found === undefined || modelPath === undefined || snapshot?.evaluation === undefined) return undefined
  const view = await host.traced.view(path, modelPath, document.getText())
  const python = { evaluation: snapshot.evaluation, lines: found.lines, path: slashed(path), view }
  return { ...found, python }
}

function basisOf(host: FeatureHost, { path, result }: Session): PythonBasis {
  const { snapshot, modelPath = '', sources = [] } = result ?? {}
  const active = snapshot?.active
  const tacticLink = (name: string): string | undefined => {
    const tactic = snapshot?.file.tactics.find((one) => one.name.text === name)
    if (tactic === undefined || sources.length === 0) return undefined
    const { source, span } = locate(sources, tactic.name.span)
    return `${host.workspace.addressOf(source.path)}#L${textPositionsOf(source.text).at(span.start).line + 1}`
  }
  return {
    schedule: active?.name ?? '',
    tactics: numberedSteps(active?.steps ?? []).map(({ tactic }) => tactic),
    tacticsFile: basename(path),
    modelFile: basename(modelPath),
    modelLink: (line) => `${host.workspace.addressOf(modelPath)}#L${line}`,
    tacticLink,
    sourceLink: (source, line) => `${uriOf(source)}#L${line}`,
  }
}

/** The line that an operation of the model was traced from, the innermost one of the workspace. */
function sourceOf(host: FeatureHost, { textDocument: { uri }, position }: Asked): Location[] {
  const model = currentModel(host, uri)
  if (model === undefined) return []
  const { program, module } = model.view.model
  const operation = findOperationAt(module.columns, model.positions.offset(position))
  const [node] = operation < 0 ? [] : nodesOf(indexProgram(program), operation)
  const lines = host.python.linesOfProgram(program)
  const place = node === undefined || lines === undefined ? undefined : lines.lines[lineOfNode(lines, node)]
  if (place === undefined) return []
  const start = { line: place.line - 1, character: 0 }
  return [{ uri: uriOf(place.path), range: { start, end: start } }]
}

async function captureScriptFor(
  host: FeatureHost,
  { uri, text, line }: CaptureScriptParams,
): Promise<CaptureScript | null> {
  const path = host.workspace.pathOf(uri)
  const found = findCapturable(text, line)
  const place = found === undefined ? undefined : await findModule(path, host.workspace.folders())
  if (found === undefined || place === undefined) return null
  const scriptUri = uriOf(join(dirname(path), scriptName(found.name)))
  return { name: found.name, scriptUri, ...writeCaptureScript(found, place) }
}
