// How values are called in texts, and back: argument paths, and SSA names as the model writes them.
import { indexed } from '../base/indexed'
import { decodeText, encodeText } from '../mlir/text'
import type { Program } from './program'
import { NodeRole } from './program'

/** `params.layer_0.attn.q` for an argument, `%57` or `%58#1` for another value. */
export function valueName(program: Program, value: number): string {
  const { module, values } = program
  const argument = argumentNumbers(program).get(value)
  if (argument !== undefined) return module.arguments[argument]?.path ?? `arg${argument}`
  const source = values.source[value]!
  if (source < 0) return 'an undefined value'
  const { columns } = module
  const name = decodeText(columns.bytes, columns.values.nameStart[source]!, columns.values.nameEnd[source]!)
  const operation = columns.values.operation[source]!
  const hasSiblings = operation >= 0 && columns.operations.resultCount[operation]! > 1
  return hasSiblings ? `${name}#${columns.values.index[source]!}` : name
}

const argumentNumbers = indexed(
  ({ arguments: values }: Program) => new Map(Array.from(values, (value, argument) => [value, argument])),
)

/** The name of a value of the function's own body, which names it alone; undefined for others, whose names may come again. */
export function bodyName(program: Program, value: number): string | undefined {
  if (program.values.region[value] !== 0 || program.values.source[value]! < 0 || isExpanded(program, value))
    return undefined
  const name = valueName(program, value)
  return name.startsWith('%') ? name : undefined
}

/**
 * Values of the analysed function that `%57`, `%58#1` or `%arg3` names; `%58` names all results of its operation. Names
 * count once for each region, so one of the function's body comes before those inside, and these in text order. What calls
 * expand has names of another function.
 */
export function findNamedValues(program: Program, text: string): number[] {
  const [name = '', number] = text.split('#')
  const { columns } = program.module
  const { values, nodes } = program
  const wanted = encodeText(name)
  const found: number[] = []
  for (let value = 0; value < values.count; value++) {
    const source = values.source[value]!
    if (source < 0 || !hasName(program, source, wanted)) continue
    const node = values.node[value]!
    if (node >= 0 && nodes.role[node] === NodeRole.output) continue
    if (isExpanded(program, value)) continue
    if (number === undefined || (columns.values.operation[source]! >= 0 && columns.values.index[source] === +number)) {
      found.push(value)
    }
  }
  const first = found.find((value) => values.region[value] === 0) ?? found[0]
  return found.filter((value) => definesTogether(program, value, first ?? -1))
}

function hasName({ module: { columns } }: Program, source: number, wanted: Uint8Array): boolean {
  const start = columns.values.nameStart[source]!
  if (columns.values.nameEnd[source]! - start !== wanted.length) return false
  for (let i = 0; i < wanted.length; i++) if (columns.bytes[start + i] !== wanted[i]) return false
  return true
}

/** Made by a call: its definition, or the loop or branch of its region, stands in another function. */
function isExpanded({ nodes, values, regions }: Program, value: number): boolean {
  const node = values.node[value]!
  const holder = node >= 0 ? node : regions[values.region[value]!]!.node
  return holder >= 0 && nodes.callSite[holder]! >= 0
}

/** The same value, or two results of one operation. */
function definesTogether({ module, values }: Program, value: number, other: number): boolean {
  if (value === other) return true
  const operationOf = (v: number): number => module.columns.values.operation[values.source[v]!]!
  return operationOf(value) >= 0 && operationOf(value) === operationOf(other)
}
