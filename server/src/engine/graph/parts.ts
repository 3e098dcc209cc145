// Levels of hundreds of children are cut into parts, so that no click shows more than can be read or laid out.
import type { Child, Group } from './groups'
import { addGroup, groupIndex, isGroup } from './groups'

/** A level with more units than this is cut. */
const mostUnits = 150
/** Units of one part. */
const partSize = 60

/** Cuts level after level until none is too long; equal groups that are folded stay where they are. */
export function cutLongLevels(groups: Group[], groupOf: Int32Array): void {
  // Parts are appended, and looked at in turn.
  for (let index = 0; index < groups.length; index++) {
    while (groups[index]!.units.length > mostUnits && cutLevel(groups, groups[index]!, groupOf)) continue
  }
}

/** Returns false when there is nothing to put into parts: all are folded already. */
function cutLevel(groups: Group[], level: Group, groupOf: Int32Array): boolean {
  const single = level.units.filter((unit) => unit.length === 1)
  if (single.length <= partSize) return false
  const isSingle = new Set(single.map(([child]) => child))
  const children: Child[] = []
  const moved = new Map<number, number>()
  let part: Group | undefined
  let count = 0
  level.children.forEach((child, i) => {
    if (!isSingle.has(i)) {
      moved.set(i, children.push(child) - 1)
      return
    }
    if (part === undefined || part.children.length >= partSize) {
      part = addGroup(groups, level, 'part', { name: `part ${count + 1}`, segment: `part.${level.depth}.${count++}` })
      children.push(~part.index)
    }
    part.children.push(child)
    if (!isGroup(child)) groupOf[child] = part.index
    else groups[groupIndex(child)]!.parent = part.index
  })
  for (const one of children) {
    const group = isGroup(one) ? groups[groupIndex(one)] : undefined
    if (group?.kind === 'part') group.units = group.children.map((_, i) => [i])
  }
  const folded = level.units.filter((unit) => unit.length > 1).map((unit) => unit.map((i) => moved.get(i)!))
  const inFold = new Set(folded.flat())
  const alone = children.flatMap((_, i) => (inFold.has(i) ? [] : [[i]]))
  level.children = children
  level.units = [...folded, ...alone].sort((a, b) => a[0]! - b[0]!)
  return true
}
