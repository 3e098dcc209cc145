// What the server still wants of a request that the worker has: a shared cell each, read while the worker computes.
// An analysis gives way to that of another file, but for the time that it was granted: so none is put off for ever.

/** 0: go on. 1: another file's analysis waits. 2: nobody wants the answer. */
export type Wish = Int32Array<SharedArrayBuffer>

const giveWay = 1
const end = 2

export const makeWish = (): Wish => new Int32Array(new SharedArrayBuffer(4))

/** Another file's analysis waits: ends the request once it has had its time. */
export const askToGiveWay = (wish: Wish): void => void Atomics.compareExchange(wish, 0, 0, giveWay)

/** Ends the request as soon as it looks. */
export const askToEnd = (wish: Wish): void => void Atomics.store(wish, 0, end)

export const isEnded = (wish: Wish): boolean => Atomics.load(wish, 0) === end

/** Whether a request that has run for so long is to end; milliseconds. */
export const isOver = (wish: Wish, elapsed: number, granted: number): boolean =>
  isEnded(wish) || (Atomics.load(wish, 0) === giveWay && elapsed >= granted)

const firstGrant = 125

/**
 * Milliseconds that an analysis is granted after so many that were ended for other files. It doubles: whatever an analysis takes, it gets
 * there, and what waits for it waits no longer than it has waited itself.
 */
export const grantAfter = (ended: number): number => (ended === 0 ? 0 : firstGrant * 2 ** ended)
