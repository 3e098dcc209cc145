// Collectives: replica groups, channels, shapes that are gathered or scattered.
import { fitsSize } from './checkedTypes'
import { areCompatible } from './checkedTypes'
import { atLeast, elementIs, equalElements, equalTypes, firstOf, found, inRange, printType, shapeIs } from './findings'
import type { IntegerList } from './lists'
import { readList, readNumber } from './lists'
import type { Check, CheckedType, Finding, Question } from './question'
import { checkReducer } from './reducers'

interface GroupLabels {
  readonly unique: string
  readonly range: string
  /** Whether -1 may fill shorter groups. */
  readonly mayFill?: true
  readonly mayHaveGaps?: true
}

/** Undefined for meshes and what is not written as numbers. */
const readGroups = (text: string): IntegerList | undefined => readList(text, 'replica_groups')

/** Each replica once, from 0 on without a gap. */
function checkGroups({ attributes }: Question, labels: GroupLabels): Finding {
  const { unique, range } = labels
  const groups = readGroups(attributes)
  if (groups === undefined) return undefined
  if (groups.dims.length !== 2) return `replica_groups has rank ${groups.dims.length}; its rank must be 2`
  const ids = groups.values.filter((id) => id !== -1 || labels.mayFill !== true)
  const seen = new Set<number>()
  for (const id of ids) {
    if (seen.has(id)) return found(`replica_groups has ${id} twice; each may be there once`, unique)
    seen.add(id)
  }
  const hasFlag = /use_global_device_ids/.test(attributes) && !/use_global_device_ids\s*=\s*false/.test(attributes)
  if (hasFlag && groups.values.length === 0) return 'replica_groups is empty; it must not be with use_global_device_ids'
  const negative = ids.find((id) => id < 0)
  if (negative !== undefined) return found(`replica_groups has ${negative}; it must be at least 0`, range)
  const missing = labels.mayHaveGaps === true ? -1 : ids.findIndex((_, i) => !seen.has(i))
  return missing >= 0
    ? found(`replica_groups has no ${missing}; it must have each id below ${ids.length}`, range)
    : checkChannel(attributes, hasFlag)
}

function checkChannel(text: string, hasFlag: boolean): Finding {
  if (!hasFlag) return undefined
  const channel = readNumber(text, 'handle', 'channel_id')
  return channel !== undefined && channel <= 0
    ? `channel_id is ${channel}; it must be positive with use_global_device_ids`
    : channel === undefined
      ? 'it has no channel; it must have one with use_global_device_ids'
      : undefined
}

/** Number of devices in a group; with a channel and without global ids a group has all partitions of its replicas. */
function groupSize(text: string): number | undefined {
  if (/channel_handle|channel_id/.test(text) && !/use_global_device_ids/.test(text)) return undefined
  const groups = readGroups(text)
  return groups?.dims.length === 2 ? groups.dims[1] : undefined
}

const pairs = (
  { operands, results }: Question,
  check: (operand: CheckedType, result: CheckedType) => Finding,
): Finding =>
  operands.length === results.length
    ? firstOf(operands, (operand, i) => check(operand, results[i]!))
    : `${operands.length} operands and ${results.length} results; there must be as many of each`

export const checkAllGather: Check = (question) => {
  const { attributes } = question
  const dim = readNumber(attributes, 'all_gather_dim')
  return (
    checkGroups(question, { unique: 'C2', range: 'C4' }) ??
    pairs(question, (operand, result) => {
      if (dim === undefined || !operand.isRanked) return undefined
      const range = inRange('all_gather_dim', [dim], operand.dims.length, 'C1')
      if (range !== undefined || !result.isRanked) return range
      const [from, to] = [operand.dims[dim]!, result.dims[dim] ?? -1]
      if (from === 0) return `operand dim ${dim} has size 0 and cannot be gathered`
      const isMultiple = from < 0 || to < 0 || to % from === 0
      return (
        equalElements(['operand', operand], ['result', result], 'C6') ??
        shapeIs(
          ['result', result],
          operand.dims.map((size, i) => (i === dim ? -1 : size)),
          'C6',
        ) ??
        (isMultiple ? undefined : found(`result dim ${dim} has size ${to}; it must be a multiple of ${from}`, 'C6'))
      )
    })
  )
}

export const checkAllReduce: Check = (question) => {
  const { operands: inputs, results, regions } = question
  return (
    checkGroups(question, { unique: 'C1', range: 'C3', mayFill: true }) ??
    pairs(question, (operand, result) =>
      operand.isRanked && result.isRanked ? shapeIs(['result', result], operand.dims, 'C6') : undefined,
    ) ??
    firstOf(inputs, (input, i) => checkReducer(regions[0], { inputs: [input], results: [results[i]!], label: 'C5' }))
  )
}

export const checkReduceScatter: Check = (question) => {
  const { operands, results, regions, attributes } = question
  const [operand, result] = [operands[0]!, results[0]!]
  const dim = readNumber(attributes, 'scatter_dimension')
  const shape = (): Finding => {
    if (dim === undefined || !operand.isRanked) return undefined
    const range = inRange('scatter_dimension', [dim], operand.dims.length, 'C2')
    if (range !== undefined) return range
    const [from, group] = [operand.dims[dim]!, groupSize(attributes)]
    const wanted = operand.dims.map((size, i) => (i === dim ? -1 : size))
    if (from === 0) return `operand dim ${dim} has size 0 and cannot be scattered`
    const others = shapeIs(['result', result], wanted, 'C8')
    if (others !== undefined || !result.isRanked) return others
    const to = result.dims[dim]!
    if (from < 0 || to < 0) return undefined
    if (to === 0 || from % to !== 0)
      return found(`operand dim ${dim} has size ${from}, which is no multiple of ${to} of the result`, 'C8')
    if (group === undefined || group === 0 || from === to * group) return undefined
    return found(`operand dim ${dim} has size ${from}; it must be ${group} times ${to} of the result`, 'C8')
  }
  const least = dim === undefined ? undefined : atLeast('scatter_dimension', [dim], 0, 'C2')
  return (
    least ??
    checkGroups(question, { unique: 'C3', range: 'C5' }) ??
    checkReducer(regions[0], { inputs: [operand], results: [result], label: 'C7' }) ??
    shape()
  )
}

export const checkAllToAll: Check = (question) => {
  const { attributes } = question
  const [split, concat] = [readNumber(attributes, 'split_dimension'), readNumber(attributes, 'concat_dimension')]
  const count = readNumber(attributes, 'split_count')
  const group = groupSize(attributes)
  if (split === undefined || concat === undefined || count === undefined) return undefined
  const attribute =
    atLeast('split_dimension', [split], 0, 'C1') ??
    atLeast('concat_dimension', [concat], 0, 'C3') ??
    atLeast('split_count', [count], 1, 'C4') ??
    checkGroups(question, { unique: 'C5', range: 'C7' }) ??
    (group === undefined || group === 0 || group === count
      ? undefined
      : found(`replica groups have ${group} entries and split_count is ${count}; they must be equal`, 'C8'))
  return (
    attribute ??
    pairs(question, (operand, result) => {
      if (!operand.isRanked) return undefined
      const range =
        inRange('split_dimension', [split], operand.dims.length, 'C1') ??
        inRange('concat_dimension', [concat], operand.dims.length, 'C3')
      if (range !== undefined) return range
      const size = operand.dims[split]!
      if (size >= 0 && size % count !== 0)
        return found(`operand dim ${split} has size ${size}; split_count ${count} must divide it`, 'C2')
      const dims = operand.dims.map((each, dim) =>
        each < 0 || split === concat ? each : dim === split ? each / count : dim === concat ? each * count : each,
      )
      return shapeIs(['result', result], dims, 'C9') ?? equalElements(['operand', operand], ['result', result], 'C9')
    })
  )
}

export const checkCollectivePermute: Check = (question) => {
  const list = readList(question.attributes, 'source_target_pairs')
  if (list !== undefined) {
    if (list.dims.length !== 2 || (list.dims[1] !== 2 && list.values.length > 0))
      return found(`source_target_pairs has shape [${list.dims.join(', ')}]; it must be [n, 2]`, 'C1')
    const sources = list.values.filter((_, i) => i % 2 === 0)
    const targets = list.values.filter((_, i) => i % 2 === 1)
    const twice = (ids: readonly number[]): number | undefined => ids.find((id, i) => ids.indexOf(id) !== i)
    if (twice(sources) !== undefined) return found(`source_target_pairs has source ${twice(sources)!} twice`, 'C2')
    if (twice(targets) !== undefined) return found(`source_target_pairs has target ${twice(targets)!} twice`, 'C3')
    const negative = atLeast('source_target_pairs', list.values, 0, 'C4')
    if (negative !== undefined) return negative
  }
  return pairs(question, (operand, result) => equalTypes(['operand', operand], ['result', result], 'C5'))
}

export const checkCollectiveBroadcast: Check = (question) => {
  const inputs = withoutRoot(question)
  if (typeof inputs === 'string') return inputs
  return (
    checkGroups(question, { unique: 'C1', range: 'C2', mayFill: true, mayHaveGaps: true }) ??
    pairs({ ...question, operands: inputs }, (operand, result) =>
      equalTypes(['operand', operand], ['result', result], 'C3'),
    )
  )
}

/** Operands without the last one where it holds the roots. */
function withoutRoot({ operands, attributes }: Question): readonly CheckedType[] | string {
  const hasRoot = /has_dynamic_root/.test(attributes) && !/has_dynamic_root\s*=\s*false/.test(attributes)
  const inputs = hasRoot ? operands.slice(0, -1) : operands
  const root = hasRoot ? operands.at(-1) : undefined
  if (inputs.length === 0) return 'it has no operand beside the root'
  if (root === undefined) return inputs
  return elementIs(['root', root], ['i32']) ?? shapeIs(['root', root], [inputs.length]) ?? inputs
}

export const checkCollectiveReduce: Check = (question) => {
  const inputs = withoutRoot(question)
  if (typeof inputs === 'string') return inputs
  const { results, regions } = question
  return (
    checkGroups(question, { unique: 'C1', range: 'C2', mayFill: true, mayHaveGaps: true }) ??
    pairs({ ...question, operands: inputs }, (operand, result) =>
      operand.isRanked ? shapeIs(['result', result], operand.dims) : undefined,
    ) ??
    firstOf(inputs, (input, i) => checkReducer(regions[0], { inputs: [input], results: [results[i]!], label: '' }))
  )
}

/** replica_id and partition_id. */
export const checkIdentifier: Check = ({ results }) =>
  areCompatible(results[0]!, results[0]!) &&
  fitsSize(results[0]!.dims.length, results[0]!.isRanked ? 0 : -1) &&
  (results[0]!.comparedElement ?? 'ui32') === 'ui32'
    ? undefined
    : `the result is ${printType(results[0]!)}; it must be ui32`
