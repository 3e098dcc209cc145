// A record of xla_truth.json as a schedule that splits every argument exactly as its PartitionSpecs say, and no other.
import { sharedModel } from '../support/knownAnswers'
import type { TestTactic } from '../support/schedules'
import type { FidelityCase } from './cases'
import { findCase } from './cases'
import type { TruthSpec, XlaRecord } from './truth'
import { caseOf } from './truth'

/**
 * Propagation also splits parameters that a strategy does not name (the norms beside an embedding split by columns), which XLA
 * was told to keep whole. Figures of arguments are compared on what XLA was told.
 */
export function exactCase(record: XlaRecord): FidelityCase {
  const name = caseOf(record)
  const known = findCase(name)
  if (known?.isConstrained === true) return known
  const specs = new Map(Object.entries(record.specs).map(([path, spec]) => [plainPath(path), spec]))
  const paths = sharedModel(record.model).module.arguments.map(({ path }) => path)
  const tactics = Object.keys(record.mesh).map((axis): TestTactic => ({ axis, actions: actionsOf(specs, axis, paths) }))
  return { name, model: record.model, mesh: record.mesh, tactics }
}

/** Whether propagation splits arguments of this case that XLA was told to keep whole. */
export const propagatesFurther = (name: string): boolean =>
  /ES-columns|^t2_flat_rope_train (BP\+)?MP |^moe2_train (BP\+)?EP |MQ/.test(name)

/** `params['layer_0']['q']` is `params.layer_0.q`. */
const plainPath = (path: string): string => path.replaceAll(/\['?([^\]']+)'?\]/g, '.$1')

const holds = (entry: TruthSpec[number], axis: string): boolean =>
  entry === axis || (Array.isArray(entry) && entry.includes(axis))

function actionsOf(
  specs: ReadonlyMap<string, TruthSpec>,
  axis: string,
  paths: readonly string[],
): TestTactic['actions'] {
  const dimOf = (path: string): number => specs.get(path)?.findIndex((entry) => holds(entry, axis)) ?? -1
  const dims = [...new Set(paths.map(dimOf))]
  return dims.map((dim) => ({
    matches: (path: string) => dimOf(path) === dim,
    value: dim < 0 ? 'replicated' : dim,
  }))
}
