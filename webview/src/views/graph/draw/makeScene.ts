// Picture and state -> scene. Made when one of them changes, not for each frame. Pure.
import type { GraphState } from '../../../../../server/src/protocol/graph'
import type { Picture } from '../layout/arrange'
import { layStrands } from './layStrands'
import { placeNodes } from './placeNodes'
import { placeTiles } from './placeTiles'
import type { Scene, SceneOptions } from './scene'

export function makeScene(picture: Picture, state: GraphState | undefined, options: SceneOptions): Scene {
  const lit = litNodes(picture, options.focus)
  const tiles = state === undefined ? [] : placeTiles(picture, state, lit)
  const { strands, arrows } = layStrands(picture, state, tiles, lit)
  return { picture, state, strands, arrows, nodes: placeNodes(picture, state, options, lit), tiles, ...options }
}

/** Groups around a bright node are bright too. */
function litNodes(
  { structure: { nodes } }: Picture,
  focus: ReadonlySet<number> | undefined,
): (index: number) => boolean {
  if (focus === undefined) return () => true
  const lit = new Set(focus)
  for (const index of focus) for (let at = nodes[index]?.parent; at !== undefined; at = nodes[at]?.parent) lit.add(at)
  return (index) => lit.has(index)
}
