// `--trip-count 64`.
import { InvalidArgumentError } from 'commander'
import { isTripCount, mostTrips } from '../protocol/settings'

/** Iterations of a loop of unknown length. Throws commander's error for anything else than a positive whole number. */
export function parseTripCount(text: string): number {
  const value = Number(text.replaceAll('_', ''))
  if (!/^[\d_]+$/.test(text) || !isTripCount(value))
    throw new InvalidArgumentError(`it is a whole number from 1 to ${mostTrips.toLocaleString('en-US')}.`)
  return value
}
