// Interned rules: operations with equal name, attribute texts, types and combiner share one rule.
import { createSequenceTable } from '../../base/sequenceTable'
import { textOf } from '../../mlir/text'
import type { Module } from '../../model/module'
import type { TensorType } from '../../model/tensorTypes'
import { makeTensorType } from '../../model/tensorTypes'
import { addCaptured, makeBrokenRule, makeIdentityRule, makeRule } from './makeRule'
import type { RuleQuestion } from './question'
import type { Combiner, OperationRule } from './rule'

const combinerIds: readonly (Combiner | undefined)[] = [undefined, 'add', 'mul', 'max', 'min', 'and', 'or']
const identityName = -2
const emptyName = -3

/** Types of an operation's values, by ids in `module.types`. */
export interface ValueTypes {
  readonly operands: readonly number[]
  /** What its regions read from outside: they follow the operands, and are whole. */
  readonly captured?: readonly number[]
  readonly results: readonly number[]
}

export interface RuleTable {
  /** Rule of an operation. */
  readonly ofOperation: (
    operation: number,
    types: ValueTypes,
    question?: Partial<Pick<RuleQuestion, 'combiner' | 'isManual' | 'steppedDims'>>,
  ) => number
  /** Identity rule over values of the given types. */
  readonly ofTie: (operandTypes: readonly number[], resultTypes: readonly number[]) => number
  /** Rule without ports. */
  readonly empty: () => number
  readonly rules: readonly OperationRule[]
}

export function createRuleTable(module: Module): RuleTable {
  const table = createSequenceTable()
  const rules: OperationRule[] = []
  const { operations, texts } = module.columns
  const typesOf = (ids: readonly number[]): TensorType[] =>
    ids.map((id) => module.types[id] ?? makeTensorType('opaque', []))
  const intern = (key: readonly number[], make: (id: number) => OperationRule): number => {
    const id = table.intern(key, 0, key.length)
    if (id === rules.length) rules.push(make(id))
    return id
  }
  const textAt = (id: number): string => (id < 0 ? '' : textOf(module.columns, texts, id))
  return {
    rules,
    ofOperation: (operation, types, { combiner, isManual = false, steppedDims = 0 } = {}) => {
      const captured = types.captured ?? []
      const [name, head, attributes] = [
        operations.name[operation]!,
        operations.head[operation]!,
        operations.attributes[operation]!,
      ]
      const isBroken = module.isBroken[operation] === 1
      const key = [
        name,
        head,
        attributes,
        combinerIds.indexOf(combiner),
        (isManual ? 1 : 0) + (isBroken ? 2 : 0),
        steppedDims,
        types.operands.length,
        captured.length,
        ...types.operands,
        ...captured,
        ...types.results,
      ]
      return intern(key, (id) => {
        const kind = module.kinds[name] ?? 'unknown'
        const [operands, results] = [typesOf(types.operands), typesOf(types.results)]
        if (isBroken) return makeBrokenRule({ operands: [...operands, ...typesOf(captured)], results }, id)
        const texts = { head: textAt(head), attributes: textAt(attributes) }
        const rule = makeRule({ kind, ...texts, operands, results, combiner, isManual, steppedDims }, id)
        return addCaptured(rule, typesOf(captured))
      })
    },
    ofTie: (operandTypes, resultTypes) =>
      intern([identityName, operandTypes.length, ...operandTypes, ...resultTypes], (id) =>
        makeIdentityRule({ operands: typesOf(operandTypes), results: typesOf(resultTypes) }, id),
      ),
    empty: () => intern([emptyName], (id) => ({ id, factors: [], ports: [], operandCount: 0 })),
  }
}

/** Text of an operation's name, for messages. */
export const nameOf = (module: Module, operation: number): string =>
  textOf(module.columns, module.columns.names, module.columns.operations.name[operation]!)
