// Changes that are made for a caret or a selection of a tactics file, without their figures, and the text after one of them.
import type { LoadedModel } from '../../server/src/engine/analysis'
import { loadModel } from '../../server/src/engine/loadModel'
import { applyEdits } from '../../server/src/ide/fixes/edits'
import type { Candidate, FixContext } from '../../server/src/ide/fixes/fix'
import { draftFixes } from '../../server/src/ide/fixes/offer'
import type { Problem } from '../../server/src/base/problems'
import { severityOf } from '../../server/src/base/diagnostics'
import { encodeText } from '../../server/src/mlir/text'
import { checkTactics } from '../../server/src/tactics/checkTactics'
import { formatTactics } from '../../server/src/tactics/formatTactics'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { mlpTrain } from './models'
import type { Analysed } from './offers'
import { analyseText, parser } from './offers'

const models = new Map<string, LoadedModel>()

function modelOf(text: string): LoadedModel {
  const model = models.get(text) ?? loadModel(encodeText(text))
  models.set(text, model)
  return model
}

export interface FixFixture {
  /** Text of the model; undefined where the file is not there. */
  readonly model?: string | undefined
  readonly nearby?: readonly string[]
  readonly active?: string
}

/** The small multilayer perceptron's figures of a text. */
export const analyseMlp = (text: string, active?: string): Analysed =>
  analyseText(text, modelOf(mlpTrain), active === undefined ? {} : { active })

/** What a session knows of a text. */
export function fixContextOf(text: string, { nearby = [], active, ...rest }: FixFixture = {}): FixContext {
  const model = 'model' in rest ? rest.model : mlpTrain
  const parse: FixContext['parse'] = (other) => parseTactics(parser, other)
  const { value: file, problems } = parse(text)
  if (model !== undefined && file.model !== undefined)
    return analyseText(text, modelOf(model), { nearby, ...(active === undefined ? {} : { active }) }).context
  const found = [...problems, ...checkTactics(file)]
  const span = file.model?.pathSpan
  if (span !== undefined) found.push({ code: 'model.missing', span, message: 'does not exist' })
  const sources = [{ path: 'folder/step.tactics', text, start: 0 }]
  return { file, sources, parse, nearby, problems: found, model: undefined, modelPath: undefined, snapshot: undefined }
}

export interface Fixes {
  readonly text: string
  readonly candidates: readonly Candidate[]
  /** Text after the first candidate whose title holds some words. */
  readonly after: (title: string) => string
}

/** What is offered at `<|>`, or between two of them. */
export function fixesAt(fixture: string, options: FixFixture = {}): Fixes {
  const [before = '', selected, rest] = fixture.split('<|>')
  if (selected === undefined) throw new Error(`no <|> in ${fixture}`)
  const text = before + selected + (rest ?? '')
  const end = before.length + (rest === undefined ? 0 : selected.length)
  const context = fixContextOf(text, options)
  const candidates = draftFixes(context, { start: before.length, end }).flatMap((draft) => draft.candidates)
  const after = (title: string): string => {
    const candidate = candidates.find((one) => one.title.includes(title))
    if (candidate === undefined) throw new Error(`no ${title} among\n${titlesOf(candidates).join('\n')}`)
    return applyEdits(context.sources, candidate.edits)[0] ?? ''
  }
  return { text, candidates, after }
}

export const titlesOf = (candidates: readonly Candidate[]): string[] => candidates.map(({ title }) => title)

export interface Aftermath {
  readonly title: string
  readonly text: string
  readonly isFormatted: boolean
  /** Errors of the text after it that the text before did not have. */
  readonly newErrors: readonly string[]
}

/** Every candidate at every place of a text, once, applied and read again. */
export function applyEverything(text: string, options: FixFixture = {}): Aftermath[] {
  const context = fixContextOf(text, options)
  const known = new Set(errorsOf(context.problems))
  const seen = new Set<string>()
  return [...placesOf(context, text)].flatMap((span) =>
    draftFixes(context, span)
      .flatMap((draft) => draft.candidates)
      .flatMap(({ title, edits }): Aftermath[] => {
        const after = applyEdits(context.sources, edits)[0] ?? ''
        if (seen.has(`${title}\n${after}`)) return []
        seen.add(`${title}\n${after}`)
        const errors = errorsOf(fixContextOf(after, options).problems)
        const newErrors = errors.filter((error) => !known.has(error))
        return [{ title, text: after, isFormatted: formatTactics(after, parser) === after, newErrors }]
      }),
  )
}

const errorsOf = (problems: readonly Problem[]): string[] =>
  problems.filter(({ code }) => severityOf(code) === 'error').map(({ code, message }) => `${code}: ${message}`)

/** Carets at every word, and selections of two lines. */
function* placesOf({ problems }: FixContext, text: string): Generator<{ start: number; end: number }> {
  for (const { span } of problems) yield span
  for (const { index } of text.matchAll(/[^\s]+/g)) yield { start: index, end: index }
  for (const { index } of text.matchAll(/^ {2}.*\n {2}.*$/gm))
    yield { start: index + 2, end: text.indexOf('\n', text.indexOf('\n', index) + 1) }
}
