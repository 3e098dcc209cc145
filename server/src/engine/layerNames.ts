// Names of layers -> one name for all of them: `layer_0` to `layer_31` -> `layer_*`.

/** Names that differ by a number alone are one from this many on: the layers of a model. */
const fewestMerged = 5

/** Makes the general name of a segment that is one of many in these paths and scopes; other segments stay. */
export function createLayerNames(paths: Iterable<readonly string[]>): (segment: string) => string {
  const numbered = new Map<string, Set<string>>()
  for (const segment of new Set(flatten(paths))) {
    if (!/\d/.test(segment)) continue
    const general = generalName(segment)
    const known = numbered.get(general)
    if (known === undefined) numbered.set(general, new Set([segment]))
    else known.add(segment)
  }
  return (segment) => {
    const general = generalName(segment)
    return (numbered.get(general)?.size ?? 0) >= fewestMerged ? general : segment
  }
}

function* flatten(paths: Iterable<readonly string[]>): Iterable<string> {
  for (const path of paths) yield* path
}

const generalName = (segment: string): string => segment.replaceAll(/\d+/g, '*')
