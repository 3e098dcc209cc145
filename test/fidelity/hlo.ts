// HLO text -> its collectives by kind, axes and type, with how often each runs.
import type { CollectiveKind } from '../../server/src/lowering/localProgram'
import type { CollectiveGroup } from './collectives'
import { mergeGroups, ringBytes } from './collectives'

interface Instruction {
  readonly name: string
  readonly shape: string
  readonly opcode: string
  readonly operands: readonly string[]
  readonly line: string
}

interface HloModule {
  readonly entry: string
  readonly computations: ReadonlyMap<string, readonly Instruction[]>
}

const kinds: Readonly<Record<string, CollectiveKind>> = {
  'all-gather': 'all_gather',
  'all-reduce': 'all_reduce',
  'reduce-scatter': 'reduce_scatter',
  'all-to-all': 'all_to_all',
  'collective-permute': 'collective_permute',
}

/**
 * Collectives of a final or partitioned module. An all-reduce of which only slices are read is a reduce_scatter: a back end
 * that has one makes it of that. Loops without a known trip count run once. `mesh`: sizes by name; device ids are row-major.
 */
export function readHloCollectives(text: string, mesh: Readonly<Record<string, number>>): CollectiveGroup[] {
  const module = parseHlo(text)
  const groups: CollectiveGroup[] = []
  const visit = (computation: string, times: number): void => {
    const instructions = module.computations.get(computation) ?? []
    for (const instruction of instructions) {
      const kind = kinds[instruction.opcode.replace(/-start$/, '')]
      if (kind !== undefined) groups.push(groupOf(module, { instruction, kind, computation, times }, mesh))
      const trips = instruction.opcode === 'while' ? tripCount(instruction.line) : 1
      for (const callee of calleesOf(instruction.line)) visit(callee, times * trips)
    }
  }
  visit(module.entry, 1)
  return mergeGroups(groups)
}

function parseHlo(text: string): HloModule {
  const computations = new Map<string, Instruction[]>()
  let entry = ''
  let current: Instruction[] = []
  for (const line of text.replaceAll(/\/\*index=\d+\*\//g, '').split('\n')) {
    const head = /^(ENTRY )?%?([\w.-]+) \(.*\{$/.exec(line)
    if (head !== null) {
      current = []
      computations.set(head[2]!, current)
      if (head[1] !== undefined) entry = head[2]!
      continue
    }
    const found = /^\s+(?:ROOT )?%?([\w.-]+) = (\(.*?\)|\S+) ([\w-]+)\((.*)$/.exec(line)
    if (found === null) continue
    const [, name, shape, opcode, rest] = found
    current.push({ name: name!, shape: shape!, opcode: opcode!, operands: operandsOf(rest!), line })
  }
  return { entry, computations }
}

/** Names up to the parenthesis that closes the operand list. */
const operandsOf = (rest: string): string[] => [...rest.split(')')[0]!.matchAll(/%([\w.-]+)/g)].map(([, name]) => name!)

const tripCount = (line: string): number => Number(/"known_trip_count":\{"n":"(\d+)"/.exec(line)?.[1] ?? 1)

const calleesOf = (line: string): string[] =>
  [
    ...line.matchAll(/\b(?:to_apply|calls|body|condition|true_computation|false_computation)=%?([\w.-]+)/g),
    ...line.matchAll(/\b(?:branch_computations|called_computations)=\{([^}]*)\}/g),
  ].flatMap(([, names]) => names!.split(',').map((name) => name.trim().replace('%', '')))

interface Found {
  readonly instruction: Instruction
  readonly kind: CollectiveKind
  readonly computation: string
  readonly times: number
}

function groupOf(module: HloModule, found: Found, mesh: Readonly<Record<string, number>>): CollectiveGroup {
  const { instruction, times } = found
  const groups = deviceGroups(instruction.line)
  const isScatter = found.kind === 'all_reduce' && isOnlySliced(module, found.computation, instruction.name)
  const kind = isScatter ? 'reduce_scatter' : found.kind
  const size = groups.length === 0 ? Object.values(mesh).reduce((product, one) => product * one, 1) : groups[0]!.length
  // A reduce-scatter of the compiler's own shows its piece; what stands here is the whole.
  const full = bytesOf(instruction.shape) * (found.kind === 'reduce_scatter' ? size : 1)
  return {
    kind,
    axes: axesOf(groups, mesh),
    type: instruction.shape.replaceAll(/\{[^}]*\}/g, ''),
    count: 1,
    executed: times,
    ringBytes: ringBytes(kind, full, size) * times,
  }
}

/** Groups of device ids, or pairs of a permute; none where all devices take part. */
function deviceGroups(line: string): readonly (readonly number[])[] {
  const listed = /(?:replica_groups|source_target_pairs)=\{\{(.*?)\}\}/.exec(line)?.[1]
  if (listed !== undefined) return listed.split('},{').map((group) => group.split(',').map(Number))
  const iota = /replica_groups=\[(\d+),(\d+)\]<=\[([\d,]+)\](?:T\(([\d,]+)\))?/.exec(line)
  if (iota === null) return []
  const [, rows, columns, dims, order] = iota
  const ids = transposedIota(dims!.split(',').map(Number), order?.split(',').map(Number))
  return Array.from({ length: Number(rows) }, (_, row) => ids.slice(row * Number(columns), (row + 1) * Number(columns)))
}

/** 0, 1, 2, … as an array of `dims`, transposed, row by row. */
function transposedIota(dims: readonly number[], order: readonly number[] = dims.map((_, dim) => dim)): number[] {
  const strides = dims.map((_, dim) => dims.slice(dim + 1).reduce((product, size) => product * size, 1))
  return order.reduce<number[]>(
    (ids, dim) => ids.flatMap((id) => Array.from({ length: dims[dim]! }, (_, i) => id + i * strides[dim]!)),
    [0],
  )
}

/** Axes along which the members of a group differ. */
function axesOf(groups: readonly (readonly number[])[], mesh: Readonly<Record<string, number>>): string {
  if (groups.length === 0) return Object.keys(mesh).join()
  const sizes = Object.values(mesh)
  return Object.keys(mesh)
    .filter((_, axis) => {
      const stride = sizes.slice(axis + 1).reduce((product, size) => product * size, 1)
      const placeOf = (device: number): number => Math.floor(device / stride) % sizes[axis]!
      return groups.some((group) => group.some((device) => placeOf(device) !== placeOf(group[0]!)))
    })
    .join()
}

function bytesOf(shape: string): number {
  let total = 0
  for (const [, element, dims] of shape.matchAll(/\b([a-z]+\d*\w*)\[([\d,]*)\]/g)) {
    const width = element === 'pred' ? 1 : Number(/\d+/.exec(element!)?.[0] ?? 32) / 8
    total += dims!.split(',').reduce((product, size) => product * (size === '' ? 1 : Number(size)), width)
  }
  return total
}

const views = new Set(['bitcast', 'copy', 'reshape', 'transpose'])

/** Whether all that reads an instruction, through views and inside fusions, takes a slice of it. */
function isOnlySliced(module: HloModule, computation: string, name: string): boolean {
  const users = (module.computations.get(computation) ?? []).filter(({ operands }) => operands.includes(name))
  return users.length > 0 && users.every((user) => takesSlice(module, computation, user, name))
}

function takesSlice(module: HloModule, computation: string, user: Instruction, name: string): boolean {
  if (user.opcode === 'dynamic-slice') return user.operands[0] === name
  if (views.has(user.opcode)) return isOnlySliced(module, computation, user.name)
  if (user.opcode !== 'fusion' && user.opcode !== 'call') return false
  const [callee] = calleesOf(user.line)
  const inner = module.computations.get(callee ?? '') ?? []
  return user.operands.every((operand, i) => {
    const parameter = inner.find(({ opcode, line }) => opcode === 'parameter' && line.includes(`parameter(${i})`))
    return operand !== name || (parameter !== undefined && isOnlySliced(module, callee!, parameter.name))
  })
}
