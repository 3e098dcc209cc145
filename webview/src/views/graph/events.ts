// Pointer and keys on the canvas and the small map.
import { formatFigure } from '../../base/figures'
import type { GraphActions } from './actions'
import type { CanvasView } from './canvas'
import type { Scene } from './draw/scene'
import type { ArrowKey } from './hit'
import { findHit, findNext } from './hit'
import { pressKey } from './keys'
import { mapOf } from './miniMap'
import { describe } from './mirror'
import type { GraphModel } from './model'
import type { CanvasEvents } from './view'

export interface EventTools {
  readonly model: () => GraphModel
  readonly actions: GraphActions
  readonly canvas: () => CanvasView | undefined
  readonly scene: () => Scene | undefined
  readonly hover: (index: number | undefined) => void
}

export function createEvents(tools: EventTools): CanvasEvents {
  const { actions, model } = tools
  const hitAt = (event: MouseEvent): ReturnType<typeof findHit> => {
    const [canvas, scene] = [tools.canvas(), tools.scene()]
    return canvas === undefined || scene === undefined ? undefined : findHit(scene, canvas.toScene(event))
  }
  return {
    keydown: (event) => {
      if (pressKey(event, { model, actions, move: (key) => move(tools, key) })) event.preventDefault()
    },
    click: (event) => {
      const hit = hitAt(event)
      if (hit === undefined) return actions.select(undefined)
      if (hit.kind === 'node') return actions.select(idAt(model(), hit.index))
      actions.select(holderOf(model(), hit.id), hit.id)
    },
    doubleClick: (event) => {
      const hit = hitAt(event)
      if (hit?.kind !== 'node') return
      const node = model().structure?.nodes[hit.index]
      if (node?.canOpen === true) actions.toggle(node.id)
      else if (node !== undefined) actions.openText(node.id)
    },
    move: (event) => {
      const hit = event.buttons === 0 ? hitAt(event) : undefined
      tools.hover(hit?.kind === 'node' ? hit.index : undefined)
      const canvas = tools.canvas()
      if (canvas === undefined) return
      canvas.element.style.cursor = hit === undefined ? 'default' : 'pointer'
      canvas.element.title = titleOf(tools, hit)
    },
    leave: () => tools.hover(undefined),
    jump: (event) => jump(tools, event),
  }
}

/** What a label that is cut off says in full; a node with all that the mirror says of it. */
function titleOf({ model }: EventTools, hit: ReturnType<typeof findHit>): string {
  const { structure, figures, selected, size } = model()
  if (hit === undefined || structure === undefined) return ''
  if (hit.kind === 'node') return describe({ structure, figures, selected, size }, hit.index).slice(0, longestTitle)
  const tile = figures?.tiles.find(({ id }) => id === hit.id)
  if (tile === undefined || figures === undefined) return ''
  const axes = tile.axes.map((axis) => figures.mesh[axis]?.name ?? '?').join(', ')
  const times = tile.count === 1 ? '' : `, ${tile.count.toLocaleString('en-US')} times`
  return `${tile.kind} over ${axes}${times}: ${formatFigure(tile.bytes, 'bytes')}, ${formatFigure(tile.seconds, 'seconds')}`
}

const longestTitle = 400

const idAt = ({ structure }: GraphModel, index: number): string | undefined => structure?.nodes[index]?.id

/** The node at which a collective lies. */
function holderOf({ figures, structure }: GraphModel, tile: string): string | undefined {
  const found = figures?.tiles.find(({ id }) => id === tile)
  if (found === undefined || structure === undefined) return undefined
  const index = found.place === 'edge' ? structure.edges[found.index]?.to : found.index
  return structure.nodes[index ?? -1]?.id
}

/** To the nearest node that way; without one marked, to the first that is in view. */
function move({ model, actions, canvas, scene }: EventTools, key: ArrowKey): void {
  const [shown, view] = [scene(), canvas()]
  const { structure, selected } = model()
  if (shown === undefined || view === undefined || structure === undefined) return
  const index = structure.nodes.findIndex(({ id }) => id === selected)
  const box = shown.picture.boxes[index]
  const next = box === undefined ? structure.nodes.findIndex(({ isOpen }) => !isOpen) : findNext(shown, box, key)
  const node = next === undefined ? undefined : structure.nodes[next]
  if (node === undefined || next === undefined) return
  actions.select(node.id)
  keepInView(view, shown.picture.boxes[next]!)
}

function keepInView(
  canvas: CanvasView,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const { scale, x, y } = canvas.viewport()
  const { clientWidth, clientHeight } = canvas.element
  const [left, top] = [box.x * scale + x, box.y * scale + y]
  const isInside =
    left > 0 && top > 0 && left + box.width * scale < clientWidth && top + box.height * scale < clientHeight
  if (!isInside) canvas.center(box)
}

/** Centres what lies under the pointer of the map. */
function jump({ canvas, scene }: EventTools, event: MouseEvent): void {
  const [view, shown] = [canvas(), scene()]
  if (view === undefined || shown === undefined) return
  const { scale, x, y } = mapOf(shown)
  const { left, top } = view.miniMap.getBoundingClientRect()
  const at = { x: (event.clientX - left - x) / scale, y: (event.clientY - top - y) / scale }
  const now = view.viewport()
  const { clientWidth, clientHeight } = view.element
  view.moveTo({ ...now, x: clientWidth / 2 - at.x * now.scale, y: clientHeight / 2 - at.y * now.scale })
}
