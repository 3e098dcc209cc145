// What a local program's figures are made of before any device is priced: traits, fusion, memory, flops, equal collectives.
import { indexed } from '../base/indexed'
import { sharedInt32 } from '../base/sharedArrays'
import type { Collective, LocalProgram } from '../lowering/localProgram'
import type { Fusion } from './fusion'
import { planFusion } from './fusion'
import type { KernelWork } from './kernelWork'
import { planKernels } from './kernelWork'
import type { MemoryPlan } from './memory'
import { planMemory } from './memory'
import type { MemoryBackendName } from './memoryBackends'
import { memoryBackends } from './memoryBackends'
import type { OperationCosts } from './operationCosts'
import { operationCosts } from './operationCosts'
import type { StepTraits } from './stepTraits'
import { findStepTraits } from './stepTraits'

/** Of one local program on one memory backend. */
export interface Prepared {
  readonly local: LocalProgram
  readonly traits: StepTraits
  readonly fusion: Fusion
  readonly memory: MemoryPlan
  readonly costs: OperationCosts
  readonly work: KernelWork
  readonly collectives: CollectiveClasses
}

/** Collectives of one kind, size and axes take one time. */
export interface CollectiveClasses {
  /** One of each class. */
  readonly examples: readonly Collective[]
  /** By collective: index in `examples`. */
  readonly of: Int32Array
}

type Shared = Pick<Prepared, 'traits' | 'costs' | 'collectives'>

const preparedOf = indexed((_: LocalProgram) => new Map<MemoryBackendName, Prepared>())

/** Kept as long as the local program is, so that another device of the same backend costs its prices alone. */
export function prepare(local: LocalProgram, backend: MemoryBackendName): Prepared {
  const byBackend = preparedOf(local)
  const known = byBackend.get(backend)
  if (known !== undefined) return known
  const shared = sharedPartsOf(local)
  const fusion = planFusion(local, shared.traits, memoryBackends[backend])
  const work = planKernels(local, memoryBackends[backend], { ...shared, fusion })
  const parts: Prepared = { local, ...shared, fusion, work, memory: planMemory(local, shared.traits, fusion) }
  byBackend.set(backend, parts)
  return parts
}

/** What all backends share. */
const sharedPartsOf = indexed((local: LocalProgram): Shared => ({
  traits: findStepTraits(local),
  costs: operationCosts(local),
  collectives: classifyCollectives(local.collectives),
}))

function classifyCollectives(collectives: readonly Collective[]): CollectiveClasses {
  const examples: Collective[] = []
  const of = sharedInt32(collectives.length)
  const ids = new Map<string, number>()
  collectives.forEach((collective, i) => {
    const key = `${collective.kind} ${collective.bytes} ${collective.axes.join()}`
    const id = ids.get(key) ?? examples.push(collective) - 1
    ids.set(key, id)
    of[i] = id
  })
  return { examples, of }
}
