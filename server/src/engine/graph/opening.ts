// What is open at first, and what has to be open for a node to be seen.
import type { Group, GroupTree } from './groups'
import { groupIndex, isGroup } from './groups'
import { stackId } from './visible'

/** Never more than this is drawn before a person has opened anything. */
const mostAtFirst = 400

/** The passes, and below them what would be the only thing shown. The update stays closed: it is as wide as there are parameters. */
export function firstOpen({ groups }: GroupTree): string[] {
  const open: string[] = []
  let shown = 0
  const openGroup = (group: Group): void => {
    if (shown + group.units.length > mostAtFirst) return
    shown += group.units.length
    open.push(group.id)
    const [child] = group.children
    if (group.children.length === 1 && child !== undefined && isGroup(child)) openGroup(groups[groupIndex(child)]!)
  }
  const phases = groups[0]!.children.filter(isGroup).map((child) => groups[groupIndex(child)]!)
  for (const phase of phases) if (phases.length === 1 || phase.name !== 'update') openGroup(phase)
  return open
}

/** Groups around a node or group, outermost first, as they are to be opened; of folded groups the stack and its example. */
export function openingFor(tree: GroupTree, group: number): { readonly open: string[]; readonly example: number } {
  const { groups } = tree
  const path: Group[] = []
  for (let at = group; at > 0; at = groups[at]!.parent) path.unshift(groups[at]!)
  const open: string[] = []
  let example = groups[0]!
  for (const step of path) {
    const parent = groups[step.parent]!
    const index = parent.children.indexOf(~step.index)
    const unit = parent.units.find((one) => one.includes(index)) ?? [index]
    const position = unit.length > 1 ? unit[0]! : index
    const shown = groups[groupIndex(example.children[position]!)]!
    open.push(unit.length > 1 ? stackId(shown) : shown.id)
    example = shown
  }
  return { open, example: example.index }
}
