// Where rows of panels go: a tactic of the active schedule, `file:line` of a tactics file or of a source that the model names.
import { resolve } from 'node:path'
import type { LocateAnswer, LocateParams } from '../../protocol/panelRequests'
import type { Span } from '../../base/problems'
import type { FeatureHost } from '../featureHost'
import type { SessionResult } from '../sessionResult'
import { createLocator } from '../tacticsViews'
import { uriOf } from '../uris'

export function locatePlace(host: FeatureHost, { uri, tactic, source }: LocateParams): LocateAnswer {
  const result = host.workspace.findRunner(uri)?.session.result
  if (result === undefined) return null
  const found = tactic === undefined ? null : locateTactic(host, result, tactic)
  return found ?? (source === undefined ? null : locateSource(host, result, source))
}

function locateTactic(host: FeatureHost, { snapshot, sources }: SessionResult, index: number): LocateAnswer {
  const step = snapshot?.active?.steps[index]
  if (snapshot === undefined || step === undefined) return null
  const tactic = snapshot.file.tactics.find(({ name }) => name.text === step.tactic)
  // What the model says itself stands at its name.
  const span: Span | undefined = tactic?.name.span ?? snapshot.file.model?.pathSpan
  if (span === undefined) return null
  const { uri, range } = createLocator({ sources }, host.workspace)(span)
  return { uri, ...range.start }
}

function locateSource(host: FeatureHost, { sources, model }: SessionResult, source: string): LocateAnswer {
  const colon = source.lastIndexOf(':')
  const [file, line] = [source.slice(0, colon), Number(source.slice(colon + 1))]
  if (colon < 1 || !Number.isSafeInteger(line) || line < 1) return null
  const own = sources.find(({ path }) => path === resolve(file))
  if (own !== undefined) return { uri: host.workspace.addressOf(own.path), line: line - 1, character: 0 }
  const path = model && host.python.pathOfSource(model.program, file)
  return path === undefined ? null : { uri: uriOf(path), line: line - 1, character: 0 }
}
