// A question to a search without its program, to be sent to another thread: the state's columns are shared, the program is there.
import type { Program } from '../../sharding/program'
import type { AutoQuestion } from './autoTactic'

type Start = AutoQuestion['start']

/** Plain data. */
export type DetachedQuestion = Omit<AutoQuestion, 'start'> & {
  readonly start: Omit<Start, 'state'> & { readonly state: Omit<Start['state'], 'program'> }
}

/** Leaves the program out, which is the given one. */
export function detachQuestion(question: AutoQuestion, program: Program): DetachedQuestion {
  const { program: own, ...state } = question.start.state
  if (own !== program) throw new Error('the question is about another program')
  return { ...question, start: { ...question.start, state } }
}

/** Puts the program back in: that of the same version of the model. */
export const attachQuestion = (question: DetachedQuestion, program: Program): AutoQuestion => ({
  ...question,
  start: { ...question.start, state: { ...question.start.state, program } },
})
