// How the editor asks for a script that captures the StableHLO of a Python function.

/** Request, client to server; answers `CaptureScript`, or null where no function of the module begins at the line. */
export const captureScriptRequest = 'shardlens/captureScript'

export interface CaptureScriptParams {
  /** Of the Python file. */
  readonly uri: string
  /** As the editor has it. */
  readonly text: string
  /** From 0: of a decorator, of `def`, or of an assignment such as `step = jax.jit(train_step)`. */
  readonly line: number
}

export interface CaptureScript {
  /** Of the function. */
  readonly name: string
  /** Address of the script, beside the Python file. */
  readonly scriptUri: string
  readonly script: string
  /** Line of the script, from 0, with the first argument to fill in. */
  readonly argumentsLine: number
}

/** First line of every capture script, so that the editor knows one when it sees it, and its model's file name. */
export const captureHeader = /^# Shardlens capture of .* -> (\S+\.mlir)\r?$/
