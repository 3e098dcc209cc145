// Indexes of things that are never changed, made when first asked for and kept as long as what they are of.

/** `make` once for each thing. */
export function indexed<Of extends object, Index>(make: (of: Of) => Index): (of: Of) => Index {
  const known = new WeakMap<Of, Index>()
  return (of) => {
    let index = known.get(of)
    if (index === undefined) known.set(of, (index = make(of)))
    return index
  }
}
