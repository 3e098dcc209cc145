// Completion in a tactics file: what may stand at the cursor, fitted to the model.
import { parseTactics } from '../../tactics/parseTactics'
import type { TacticsParser } from '../../tactics/syntaxNodes'
import { completeAmounts, completeLayoutNames, completeLayoutPlaces, completeUnits } from './amounts'
import type { Asked, Completion, Known } from './completion'
import type { Context } from './context'
import { contextOf } from './context'
import {
  completeAutomaticFields,
  completeAxes,
  completeConditions,
  completeDeviceFields,
  completeDevices,
  completeFigures,
  completeKeywords,
  completeMeshAxes,
  completeOperators,
  completeScopes,
  completeTacticNames,
} from './names'
import { completeSegments } from './paths'
import { findPlace } from './place'
import { completeStatements } from './templates'
import { completeDims, completeValues } from './values'

export type { Completion } from './completion'

/** Completions at an offset of a text, `known` being of its session. Nothing inside comments. */
export function completeTactics(parser: TacticsParser, text: string, offset: number, known: Known): Completion[] {
  const place = findPlace(parser, text, offset)
  if (place === undefined) return []
  const context = contextOf(place)
  // A number stands in for what is typed: an action or a field without its value would not be read.
  const { start, end } = place.word
  const filled =
    context.kind === 'value' || context.kind === 'dim' ? `${text.slice(0, start)}0${text.slice(end)}` : text
  const own = parseTactics(parser, filled).value
  return completeIn(context, { ...known, own, text, place }, parser)
}

function completeIn(context: Context, asked: Asked, parser: TacticsParser): Completion[] {
  const { model } = asked
  switch (context.kind) {
    case 'statement':
      return completeStatements(asked)
    case 'target':
      return [
        ...(model === undefined ? [] : completeSegments({ ...asked, model }, parser)),
        ...completeKeywords(asked, ['at']),
      ]
    case 'segment':
      return model === undefined ? [] : completeSegments({ ...asked, model }, parser)
    case 'scope':
      return model === undefined ? [] : completeScopes({ ...asked, model })
    case 'keywords':
      return completeKeywords(asked, context.words)
    case 'value':
      return completeValues(asked)
    case 'unit':
      return completeUnits(asked, context.of)
    case 'amount':
      return completeAmounts(asked, context.of)
    case 'layoutName':
      return completeLayoutNames(asked, context.of)
    case 'layoutPlace':
      return completeLayoutPlaces(asked, context.of)
    case 'file':
    case 'none':
      return []
    default:
      return makers[context.kind](asked)
  }
}

type Named = Exclude<
  Context['kind'],
  | 'statement'
  | 'target'
  | 'segment'
  | 'scope'
  | 'keywords'
  | 'value'
  | 'unit'
  | 'amount'
  | 'layoutName'
  | 'layoutPlace'
  | 'file'
  | 'none'
>

const makers: Readonly<Record<Named, (asked: Asked) => Completion[]>> = {
  dim: completeDims,
  axis: completeAxes,
  meshAxis: completeMeshAxes,
  device: completeDevices,
  deviceField: completeDeviceFields,
  automaticField: completeAutomaticFields,
  tactic: completeTacticNames,
  condition: completeConditions,
  operator: completeOperators,
  figure: completeFigures,
}
