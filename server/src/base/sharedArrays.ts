// Typed arrays over SharedArrayBuffer, so that a result reaches another thread without a copy.

export const sharedInt8 = (length: number): Int8Array => new Int8Array(new SharedArrayBuffer(length))
export const sharedUint8 = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length))
export const sharedInt16 = (length: number): Int16Array => new Int16Array(new SharedArrayBuffer(2 * length))
export const sharedInt32 = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length))
export const sharedFloat64 = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length))

/** The same numbers in a shared array. */
export function shareInt32(items: ArrayLike<number>): Int32Array {
  const shared = sharedInt32(items.length)
  shared.set(items)
  return shared
}

/** The same numbers in a shared array. */
export function shareUint8(items: ArrayLike<number>): Uint8Array {
  const shared = sharedUint8(items.length)
  shared.set(items)
  return shared
}

/** A shared copy of a shared array. */
export function copyShared<T extends Int8Array | Uint8Array | Int16Array | Int32Array>(
  items: T,
  make: (length: number) => T,
): T {
  const copy = make(items.length)
  copy.set(items)
  return copy
}
