// Evaluation -> a Python file of PartitionSpecs by argument path: what `shardlens export --format jax` writes.
import type { Parameter } from '../model/module'
import type { Evaluation } from './analysis'
import { valueSharding } from './valueSharding'

/** Where the shardings come from, for the file's first lines. */
export interface ExportSource {
  readonly tactics: string
  readonly schedule: string
  readonly model: string
}

/** Python that defines `mesh_shape`, `in_specs` and `out_specs`; trailing dims that are whole are left out, as PartitionSpec has it. */
export function exportJax(evaluation: Evaluation, source: ExportSource): string {
  const { state, local } = evaluation
  const { arguments: args, results } = state.program.module
  const axisName = (axis: number): string => quote(state.mesh.axes[axis]!.name)
  const line = (parameter: Parameter, value: number, name: string): string => {
    const dims = valueSharding(evaluation, parameter, value).map((axes) => specText(axes.map(axisName)))
    while (dims.at(-1) === 'None') dims.pop()
    return `    ${quote(name)}: P(${dims.join(', ')}),`
  }
  const shape = state.mesh.axes.map(({ name, size }) => `${quote(name)}: ${size}`).join(', ')
  return [
    `"""How schedule ${source.schedule} of ${source.tactics} splits the arguments and results of ${source.model}.`,
    '',
    'in_specs and out_specs are by path, as jax.tree_util.keystr(path, simple=True, separator=".") gives it:',
    '',
    '    mesh = jax.make_mesh(tuple(mesh_shape.values()), tuple(mesh_shape))',
    '    def sharding(path, leaf):',
    '        name = jax.tree_util.keystr(path, simple=True, separator=".")',
    '        return NamedSharding(mesh, in_specs["params." + name])',
    '    params = jax.device_put(params, jax.tree_util.tree_map_with_path(sharding, params))',
    '"""',
    '',
    'from jax.sharding import PartitionSpec as P',
    '',
    `mesh_shape = {${shape}}`,
    '',
    'in_specs = {',
    ...args.map((parameter, i) => line(parameter, local.arguments[i]!, parameter.path || `arg${i}`)),
    '}',
    '',
    'out_specs = {',
    ...results.map((parameter, i) => line(parameter, local.results[i]!, parameter.path || `result${i}`)),
    '}',
    '',
  ].join('\n')
}

function specText(axes: readonly string[]): string {
  if (axes.length === 0) return 'None'
  return axes.length === 1 ? axes[0]! : `(${axes.join(', ')})`
}

const quote = (text: string): string => `"${text.replace(/[\\"]/g, (character) => `\\${character}`)}"`
