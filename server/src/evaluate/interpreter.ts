// Runs a function on one device, as a generator: it yields where it has to meet other devices, and is resumed with what they gave.
import { readCallTarget, readInteger, readSymbol } from '../model/attributes'
import { operationTable } from '../model/operations'
import { entryBlock } from '../model/buildModule'
import type { TensorType } from '../model/tensorTypes'
import { makeTensorType } from '../model/tensorTypes'
import { evaluateCheck, isCheck } from './checks'
import { checkOperands, checkType } from './typeChecks'
import { EvaluationError } from './kernel'
import type { OperationPlan, Plans } from './plan'
import { evaluateQuantized, needsDequantizing } from './quantized'
import type { Tensor } from './tensor'
import { makeTensor, numberAt } from './tensor'

/** Several values as one: tuples nest. */
export type Value = Tensor | readonly Value[]

/** What a device asks of the others; it goes on when it is answered. */
export interface MeetingRequest {
  readonly operation: number
  readonly plan: OperationPlan
  readonly operands: readonly Value[]
  /** Combines two scalars or tensors by the operation's region. */
  readonly runRegion: (index: number, inputs: readonly Tensor[]) => readonly Tensor[]
}

export type Run = Generator<MeetingRequest, readonly Value[], readonly Value[]>

export interface Machine {
  readonly plans: Plans
  /** Where this device stands. */
  readonly replica: number
  readonly partition: number
  /** Failed checks (`check.expect_eq` and its like), by their message. */
  readonly failures: string[]
}

type Frame = Map<number, Value>

/** Thrown for an operation that cannot be evaluated; `operation` is its index in the module. */
export class OperationError extends Error {
  constructor(
    readonly operation: number,
    message: string,
  ) {
    super(message)
  }
}

/** Runs a function of the module; `index` is its index in `columns.functions`. */
export function* runFunction(machine: Machine, index: number, inputs: readonly Value[]): Run {
  const { columns, types } = machine.plans.module
  const block = entryBlock(columns, index)
  if (block < 0) throw new EvaluationError('a function without a body is called')
  const results = yield* runBlock(machine, block, inputs, new Map())
  const { operation, resultStart, resultType } = columns.functions
  const declared = Array.from(resultType.subarray(resultStart[index], resultStart[index + 1]), (type) => types[type])
  checkAt(operation[index]!, () => {
    checkCount('the function', results.length, declared.length)
    results.forEach((result, i) => {
      checkValue(`result ${i} of the function`, result, declared[i])
    })
  })
  return results
}

/** Places what `check` throws at an operation. */
function checkAt(operation: number, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof EvaluationError) throw new OperationError(operation, error.message)
    throw error
  }
}

function* runBlock(machine: Machine, block: number, inputs: readonly Value[], frame: Frame): Run {
  const { blocks, operations } = machine.plans.module.columns
  const first = blocks.argumentStart[block]!
  if (inputs.length !== blocks.argumentCount[block])
    throw new EvaluationError(`a block of ${blocks.argumentCount[block]!} arguments is given ${inputs.length}`)
  inputs.forEach((input, i) => {
    checkValue(`argument ${i} of a block`, input, declaredType(machine, first + i))
    frame.set(first + i, input)
  })
  const end = blocks.endOperation[block]!
  for (let operation = blocks.firstOperation[block]!; operation < end; operation = operations.subtreeEnd[operation]!) {
    const plan = machine.plans.planOf(operation)
    const operands = plan.operands.map((value) => lookUp(frame, value))
    if (operationTable[plan.kind].family === 'return') return operands
    const results = yield* runOperation(machine, operation, plan, operands, frame)
    plan.results.forEach((value, i) => frame.set(value, results[i]!))
    for (const value of plan.dying) frame.delete(value)
  }
  return []
}

const declaredType = ({ plans: { module } }: Machine, value: number): TensorType | undefined =>
  module.types[module.columns.values.type[value]!]

function argumentTypes(machine: Machine, block: number): TensorType[] {
  const { blocks } = machine.plans.module.columns
  const first = blocks.argumentStart[block] ?? 0
  return Array.from({ length: blocks.argumentCount[block] ?? 0 }, (_, i) => declaredType(machine, first + i) ?? opaque)
}

/** Tuples and values of unknown type are not checked. */
function checkValue(what: string, found: Value, declared: TensorType | undefined): void {
  if (declared !== undefined && !Array.isArray(found)) checkType(what, asTensor(found), declared)
}

function checkCount(what: string, found: number, declared: number): void {
  if (found !== declared) throw new EvaluationError(`${what} gives ${found} results where ${declared} are declared`)
}

function lookUp(frame: Frame, value: number): Value {
  const found = frame.get(value)
  if (found === undefined) throw new EvaluationError('an operand is not defined')
  return found
}

function* runOperation(
  machine: Machine,
  operation: number,
  plan: OperationPlan,
  operands: readonly Value[],
  frame: Frame,
): Run {
  try {
    const results = yield* runByFamily(machine, operation, plan, operands, frame)
    checkCount(plan.name, results.length, plan.results.length)
    plan.results.forEach((value, i) => {
      checkValue(`result ${i} of ${plan.name}`, results[i]!, declaredType(machine, value))
    })
    return results
  } catch (error) {
    if (error instanceof EvaluationError) throw new OperationError(operation, error.message)
    throw error
  }
}

function runByFamily(
  machine: Machine,
  operation: number,
  plan: OperationPlan,
  operands: readonly Value[],
  frame: Frame,
): Run {
  switch (operationTable[plan.kind].family) {
    case 'while':
      return runLoop(machine, plan, operands, frame)
    case 'branch':
      return runBranch(machine, plan, operands, frame)
    case 'call':
      return runCall(machine, plan, operands)
    case 'collective':
      return runCollective(machine, operation, plan, operands, frame)
    case 'transfer':
      return runTransfer(machine, operation, plan, operands, frame)
    default:
      return runPlain(machine, operation, plan, operands, frame)
  }
}

function* runLoop(machine: Machine, plan: OperationPlan, inits: readonly Value[], frame: Frame): Run {
  const [condition, body] = [plan.blocks[0] ?? -1, plan.blocks[1] ?? -1]
  if (condition < 0 || body < 0) throw new EvaluationError('a while without its two regions')
  let carried = inits
  for (;;) {
    const [goesOn] = yield* runBlock(machine, condition, carried, frame)
    if (asTensor(goesOn).data[0] === 0) return carried
    carried = yield* runBlock(machine, body, carried, frame)
  }
}

/** An index out of range takes the last branch; `if` takes its first branch when true. */
function* runBranch(machine: Machine, plan: OperationPlan, operands: readonly Value[], frame: Frame): Run {
  const selector = numberAt(asTensor(operands[0]), 0)
  const last = plan.blocks.length - 1
  const isIn = selector >= 0 && selector <= last
  const index = plan.kind === 'if' ? (selector === 0 ? 1 : 0) : isIn ? selector : last
  return yield* runBlock(machine, plan.blocks[index]!, [], frame)
}

function* runCall(machine: Machine, plan: OperationPlan, operands: readonly Value[]): Run {
  const decomposition = /decomposition\s*=\s*(@.*)/s.exec(plan.attributes)?.[1]
  const symbol = readSymbol(decomposition ?? plan.attributes) ?? ''
  const index = machine.plans.module.functions.get(symbol)
  if (index === undefined) throw new EvaluationError(`no function \`@${symbol}\` in this module`)
  return yield* runFunction(machine, index, operands)
}

function* runCollective(
  machine: Machine,
  operation: number,
  plan: OperationPlan,
  operands: readonly Value[],
  frame: Frame,
): Run {
  if (plan.kind === 'partition_id' || plan.kind === 'replica_id') {
    const id = makeTensor('ui32', [])
    id.data[0] = plan.kind === 'partition_id' ? machine.partition : machine.replica
    return [id]
  }
  return yield { operation, plan, operands, runRegion: regionRunner(machine, plan, frame) }
}

const opaque = makeTensorType('opaque', [])
const token: Value = { type: opaque, data: new Float64Array(0) }

function* runTransfer(
  machine: Machine,
  operation: number,
  plan: OperationPlan,
  operands: readonly Value[],
  frame: Frame,
): Run {
  switch (plan.kind) {
    case 'tuple':
      return [operands]
    case 'get_tuple_element': {
      const index = readInteger(plan.attributes, 'index') ?? Number(/\[(\d+)\]/.exec(plan.attributes)?.[1] ?? 0)
      const found = Array.isArray(operands[0]) ? (operands[0][index] as Value | undefined) : undefined // a tuple's items
      if (found === undefined) throw new EvaluationError(`the tuple has no element ${index}`)
      return [found]
    }
    case 'after_all':
    case 'create_token':
      return [token]
    case 'add_dependency':
      return [operands[0]!]
    case 'outfeed':
      return [token]
    case 'send':
    case 'recv':
    case 'infeed':
      return yield { operation, plan, operands, runRegion: regionRunner(machine, plan, frame) }
    default:
      throw new EvaluationError(`${plan.name} is not evaluated`)
  }
}

function* runPlain(
  machine: Machine,
  operation: number,
  plan: OperationPlan,
  operands: readonly Value[],
  frame: Frame,
): Run {
  const { module } = machine.plans
  const { family } = operationTable[plan.kind]
  if (family === 'constant') return [machine.plans.constantOf(operation, plan)]
  if (isCheck(plan)) {
    const failure = evaluateCheck(plan, operands.map(asTensor))
    if (failure !== undefined) machine.failures.push(failure)
    return plan.results.map(() => truth(failure === undefined))
  }
  if (plan.name === 'interpreter.run_parallel')
    return yield { operation, plan, operands, runRegion: regionRunner(machine, plan, frame) }
  if (plan.kind === 'custom_call') {
    // What the host is told, prints of a debugger say, comes back as nothing.
    if (plan.results.length === 0) return []
    if (isIdentity(plan)) return operands
  }
  const call = {
    kind: plan.kind,
    attributes: plan.attributes,
    operands: operands.map(asTensor),
    resultTypes: plan.results.map((value) => module.types[module.columns.values.type[value]!]!),
    runRegion: regionRunner(machine, plan, frame),
    argumentTypes: (index: number) => argumentTypes(machine, plan.blocks[index] ?? -1),
    reducer: plan.reducer,
  }
  if (family === 'elementwise') checkOperands(plan.name, plan.kind, call.operands)
  if (needsDequantizing(call)) return evaluateQuantized(call, plan.kernel)
  if (plan.kernel === undefined) throw new EvaluationError(`${nameOf(plan)} is not evaluated`)
  return plan.kernel(call)
}

function truth(holds: boolean): Tensor {
  const result = makeTensor('i1', [])
  result.data[0] = Number(holds)
  return result
}

/** With the target of a custom_call, which says what it is. */
function nameOf({ kind, name, attributes }: OperationPlan): string {
  if (kind !== 'custom_call') return name
  const target = readCallTarget(attributes)
  return target === '' ? name : `${name} @${target}`
}

const isIdentity = ({ attributes }: OperationPlan): boolean =>
  /^(?:Sharding|annotate_device_placement)$/.test(readCallTarget(attributes))

/** Regions of kernels run to their end at once: nothing in them meets other devices. */
const regionRunner =
  (machine: Machine, plan: OperationPlan, frame: Frame) =>
  (index: number, inputs: readonly Tensor[]): readonly Tensor[] => {
    const block = plan.blocks[index] ?? -1
    if (block < 0) throw new EvaluationError(`${plan.name} has no region ${index}`)
    const step = runBlock(machine, block, inputs, frame).next()
    if (step.done !== true) throw new EvaluationError(`a collective inside a region of ${plan.name} is not evaluated`)
    return step.value.map(asTensor)
  }

export function asTensor(value: Value | undefined): Tensor {
  if (value === undefined || Array.isArray(value))
    throw new EvaluationError('a tensor is needed where a tuple is given')
  return value as Tensor // not a list of values
}
