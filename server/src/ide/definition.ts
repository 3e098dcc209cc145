// Go to definition from a tactics file: patterns to arguments, names to tactics and axes, paths to files.
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import { findValues } from '../sharding/bindTactic'
import type { Action, IncludeStatement, ModelStatement, TacticsFile } from '../tactics/syntaxTree'
import { definitionOf } from './modelDefinition'
import { findName, isSameName, listNames } from './tacticsNames'

/** `origin` is the text that was asked about; spans are of the session's tactics, or of the model (byte offsets). */
export type Targets =
  | { readonly kind: 'tactics' | 'model'; readonly origin: Span; readonly spans: readonly Span[] }
  /** The file that a statement names. */
  | { readonly kind: 'file'; readonly origin: Span; readonly statement: ModelStatement | IncludeStatement }
  /** A device, by its name: the user's own device file may define it. */
  | { readonly kind: 'device'; readonly origin: Span; readonly name: string }

const covers = (span: Span, offset: number): boolean => offset >= span.start && offset <= span.end
const mostTargets = 200

/** Targets of what stands at an offset of the session. */
export function defineInTactics(
  file: TacticsFile,
  offset: number,
  model: LoadedModel | undefined,
): Targets | undefined {
  const names = listNames(file)
  const name = findName(names, offset)
  if (name !== undefined) {
    const definitions = names.filter((one) => one.isDefinition && isSameName(one, name))
    return { kind: 'tactics', origin: name.span, spans: definitions.map(({ span }) => span) }
  }
  const action = findAction(file, offset)
  if (action !== undefined) {
    const origin = action.target.span
    return model === undefined ? undefined : { kind: 'model', origin, spans: definitionsOf(action, model) }
  }
  const { name: device } = file.device ?? {}
  if (device !== undefined && covers(device.span, offset))
    return { kind: 'device', origin: device.span, name: device.text }
  const statement = linksOf(file).find(({ pathSpan }) => covers(pathSpan, offset))
  return statement === undefined ? undefined : { kind: 'file', origin: statement.pathSpan, statement }
}

/** Statements that name another file. */
export const linksOf = ({ statements }: TacticsFile): readonly (ModelStatement | IncludeStatement)[] =>
  statements.filter((statement) => statement.kind === 'model' || statement.kind === 'include')

/** The action whose target holds an offset. */
export const findAction = (file: TacticsFile, offset: number): Action | undefined =>
  file.tactics.flatMap(({ actions }) => actions).find(({ target }) => covers(target.span, offset))

/** Where the values that an action names are defined in the model. */
export const definitionsOf = (action: Action, model: LoadedModel): Span[] =>
  findValues(action, model.program)
    .slice(0, mostTargets)
    .flatMap((value) => definitionOf(model, model.program.values.source[value]!) ?? [])

/** Targets of all actions that name one of the values (of the model's columns), in the order of the text. */
export function actionsNaming(file: TacticsFile, sources: ReadonlySet<number>, { program }: LoadedModel): Span[] {
  return file.tactics.flatMap(({ actions }) =>
    actions
      .filter((action) => findValues(action, program).some((value) => sources.has(program.values.source[value]!)))
      .map(({ target }) => target.span),
  )
}

/** Values of the model's columns that an action names. */
export const sourcesOf = (action: Action, { program }: LoadedModel): ReadonlySet<number> =>
  new Set(findValues(action, program).map((value) => program.values.source[value]!))
