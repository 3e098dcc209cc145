// A thread that evaluates sets of a search, one at a time.
import { parentPort } from 'node:worker_threads'
import { foldsOf } from '../search/foldedEvaluator'
import type { Evaluators } from '../search/runSearch'
import { createEvaluators } from '../search/runSearch'
import type { Program } from '../sharding/program'
import type { EvaluatorAnswer, EvaluatorRequest } from './evaluatorMessages'
import { attachGround } from './evaluatorMessages'

const port = parentPort
if (port === null) throw new Error('an evaluator runs in a worker thread')

let program: Program | undefined
let evaluators: Evaluators | undefined

port.on('message', (request: EvaluatorRequest) => {
  try {
    const answer = receive(request)
    if (answer !== undefined) port.postMessage(answer)
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    port.postMessage({ kind: 'failed', message } satisfies EvaluatorAnswer)
  }
})

function receive(request: EvaluatorRequest): EvaluatorAnswer | undefined {
  switch (request.kind) {
    case 'program': {
      program = request.sent.program
      foldsOf.keep(program, request.sent.folds)
      return undefined
    }
    case 'ground': {
      if (program === undefined) throw new Error('a ground has come before its program')
      evaluators = createEvaluators(attachGround(request.ground, program))
      return undefined
    }
    case 'evaluate': {
      if (evaluators === undefined) throw new Error('a set has come before its ground')
      const { set, precision } = request.task
      return { kind: 'cost', cost: evaluators[precision].evaluate(set) }
    }
  }
}
