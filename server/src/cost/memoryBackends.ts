// How a compiler's backend fuses and reuses memory: figures measured against XLA (docs/COSTS.md, Memory).

export interface MemoryBackend {
  /** Matrix products (on TPUs convolutions too) compute their operands inside themselves. */
  readonly dotReadsFused: boolean
  /** Costly operations are computed again in each consumer. */
  readonly recomputesHeavy: boolean
  /** A value with several consumers is recomputed when its leaves weigh at most this times its own bytes; 0: never. */
  readonly slack: number
  readonly reduceFuses: boolean
  /** 16-bit floats are held as f32. */
  readonly widens: boolean
}

export type MemoryBackendName = 'gpu' | 'tpu' | 'cpu'

export const memoryBackends: Readonly<Record<MemoryBackendName, MemoryBackend>> = {
  gpu: { dotReadsFused: false, recomputesHeavy: false, slack: 1.25, reduceFuses: true, widens: false },
  tpu: { dotReadsFused: true, recomputesHeavy: true, slack: 1.25, reduceFuses: true, widens: false },
  cpu: { dotReadsFused: false, recomputesHeavy: false, slack: 0, reduceFuses: false, widens: true },
}
