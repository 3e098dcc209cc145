// Model -> canvas: a new structure is laid out, a new state or choice makes a new scene, marks only another frame.
import type { GraphState } from '../../../../server/src/protocol/graph'
import type { CanvasView } from './canvas'
import type { Palette } from './draw/palette'
import { readPalette, watchTheme } from './draw/palette'
import type { Scene } from './draw/scene'
import { makeScene } from './draw/scene'
import { findLit } from './focus'
import type { Picture } from './layout/arrange'
import { createEngine } from './layout/engine'
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

export function createPainter(root: HTMLElement, canvas: CanvasView, { model, show }: PainterTools): Painter {
  let palette = readPalette(root)
  canvas.setPalette(palette)
  let picture: Picture | undefined
  let scene: Scene | undefined
  let shown: GraphState | undefined
  let hovered: number | undefined
  let isPlaced = false
  const mark = (): void => {
    const { selected, selectedTile } = model()
    canvas.show(scene, { selected, selectedTile, hovered })
  }
  const repaint = (): void => {
    const { figures, size, coloring, focus, structure } = model()
    if (picture === undefined) return
    // While another structure is laid out, the old picture keeps its own figures.
    if (figures?.key === picture.structure.key) shown = figures
    const state = shown?.key === picture.structure.key ? shown : undefined
    const lit = structure === undefined ? undefined : findLit(picture.structure, focus)
    scene = makeScene(picture, state, { size, coloring, focus: lit })
    mark()
  }
  const layouts = createLayouts(createEngine(root.dataset['worker'] ?? 'graphLayout.js'), () => palette.font, {
    onProgress: (done, total, since) => show({ ...model(), layout: { done, total, since } }),
    onPicture: (made) => {
      const before = picture
      picture = made
      repaint()
      settle(canvas, { before, picture, isPlaced, model: model() })
      isPlaced = true
      show({ ...model(), layout: undefined, failure: undefined, wanted: undefined })
    },
    onFailure: (failure) =>
      show({ ...model(), layout: undefined, failure: failure === 'stopped' ? undefined : failure }),
  })
  watchTheme(() => {
    palette = readPalette(root)
    canvas.setPalette(palette)
  })
  return {
    show: (before, after) => {
      if (after.structure !== before.structure && after.structure !== undefined) layouts.start(after.structure)
      else if (after.wanted !== undefined && after.wanted !== before.wanted && after.open === before.open) {
        settle(canvas, { before: picture, picture, isPlaced, model: after })
      }
      const keys = ['figures', 'size', 'coloring', 'focus'] as const
      if (keys.some((key) => before[key] !== after[key])) repaint()
      else if (before.selected !== after.selected || before.selectedTile !== after.selectedTile) mark()
    },
    hover: (index) => {
      if (index === hovered) return
      hovered = index
      mark()
    },
    scene: () => scene,
    palette: () => palette,
    stop: () => {
      layouts.stop()
      show({ ...model(), layout: undefined })
    },
  }
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
  if (!isPlaced) return model.viewport === undefined ? canvas.fit() : canvas.moveTo(model.viewport)
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
