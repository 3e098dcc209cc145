// Searches that the product does not use, to be compared with the one that it does: beam search and tree search over the same sets.
import type { ActionTable } from '../../server/src/search/actions'
import type { ActionSet, Asking, Known, Ledger } from '../../server/src/search/ledger'
import { evaluateAll, isSpent, recall } from '../../server/src/search/ledger'
import { createRandom } from '../../server/src/search/random'
import { isLegal, joinSets } from '../../server/src/search/sets'

const beamWidth = 3

/** All successors of the best few sets, round by round, until no round finds a better one. */
export function* searchByBeam(table: ActionTable, ledger: Ledger): Asking<void> {
  yield* evaluateAll(ledger, [[]])
  let beam: ActionSet[] = [[]]
  for (let best = Infinity; !isSpent(ledger);) {
    const next = beam.flatMap((set) => successors(table, set))
    yield* evaluateAll(ledger, next)
    const known = next.flatMap((set) => recall(ledger, set) ?? []).sort((a, b) => a.score - b.score)
    const [first] = known
    if (first === undefined || first.score >= best) return
    best = first.score
    beam = distinct(known)
      .slice(0, beamWidth)
      .map(({ set }) => set)
  }
}

/** Exchanges with fewer borders are for the last round of the greedy search, in the place of the whole ones. */
const isWhole = (action: ActionTable['actions'][number]): boolean =>
  action.kind !== 'exchange' || action.exchange.whole === undefined

const successors = (table: ActionTable, set: ActionSet): ActionSet[] =>
  [...table.actions.flatMap((action, id) => (isWhole(action) ? [[id]] : [])), ...table.bundles]
    .map((added) => joinSets(set, added))
    .filter((joined) => joined.length > set.length && isLegal(table, joined))

const distinct = (known: readonly Known[]): Known[] =>
  known.filter(({ cost }, at) => known.findIndex((other) => other.cost.state === cost.state) === at)

interface Node {
  readonly set: ActionSet
  visits: number
  /** Best reward of what was seen below. */
  value: number
  readonly children: Map<string, Node>
}

const exploration = 0.7
/** Chance that a rollout ends after each action. */
const stopChance = 0.35

/**
 * Tree search with the best reward under a node as its value, and a prior of what each action is worth alone.
 * Source: docs/SEARCH.md, Compared.
 */
export function* searchByTree(table: ActionTable, ledger: Ledger): Asking<void> {
  const random = createRandom(ledger.seed + 1)
  yield* evaluateAll(ledger, [[], ...successors(table, [])])
  const start = recall(ledger, [])
  if (start === undefined) return
  const rewardOf = (known: Known | undefined): number => (known === undefined ? 0 : Math.log(start.score / known.score))
  const prior = new Map(successors(table, []).map((set) => [set.join(), Math.exp(3 * rewardOf(recall(ledger, set)))]))
  const priorOf = (set: ActionSet, joined: ActionSet): number =>
    prior.get(joined.filter((id) => !set.includes(id)).join()) ?? 1
  const root: Node = { set: [], visits: 1, value: 0, children: new Map() }
  for (let idle = 0; !isSpent(ledger) && idle < 200;) {
    const path = descend(table, root, priorOf)
    const leaf = path.at(-1)!
    const set = rollOut(table, leaf.set, { random, priorOf })
    const before = ledger.states.size
    yield* evaluateAll(ledger, [leaf.set, set])
    idle = ledger.states.size > before ? 0 : idle + 1
    const reward = Math.max(rewardOf(recall(ledger, leaf.set)), rewardOf(recall(ledger, set)))
    for (const node of path) {
      node.visits++
      node.value = Math.max(node.value, reward)
    }
  }
}

type PriorOf = (set: ActionSet, joined: ActionSet) => number

/** From the root to a set that was not in the tree. */
function descend(table: ActionTable, root: Node, priorOf: PriorOf): Node[] {
  const path = [root]
  for (let node = root; ;) {
    const moves = successors(table, node.set)
    if (moves.length === 0) return path
    const sum = moves.reduce((total, move) => total + priorOf(node.set, move), 0)
    const scoreOf = (move: ActionSet): number => {
      const child = node.children.get(move.join())
      const share = priorOf(node.set, move) / sum
      return (child?.value ?? 0) + (exploration * share * Math.sqrt(node.visits)) / (1 + (child?.visits ?? 0))
    }
    const chosen = moves.reduce((best, move) => (scoreOf(move) > scoreOf(best) ? move : best))
    const known = node.children.get(chosen.join())
    const child = known ?? { set: chosen, visits: 0, value: 0, children: new Map<string, Node>() }
    node.children.set(chosen.join(), child)
    path.push(child)
    if (known === undefined) return path
    node = child
  }
}

function rollOut(
  table: ActionTable,
  from: ActionSet,
  { random, priorOf }: { readonly random: () => number; readonly priorOf: PriorOf },
): ActionSet {
  let set = from
  while (random() > stopChance) {
    const moves = successors(table, set)
    if (moves.length === 0) return set
    let left = random() * moves.reduce((total, move) => total + priorOf(set, move), 0)
    set = moves.find((move) => (left -= priorOf(set, move)) <= 0) ?? moves.at(-1)!
  }
  return set
}
