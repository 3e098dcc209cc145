// Values of flags: `batch=8,model=4`, counts, lists of names. They throw commander's error, which names the option.
import { InvalidArgumentError } from 'commander'

/** `batch=8,model=4` -> axes. */
export function parseMesh(text: string): { name: string; size: number }[] {
  const axes = text.split(',').map((part) => {
    const match = /^\s*([A-Za-z_]\w*)\s*=\s*(\d+)\s*$/.exec(part)
    const size = Number(match?.[2])
    if (match?.[1] === undefined || size < 1) {
      throw new InvalidArgumentError(`\`${part}\` is no axis; expected a list such as batch=8,model=4.`)
    }
    return { name: match[1], size }
  })
  const twice = axes.find(({ name }, i) => axes.findIndex((other) => other.name === name) !== i)
  if (twice !== undefined) throw new InvalidArgumentError(`axis \`${twice.name}\` stands twice.`)
  return axes
}

/** A positive integer. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text.trim()) || !Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError(`\`${text}\` is no positive integer.`)
  return count
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
