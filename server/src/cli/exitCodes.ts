// What the process ends with.

export const ExitCode = {
  /** Done, warnings included. */
  done: 0,
  /** An expectation or a check failed. */
  failed: 1,
  /** The input has errors. */
  badInput: 2,
  /** A fault of Shardlens. */
  internal: 3,
} as const
