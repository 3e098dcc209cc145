// Indexes of things that are never changed, made when first asked for and kept as long as what they are of.

/** Finds the index of a thing, and makes it the first time. */
export interface Indexed<Of extends object, Index> {
  (of: Of): Index
  /** The index if it was made before. */
  readonly known: (of: Of) => Index | undefined
  /** Takes over an index that was made elsewhere of the same thing: in another thread. */
  readonly keep: (of: Of, index: Index) => void
}

/** `make` once for each thing. */
export function indexed<Of extends object, Index>(make: (of: Of) => Index): Indexed<Of, Index> {
  const made = new WeakMap<Of, Index>()
  const find = (of: Of): Index => {
    let index = made.get(of)
    if (index === undefined) made.set(of, (index = make(of)))
    return index
  }
  return Object.assign(find, {
    known: (of: Of) => made.get(of),
    keep: (of: Of, index: Index) => void made.set(of, index),
  })
}
