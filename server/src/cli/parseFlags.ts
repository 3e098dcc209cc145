// Values of flags: `batch=8,model=4`, counts, lists of names. They throw commander's error, which names the option.
import { InvalidArgumentError } from 'commander'

/** `batch=8,model=4` -> axes. */
export function parseMesh(text: string): { name: string; size: number }[] {
  const axes = text.split(',').map((part) => {
    const match = /^\s*([A-Za-z_]\w*)\s*=\s*(\d+)\s*$/.exec(part)
    const size = Number(match?.[2])
    if (match?.[1] === undefined || size < 1 || !Number.isSafeInteger(size)) {
      throw new InvalidArgumentError(`\`${part}\` is no axis; expected a list such as batch=8,model=4.`)
    }
    return { name: match[1], size }
  })
  const twice = axes.find(({ name }, i) => axes.findIndex((other) => other.name === name) !== i)
  if (twice !== undefined) throw new InvalidArgumentError(`axis \`${twice.name}\` stands twice.`)
  if (!Number.isSafeInteger(axes.reduce((count, { size }) => count * size, 1)))
    throw new InvalidArgumentError('the mesh has more than 2^53 devices.')
  return axes
}

/** `auto:256` for every mesh of so many devices, else axes. */
export function parseMeshOrCount(text: string): { name: string; size: number }[] | { count: number } {
  const match = /^\s*auto\s*:(.*)$/.exec(text)
  return match === null ? parseMesh(text) : { count: parseCount(match[1] ?? '') }
}

/** A positive number. */
export function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0)
    throw new InvalidArgumentError(`\`${text}\` is no positive number of seconds.`)
  return seconds
}

/** A positive integer. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text.trim()) || !Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError(`\`${text}\` is no positive integer.`)
  return count
}

/** An integer from 0. */
export function parseSeed(text: string): number {
  const seed = Number(text)
  if (!/^\d+$/.test(text.trim()) || !Number.isSafeInteger(seed))
    throw new InvalidArgumentError(`\`${text}\` is no integer from 0 on.`)
  return seed
}

/** `a,b`, and those of the same flag before it. */
export function addNames(text: string, before: readonly string[] = []): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0) throw new InvalidArgumentError('expected a name, or several with commas between.')
  return [...before, ...names]
}
