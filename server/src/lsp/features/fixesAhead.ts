// Fixes are simulated before they are asked for: once a text has come to rest, those of its problems one after the other, so that
// a menu opens with all its titles complete.
import type { Problem } from '../../base/problems'
import { severityOf } from '../../base/diagnostics'
import { candidatesToSimulate } from '../../ide/fixes/offer'
import type { FeatureHost } from '../featureHost'
import type { Foresight } from '../foresight'
import type { Session } from '../session'
import { contextOf } from './fixContext'
import type { ScheduleDrafts } from './scheduleDrafts'

/** Somebody who types goes on within this time. Milliseconds. */
const restMilliseconds = 500

/** Problems looked at, the worst first. */
const mostProblems = 8

/** Programs above this are simulated only when a menu asks: an edit would wait until the candidate under way is through. Nodes. */
const mostNodes = 100_000

/** Returns what is to be told of each change of a session. */
export function foreseeFixes(
  host: FeatureHost,
  foresight: Foresight,
  scheduleDrafts: ScheduleDrafts,
): (session: Session) => void {
  const resting = new Map<Session, NodeJS.Timeout>()
  return (session) => {
    clearTimeout(resting.get(session))
    resting.delete(session)
    if (session.state !== 'fresh') return
    const start = (): void => {
      resting.delete(session)
      lookAhead({ host, foresight, scheduleDrafts }, session).catch((error: unknown) =>
        host.connection.console.warn(`fixes ahead of time: ${String(error)}`),
      )
    }
    resting.set(session, setTimeout(start, restMilliseconds).unref())
  }
}

interface Ahead {
  readonly host: FeatureHost
  readonly foresight: Foresight
  readonly scheduleDrafts: ScheduleDrafts
}

async function lookAhead({ host, foresight, scheduleDrafts }: Ahead, session: Session): Promise<void> {
  const { result } = session
  const runner = host.workspace.sessions.get(session.path)
  if (result?.model === undefined || result.model.program.nodes.count > mostNodes) return
  if (runner?.session !== session || host.workspace.openText(session.path) === undefined) return
  const context = await contextOf(host, runner)
  if (context === undefined) return
  for (const problem of worstOf(context.problems)) {
    // Drafts take their time: between two of them other requests are answered.
    await new Promise((resolve) => setImmediate(resolve))
    if (session.result !== result || session.state !== 'fresh') return
    const groups = await scheduleDrafts.of(runner, context, problem)
    if (session.result !== result) return
    foresight.ahead(
      runner,
      groups.map(({ schedule, drafts }) => ({ schedule, candidates: candidatesToSimulate(drafts) })),
    )
  }
}

const ranks = { error: 0, warning: 1, information: 2, hint: 3 } as const

const worstOf = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => ranks[severityOf(a.code)] - ranks[severityOf(b.code)]).slice(0, mostProblems)
