// Sets that a search asks for -> their costs, from a few evaluators that work side by side. Those that are idle begin with what the
// search will probably ask for next. What a search finds does not depend on how many there are: a cost is a function of its set.
import { foldsOf } from '../search/foldedEvaluator'
import type { SetCost } from '../search/evaluateSet'
import type { ActionSet, Costs } from '../search/ledger'
import type { CostAsk, Ground, Precision } from '../search/runSearch'
import type { Program } from '../sharding/program'
import type { Crash } from './crashes'
import type { EvaluatorAnswer, EvaluatorRequest } from './evaluatorMessages'
import { detachGround } from './evaluatorMessages'

/** One evaluator: takes a task when it has none. */
export interface Member {
  readonly send: (request: EvaluatorRequest) => void
  readonly end: () => Promise<void>
}

export interface MemberEvents {
  readonly onAnswer: (answer: EvaluatorAnswer) => void
  /** It has ended by itself. */
  readonly onCrash: (crash: Crash) => void
}

export interface PoolOptions {
  readonly count: number
  readonly startMember: (events: MemberEvents) => Member
  /** Told of evaluators that had to be replaced. */
  readonly log: (message: string) => void
}

/**
 * Rejects when a set cannot be evaluated. `isEnded` is looked at while costs are waited for: once it is true, those that are not
 * known yet are undefined.
 */
export type PooledEvaluate = (ask: CostAsk, isEnded?: () => boolean) => Promise<Costs>

export interface EvaluatorPool {
  /** For one search: what an earlier one still waits for is dropped. */
  readonly begin: (ground: Ground) => PooledEvaluate
  readonly dispose: () => Promise<void>
}

/** A set that was under way in this many crashes is given up. */
const mostAttempts = 2
/** Evaluators replaced in one search. */
const mostReplaced = 6
/** Between two looks at whether the search was ended. */
const lookMilliseconds = 50

interface Task {
  readonly key: string
  readonly set: ActionSet
  readonly precision: Precision
}

interface Seat {
  readonly member: Member
  /** What it was sent last. */
  program?: Program
  ground?: Ground
  work: { readonly search: Search; readonly task: Task } | undefined
}

interface Search {
  readonly ground: Ground
  readonly costs: Map<string, SetCost>
  /** Crashes and failures by task. */
  readonly attempts: Map<string, number>
  replaced: number
  wanted: readonly Task[]
  likely: readonly Task[]
  /** Looks whether all that is wanted is known; with an error: it will never be. */
  check: (error?: Error) => void
}

interface Desk {
  readonly options: PoolOptions
  readonly seats: Set<Seat>
  search: Search | undefined
}

const nothing = (): void => undefined

export function createEvaluatorPool(options: PoolOptions): EvaluatorPool {
  const desk: Desk = { options, seats: new Set(), search: undefined }
  return {
    begin: (ground) => {
      const [costs, attempts] = [new Map<string, SetCost>(), new Map<string, number>()]
      const search: Search = { ground, costs, attempts, replaced: 0, wanted: [], likely: [], check: nothing }
      desk.search = search
      return (ask, isEnded) => evaluate(desk, search, ask, isEnded)
    },
    dispose: async () => {
      desk.search = undefined
      const seats = [...desk.seats]
      desk.seats.clear()
      await Promise.all(seats.map(({ member }) => member.end()))
    },
  }
}

function evaluate(desk: Desk, search: Search, ask: CostAsk, isEnded: () => boolean = () => false): Promise<Costs> {
  const toTask = (set: ActionSet): Task => {
    // Where nothing is folded both are the same program.
    const precision = foldsOf(search.ground.table.program) === 'none' ? 'whole' : ask.precision
    return { key: `${precision} ${set.join()}`, set, precision }
  }
  return new Promise((resolve, reject) => {
    search.wanted = ask.sets.map(toTask)
    search.likely = ask.likely.map(toTask)
    const timer = setInterval(() => search.check(), lookMilliseconds)
    search.check = (error) => {
      const isKnown = search.wanted.every(({ key }) => search.costs.has(key))
      if (!isKnown && error === undefined && !isEnded()) return
      clearInterval(timer)
      search.check = nothing
      if (error === undefined) resolve(search.wanted.map(({ key }) => search.costs.get(key)))
      else reject(error)
    }
    search.check()
    handOut(desk)
  })
}

/** Gives every evaluator that has none a task: what is asked for first. */
function handOut(desk: Desk): void {
  const { search, seats, options } = desk
  if (search === undefined) return
  for (const seat of seats) if (seat.work === undefined) give(desk, search, seat)
  while (seats.size < options.count && nextTask(desk, search) !== undefined) give(desk, search, takeSeat(desk))
}

function nextTask({ seats }: Desk, { wanted, likely, costs, attempts }: Search): Task | undefined {
  const underWay = new Set(Array.from(seats, ({ work }) => work?.task.key))
  const isOpen = ({ key }: Task): boolean => !costs.has(key) && !underWay.has(key)
  return wanted.find(isOpen) ?? likely.find((task) => isOpen(task) && !attempts.has(task.key))
}

function give(desk: Desk, search: Search, seat: Seat): void {
  const task = nextTask(desk, search)
  if (task === undefined) return
  const { ground } = search
  const { program } = ground.table
  if (seat.program !== program) seat.member.send({ kind: 'program', sent: { program, folds: foldsOf(program) } })
  if (seat.ground !== ground) seat.member.send({ kind: 'ground', ground: detachGround(ground) })
  seat.program = program
  seat.ground = ground
  seat.work = { search, task }
  seat.member.send({ kind: 'evaluate', task: { set: task.set, precision: task.precision } })
}

function takeSeat(desk: Desk): Seat {
  const seat: Seat = {
    member: desk.options.startMember({
      onAnswer: (answer) => receive(desk, seat, answer),
      onCrash: (crash) => replace(desk, seat, crash),
    }),
    work: undefined,
  }
  desk.seats.add(seat)
  return seat
}

function receive(desk: Desk, seat: Seat, answer: EvaluatorAnswer): void {
  const { work } = seat
  seat.work = undefined
  if (work !== undefined) {
    const { search, task } = work
    if (answer.kind === 'cost') search.costs.set(task.key, answer.cost)
    else miss(search, task, answer.message, true)
    search.check()
  }
  handOut(desk)
}

/** Of what nobody has asked for yet nothing is said. */
function miss(search: Search, task: Task, reason: string, isFinal: boolean): void {
  const attempts = (search.attempts.get(task.key) ?? 0) + 1
  search.attempts.set(task.key, attempts)
  const isWanted = search.wanted.some(({ key }) => key === task.key)
  if (isWanted && (isFinal || attempts >= mostAttempts)) search.check(new Error(reason))
}

/** An evaluator that has ended: what it was at goes to another one. */
function replace(desk: Desk, seat: Seat, { reason, isOutOfMemory }: Crash): void {
  if (!desk.seats.delete(seat)) return
  const what = isOutOfMemory ? 'an evaluator ran out of memory' : `an evaluator ended unexpectedly: ${reason}`
  desk.options.log(what)
  const { work } = seat
  if (work !== undefined) miss(work.search, work.task, what, false)
  const { search } = desk
  if (search === undefined) return
  search.replaced++
  if (search.replaced > mostReplaced) search.check(new Error(`${what}, once too often`))
  else handOut(desk)
}
