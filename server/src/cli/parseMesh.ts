// `batch=8,model=4` -> axes.
import { InvalidArgumentError } from 'commander'

/** Throws commander's error, which names the option, when the text is no mesh. */
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
