// Functions of the model that a local program still refers to (a custom_call's computations, say), as they are written.
import { readSymbols } from '../../model/attributes'
import type { Module } from '../../model/module'
import { decodeText } from '../../mlir/text'

/** Indices of the functions named, and of those that they name, in order of the text; the analysed function is not one. */
export function mentionedFunctions(module: Module, symbols: ReadonlySet<string>): number[] {
  const found = new Set<number>()
  const visit = (symbol: string): void => {
    const index = module.functions.get(symbol)
    if (index === undefined || index === module.main || found.has(index)) return
    found.add(index)
    for (const symbol_ of readSymbols(functionText(module, index))) visit(symbol_)
  }
  for (const symbol of symbols) visit(symbol)
  return [...found].sort((a, b) => a - b)
}

/** Text of a function without its location, which may be an alias that is not defined here. */
export function functionText(module: Module, index: number): string {
  const { columns } = module
  const operation = columns.functions.operation[index]!
  const { start, end } = columns.operations
  const text = decodeText(columns.bytes, start[operation]!, end[operation]!)
  return `  ${text.replace(/ loc\((?:#loc\d*|unknown)\)/g, '')}`
}
