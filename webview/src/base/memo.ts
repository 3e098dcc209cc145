// Results that are kept while what they are made of stays the same.

/** Calls `compute` again only when an argument is another one. */
export function memoizeLast<Inputs extends readonly unknown[], Result>(
  compute: (...inputs: Inputs) => Result,
): (...inputs: Inputs) => Result {
  let last: { readonly inputs: Inputs; readonly result: Result } | undefined
  return (...inputs) => {
    if (last === undefined || !inputs.every((input, i) => Object.is(input, last?.inputs[i]))) {
      last = { inputs, result: compute(...inputs) }
    }
    return last.result
  }
}
