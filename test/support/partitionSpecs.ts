// Reads back the Python file of PartitionSpecs that an export writes.

/** For each name its dims, and for each dim its axes; trailing whole dims are left out. */
export type Specs = Readonly<Record<string, readonly (readonly string[])[]>>

export function readPartitionSpecs(text: string): { readonly in: Specs; readonly out: Specs } {
  return { in: readTable(text, 'in_specs'), out: readTable(text, 'out_specs') }
}

function readTable(text: string, name: string): Specs {
  const body = new RegExp(`^${name} = \\{\n([^}]*)^\\}`, 'm').exec(text)?.[1] ?? ''
  const lines = [...body.matchAll(/^ {4}"((?:[^"\\]|\\.)*)": P\((.*)\),$/gm)]
  if (lines.length !== body.split('\n').length - 1) throw new Error(`${name} has a line that is no PartitionSpec`)
  return Object.fromEntries(lines.map(([, key, dims]) => [key ?? '', readDims(dims ?? '')]))
}

function readDims(text: string): string[][] {
  const parts = text.match(/\([^)]*\)|"[^"]*"|None/g) ?? []
  return parts.map((part) => [...part.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? ''))
}
