// What Shardy's propagation tests expect of each function, beside what our propagation makes of the same shardings.
import { NodeRole } from '../../../server/src/sharding/program'
import { declaredAxes } from '../../../server/src/engine/valueSharding'
import { readSdySharding, readShardingList } from '../../../server/src/model/shardings/readSdySharding'
import type { TensorSharding } from '../../../server/src/model/shardings/sharding'
import { runModule } from '../moduleShardings'

export interface ComparedFunction {
  readonly name: string
  /** What is expected and not so here: `%arg1 a|b (here b|a)`, `an operation a|b`. */
  readonly missing: readonly string[]
  /** How many shardings are expected. */
  readonly expected: number
}

/** Each function of a file by itself, with the meshes of its chunk. Functions that call each other are left out: passes inline them. */
export function compareFile(text: string): ComparedFunction[] {
  return text.split(/^\/\/ -----.*$/m).flatMap((chunk) => {
    if (/\bcall @/.test(chunk)) return []
    const meshes = [...chunk.matchAll(/^sdy\.mesh .*$/gm)].map(([line]) => line).join('\n')
    const parts = chunk.split(/^(?=\/\/ CHECK-LABEL)/m)
    return parts.flatMap((part) => compareFunction(part.includes('sdy.mesh @') ? part : `${meshes}\n${part}`) ?? [])
  })
}

/** Undefined where nothing is expected. */
function compareFunction(chunk: string): ComparedFunction | undefined {
  const [name, ...more] = [...chunk.matchAll(/^func\.func (?:public |private )?@(\w+)/gm)].map(
    (match) => match[1] ?? '',
  )
  if (name === undefined || more.length > 0) return undefined
  const checks = chunk.split('\n').filter((line) => /\/\/ *CHECK/.test(line) && !line.includes('CHECK-NOT'))
  const theirs = expectedOf(checks)
  const expected = theirs.arguments.size + theirs.results.length + theirs.operations.length
  if (expected === 0) return undefined
  const ours = computedOf(chunk)
  const missing: string[] = []
  for (const [index, dims] of theirs.arguments)
    if (ours.arguments[index] !== dims) missing.push(`%arg${index} ${dims} (here ${ours.arguments[index] ?? ''})`)
  theirs.results.forEach((dims, i) => {
    if (ours.results[i] !== dims) missing.push(`result ${i} ${dims} (here ${ours.results[i] ?? ''})`)
  })
  const made = [...ours.operations]
  for (const dims of theirs.operations) {
    const at = made.indexOf(dims)
    if (at < 0) missing.push(`an operation ${dims}`)
    else made.splice(at, 1)
  }
  return { name, missing, expected }
}

/** Split dims as text, `a,b|c`; `` where nothing is split. */
interface Shardings {
  readonly arguments: ReadonlyMap<number, string>
  readonly results: readonly string[]
  readonly operations: readonly string[]
}

const textOf = (dims: readonly (readonly string[])[]): string =>
  dims.every((axes) => axes.length === 0) ? '' : dims.map((axes) => axes.join(',')).join('|')

const dimsOf = ({ dims }: TensorSharding): string =>
  textOf(
    dims.map(({ axes }) =>
      axes.map(({ name, part }) => (part === undefined ? name : `${name}:(${part.before})${part.size}`)),
    ),
  )

function oneOf(text: string | undefined): string {
  const read = text === undefined ? undefined : readSdySharding(text)
  return read?.kind === 'read' ? dimsOf(read.value) : ''
}

function expectedOf(checks: readonly string[]): Shardings {
  const args = new Map<number, string>()
  const results: string[] = []
  const operations: string[] = []
  let isHead = false
  for (const line of checks) {
    if (line.includes('CHECK-LABEL')) isHead = true
    else if (!line.includes('CHECK-SAME')) isHead = false
    if (isHead) {
      const [left, right] = line.split('->')
      for (const [, index, sharding] of (left ?? '').matchAll(
        /%arg(\d+): tensor<[^>]*>(?: \{sdy\.sharding = #sdy\.sharding(<@[^>]*>))?/g,
      ))
        args.set(Number(index), oneOf(sharding))
      for (const [, sharding] of (right ?? '').matchAll(
        /(?:tensor<[^>]*>|!stablehlo\.token)(?: \{sdy\.sharding = #sdy\.sharding(<@[^>]*>))?/g,
      ))
        results.push(oneOf(sharding))
      continue
    }
    // Constants are copied for each use here, so they have no sharding of their own.
    if (/stablehlo\.(constant|iota)|sdy\.constant/.test(line)) continue
    for (const match of line.matchAll(/(?:sharding_per_value<|out_shardings=)(\[.*)/g)) {
      const read = readShardingList(match[1] ?? '')
      if (read.kind === 'read') operations.push(...read.value.map(dimsOf))
    }
    const constraint = /sdy\.sharding_constraint [^<]*(<@[^>]*>)/.exec(line)?.[1]
    if (constraint !== undefined) operations.push(oneOf(constraint))
  }
  return { arguments: args, results, operations: operations.filter((text) => text !== '') }
}

function computedOf(chunk: string): { arguments: string[]; results: string[]; operations: string[] } {
  const { state, model } = runModule(chunk)
  const { program } = model
  const textFor = (value: number): string =>
    textOf(declaredAxes(state, value).map((axes) => axes.map((axis) => state.mesh.axes[axis]!.name)))
  const results = Array.from(program.outputs, (node) => program.nodes.ports[program.nodes.portStart[node]! + 1]!)
  const entries = new Set(program.manual.borders.flatMap(({ node, isEntry }) => (isEntry ? [node] : [])))
  const made: string[] = []
  for (let value = 0; value < program.values.count; value++) {
    const node = program.values.node[value]!
    if (node < 0 || program.nodes.role[node] === NodeRole.output || entries.has(node)) continue
    made.push(textFor(value))
  }
  return { arguments: Array.from(program.arguments, textFor), results: results.map(textFor), operations: made }
}
