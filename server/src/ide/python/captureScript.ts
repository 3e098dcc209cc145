// A function of a Python module -> a script that lowers it with JAX and writes the StableHLO text beside itself.
import type { LogicalLine, PythonScope } from './readScopes'
import { readLogicalLines, scopesOf, splitList } from './readScopes'

/** A function that can be imported by name, and what it must be given. */
export interface CapturableFunction {
  readonly name: string
  /** Parameters without a default; what has one keeps it. */
  readonly positional: readonly string[]
  readonly keywords: readonly string[]
}

/** Where a module is imported from. */
export interface ModulePlace {
  /** `src.layers`. */
  readonly module: string
  /** Name of the file, for people. */
  readonly file: string
  /** Folders that imports are searched in, relative to the script's. */
  readonly folders: readonly string[]
}

/**
 * The function of the module that a line begins: its decorators, its `def`, or `step = jax.jit(train_step)`. Methods and inner
 * functions cannot be imported and are none.
 */
export function findCapturable(text: string, line: number): CapturableFunction | undefined {
  const lines = readLogicalLines(text)
  const scopes = scopesOf(lines)
  const scope = scopes.find(
    ({ kind, parent, first, header }) => kind === 'function' && parent < 0 && first <= line && line <= header,
  )
  return scope === undefined ? findJitted(lines, scopes, line) : describeFunction(scope.name, scope)
}

/** An assignment of the module whose value is a call of `jit` or `pjit`; parameters are those of the function inside. */
function findJitted(
  lines: readonly LogicalLine[],
  scopes: readonly PythonScope[],
  line: number,
): CapturableFunction | undefined {
  const statement = lines.find(({ start, end, indent }) => indent === 0 && start <= line && line < end)
  const found = /^([\p{L}_][\p{L}\p{N}_]*)\s*(?::[^=]*)?=\s*(?:\w+\.)*p?jit\(\s*([\p{L}_][\p{L}\p{N}_]*)?/u.exec(
    statement?.text ?? '',
  )
  const [, name, inner] = found ?? []
  if (name === undefined) return undefined
  return describeFunction(
    name,
    scopes.find((scope) => scope.parent < 0 && scope.kind === 'function' && scope.name === inner),
  )
}

function describeFunction(name: string, scope: PythonScope | undefined): CapturableFunction {
  const [positional, keywords]: [string[], string[]] = [[], []]
  let isKeyword = false
  for (const parameter of splitList(scope?.parameters ?? '')) {
    const [, stars = '', parameterName, rest = ''] =
      /^(\*{0,2})\s*([\p{L}_][\p{L}\p{N}_]*)?(.*)$/su.exec(parameter) ?? []
    // Behind `*` and `*args` come those that are given by name; `/` and `**kwargs` need nothing.
    if (stars === '*') isKeyword = true
    if (stars !== '' || parameterName === undefined || hasDefault(rest)) continue
    if (isKeyword) keywords.push(parameterName)
    else positional.push(parameterName)
  }
  return { name, positional, keywords }
}

/** Whether a `=` stands outside the strings and brackets of what follows a parameter's name. */
const hasDefault = (rest: string): boolean => splitList(`name${rest}`, '=').length > 1

/** Names of files: `capture_step.py` writes `step.mlir`. */
export const scriptName = (name: string): string => `capture_${name}.py`
export const capturedName = (name: string): string => `${name}.mlir`

/** The script, and the line, from 0, of its first argument. */
export function writeCaptureScript(
  { name, positional, keywords }: CapturableFunction,
  { module, file, folders }: ModulePlace,
): { readonly script: string; readonly argumentsLine: number } {
  const head = [
    `# Shardlens capture of ${name} in ${file} -> ${capturedName(name)}`,
    '# Fill in the arguments and run it, again whenever the function has changed. Shapes and types are enough: no data is',
    '# made, nothing is compiled and nothing runs on a device.',
    'import pathlib',
    'import sys',
    '',
    'import jax',
    'import jax.numpy as jnp',
    '',
    'here = pathlib.Path(__file__).resolve().parent',
    `sys.path[:0] = [str((here / folder).resolve()) for folder in ${JSON.stringify(folders)}]`,
    '',
    `from ${module} import ${name} as function  # noqa: E402`,
    '',
    '',
    'def shape(*dims, dtype=jnp.float32):',
    '    return jax.ShapeDtypeStruct(dims, dtype)',
    '',
    '',
    '# In place of each `...`: shape(8, 128), {"w": shape(128, 512, dtype=jnp.bfloat16)}, or parameters as their initialiser',
    '# makes them, jax.eval_shape(init, jax.random.key(0)). A static argument is given its value.',
    'arguments = {',
  ]
  const names = [...positional, ...keywords]
  const script = [
    ...head,
    ...names.map((argument) => `    ${JSON.stringify(argument)}: ...,`),
    '}',
    '',
    'missing = [name for name, value in arguments.items() if value is ...]',
    'if missing:',
    '    sys.exit(f"{__file__}: fill in first: {\', \'.join(missing)}")',
    '',
    '# Below ten frames of a library the line that called it would be left out.',
    'jax.config.update("jax_traceback_in_locations_limit", 40)',
    'jitted = function if hasattr(function, "lower") else jax.jit(function)',
    `keywords = {name: arguments.pop(name) for name in ${JSON.stringify(keywords)}}`,
    'lowered = jitted.lower(*arguments.values(), **keywords)',
    `target = here / ${JSON.stringify(capturedName(name))}`,
    'target.write_text(lowered.as_text(debug_info=True), encoding="utf-8")',
    'print(f"wrote {target}")',
    '',
  ].join('\n')
  return { script, argumentsLine: head.length - (names.length === 0 ? 1 : 0) }
}
