// Model -> canvas: a new structure is laid out, a new state or choice makes a new scene, marks only another frame.
import type { GraphState } from '../../../../server/src/protocol/graph'
import type { CanvasView } from './canvas'
import type { Palette } from './draw/palette'
import { readPalette, watchTheme } from './draw/palette'
import type { Scene } from './draw/scene'
import { makeScene } from './draw/makeScene'
import { findLit } from './focus'
import type { Picture } from './layout/arrange'
import { createEngine } from './layout/engine'
import type { Layouts } from './layouts'
import { createLayouts } from './layouts'
import type { GraphModel } from './model'

export interface Painter {
  readonly show: (before: GraphModel, after: GraphModel) => void
  readonly hover: (index: number | undefined) => void
  readonly scene: () => Scene | undefined
  readonly palette: () => Palette
  readonly stop: () => void
}

export interface PainterTools {
  readonly model: () => GraphModel
  readonly show: (model: GraphModel) => void
}

/** What is painted. */
interface Painting {
  readonly canvas: CanvasView
  readonly tools: PainterTools
  palette: Palette
  picture: Picture | undefined
  scene: Scene | undefined
  /** The last figures of the picture. */
  shown: GraphState | undefined
  hovered: number | undefined
  /** Some picture has been brought into view. */
  isPlaced: boolean
}

export function createPainter(root: HTMLElement, canvas: CanvasView, tools: PainterTools): Painter {
  const palette = readPalette(root)
  const painting: Painting = {
    canvas,
    tools,
    palette,
    picture: undefined,
    scene: undefined,
    shown: undefined,
    hovered: undefined,
    isPlaced: false,
  }
  canvas.setPalette(palette)
  watchTheme(() => {
    painting.palette = readPalette(root)
    canvas.setPalette(painting.palette)
  })
  const layouts = createPaintedLayouts(painting, root.dataset['worker'] ?? 'graphLayout.js')
  return {
    show: (before, after) => {
      if (after.structure !== before.structure && after.structure !== undefined) layouts.start(after.structure)
      follow(painting, before, after)
    },
    hover: (index) => {
      if (index === painting.hovered) return
      painting.hovered = index
      mark(painting)
    },
    scene: () => painting.scene,
    palette: () => painting.palette,
    stop: () => {
      layouts.stop()
      tools.show({ ...tools.model(), layout: undefined })
    },
  }
}

function createPaintedLayouts(painting: Painting, worker: string): Layouts {
  const { canvas } = painting
  const { model, show } = painting.tools
  return createLayouts(createEngine(worker), () => painting.palette.font, {
    onProgress: (done, total, since) => show({ ...model(), layout: { done, total, since } }),
    onPicture: (picture) => {
      const before = painting.picture
      painting.picture = picture
      repaint(painting)
      settle(canvas, { before, picture, isPlaced: painting.isPlaced, model: model() })
      painting.isPlaced = true
      show({ ...model(), layout: undefined, failure: undefined, wanted: undefined })
    },
    onFailure: (failure) =>
      show({ ...model(), layout: undefined, failure: failure === 'stopped' ? undefined : failure }),
  })
}

const repainted = ['figures', 'size', 'coloring', 'focus'] as const

/** What is chosen makes another scene, what is marked another frame. */
function follow(painting: Painting, before: GraphModel, after: GraphModel): void {
  const { canvas, picture, isPlaced } = painting
  const isWanted = after.wanted !== undefined && after.wanted !== before.wanted
  if (isWanted && after.structure === before.structure && after.open === before.open)
    settle(canvas, { before: picture, picture, isPlaced, model: after })
  if (repainted.some((key) => before[key] !== after[key])) repaint(painting)
  else if (before.selected !== after.selected || before.selectedTile !== after.selectedTile) mark(painting)
}

function mark({ canvas, tools, scene, hovered }: Painting): void {
  const { selected, selectedTile } = tools.model()
  canvas.show(scene, { selected, selectedTile, hovered })
}

function repaint(painting: Painting): void {
  const { picture, tools } = painting
  const { figures, size, coloring, focus } = tools.model()
  if (picture === undefined) return
  const { key } = picture.structure
  // While another structure is laid out, the old picture keeps its own figures.
  if (figures?.key === key) painting.shown = figures
  const state = painting.shown?.key === key ? painting.shown : undefined
  painting.scene = makeScene(picture, state, { size, coloring, focus: findLit(picture.structure, focus) })
  mark(painting)
}

interface Settling {
  readonly before: Picture | undefined
  readonly picture: Picture | undefined
  readonly isPlaced: boolean
  readonly model: GraphModel
}

/** The first picture is fitted, or stands as it did before a reload. Later ones keep what was looked at where it was. */
function settle(canvas: CanvasView, { before, picture, isPlaced, model }: Settling): void {
  if (picture === undefined) return
  const { nodes } = picture.structure
  const wanted = model.wanted === undefined ? -1 : nodes.findIndex(({ id }) => id === model.wanted)
  if (wanted >= 0) return canvas.center(picture.boxes[wanted]!)
  if (!isPlaced) return model.viewport === undefined ? canvas.fitReadably() : canvas.moveTo(model.viewport)
  const anchor = model.selected ?? nodes[0]?.id
  const [old, now] = [
    before?.structure.nodes.findIndex(({ id }) => id === anchor) ?? -1,
    nodes.findIndex(({ id }) => id === anchor),
  ]
  const [from, to] = [before?.boxes[old], picture.boxes[now]]
  if (from === undefined || to === undefined) return
  const { scale, x, y } = canvas.viewport()
  canvas.moveTo({ scale, x: x + (from.x - to.x) * scale, y: y + (from.y - to.y) * scale })
}
