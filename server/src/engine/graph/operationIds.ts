// Ids of operations: that of their group, their name, and which of that name they are there.
import type { GroupTree } from './groups'
import { isGroup } from './groups'
import { shortName } from './labels'

/** Groups are numbered when the first of their operations is asked for. */
export function createOperationIds({ program, groups, groupOf }: GroupTree): (node: number) => string {
  const known = new Map<number, Map<number, string>>()
  const number = (index: number): Map<number, string> => {
    const ids = new Map<number, string>()
    const counts = new Map<string, number>()
    for (const child of groups[index]!.children) {
      if (isGroup(child)) continue
      const name = shortName(program, child)
      const count = counts.get(name) ?? 0
      counts.set(name, count + 1)
      ids.set(child, `${groups[index]!.id}/${name}.${count}`)
    }
    return ids
  }
  return (node) => {
    const index = groupOf[node]!
    const ids = known.get(index) ?? number(index)
    known.set(index, ids)
    return ids.get(node) ?? `node.${node}`
  }
}
