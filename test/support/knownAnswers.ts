// The schedules of known_answers.json, and the models they are of.
import { readFileSync } from 'node:fs'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { loadModel } from '../../server/src/engine/loadModel'
import type { TestTactic } from './schedules'

const folder = '../shared/models'

/** One schedule, and what an independent implementation of docs/SEMANTICS.md gives after each of its tactics. */
export interface KnownAnswer {
  readonly model: string
  readonly schedule: string
  readonly mesh: Readonly<Record<string, number>>
  readonly tactics: readonly {
    readonly axis: string
    readonly actions: Readonly<Record<string, number | 'replicated'>>
  }[]
  readonly steps: readonly {
    readonly count: Readonly<Record<string, number>>
    readonly executed: Readonly<Record<string, number>>
    readonly conflicts: number
  }[]
}

export const readKnownAnswers = (): readonly KnownAnswer[] =>
  (JSON.parse(readFileSync(`${folder}/known_answers.json`, 'utf8')) as { answers: readonly KnownAnswer[] }).answers // its form

/** Name for a test. */
export const nameOf = ({ model, schedule, mesh }: KnownAnswer): string =>
  `${model} ${schedule} ${Object.values(mesh).join('x')}`

/** `params.*` stands for every parameter. */
export const tacticsOf = ({ tactics }: KnownAnswer): TestTactic[] =>
  tactics.map(({ axis, actions }) => ({
    axis,
    actions: Object.entries(actions).map(([path, value]) => ({
      matches: (own: string) => (path === 'params.*' ? own.startsWith('params.') : own === path),
      value,
    })),
  }))

const models = new Map<string, LoadedModel>()

/** A model of ../shared/models; each is read once. */
export function sharedModel(name: string): LoadedModel {
  const known = models.get(name) ?? loadModel(new Uint8Array(readFileSync(`${folder}/${name}.mlir`)))
  models.set(name, known)
  return known
}
