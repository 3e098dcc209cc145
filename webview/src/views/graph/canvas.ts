// The canvas: sized to its place at the screen's own resolution, drawn once a frame at most, panned and zoomed.
import { select } from 'd3-selection'
import type { ZoomBehavior } from 'd3-zoom'
import { zoom, zoomIdentity } from 'd3-zoom'
import { createCanvasPen } from './draw/canvasPen'
import { drawMarks, drawScene } from './draw/drawScene'
import type { Frame } from './draw/frame'
import type { FarLayer } from './draw/farLayer'
import { createFarLayer } from './draw/farLayer'
import type { Palette } from './draw/palette'
import type { Scene } from './draw/scene'
import type { Box } from './layout/arrange'
import type { Point } from './layout/elkLevel'
import { drawMiniMap } from './miniMap'
import type { Viewport } from './model'

export interface CanvasView {
  readonly element: HTMLCanvasElement
  readonly show: (scene: Scene | undefined, marks: Marks) => void
  readonly setPalette: (palette: Palette) => void
  readonly viewport: () => Viewport
  readonly moveTo: (viewport: Viewport) => void
  readonly zoomBy: (factor: number) => void
  /** All of it. */
  readonly fit: () => void
  /** All of it where that can be read, else its upper middle. */
  readonly fitReadably: () => void
  /** Brings a box into view without changing the scale, unless it could not be read then. */
  readonly center: (box: Box) => void
  readonly toScene: (event: { readonly clientX: number; readonly clientY: number }) => Point
  readonly miniMap: HTMLCanvasElement
}

export type Marks = Pick<Frame, 'selected' | 'selectedTile' | 'hovered'>

/** The least is where thousands of nodes, each open in the next, are in view. */
const scales: [number, number] = [0.002, 4]
const readableScale = 0.75
/** Texts can just be made out. */
const leastScale = 0.45

/** What the canvas shows, and where. */
interface Screen {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  readonly miniMap: HTMLCanvasElement
  scene: Scene | undefined
  palette: Palette | undefined
  marks: Marks
  viewport: Viewport
  /** What was brought into view last, and is again where the canvas gets another size, until a person moves. */
  aim: (() => Viewport) | undefined
  /** A frame is asked for. */
  isDue: boolean
  readonly far: FarLayer
  /** Until the movement has ended. */
  rest: number | undefined
}

export function createCanvasView(
  canvas: HTMLCanvasElement,
  miniMap: HTMLCanvasElement,
  onMove: () => void,
): CanvasView {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('the graph needs a canvas')
  const screen: Screen = {
    canvas,
    context,
    miniMap,
    scene: undefined,
    palette: undefined,
    marks: { selected: undefined, selectedTile: undefined, hovered: undefined },
    viewport: { scale: 1, x: 0, y: 0 },
    aim: undefined,
    isDue: false,
    far: createFarLayer(),
    rest: undefined,
  }
  const { moveTo, zoomBy } = createZoom(screen, onMove)
  const aimAt = (aim: () => Viewport): void => {
    moveTo(aim())
    screen.aim = aim
  }
  new ResizeObserver(() => {
    if (screen.aim !== undefined) aimAt(screen.aim)
    redraw(screen)
  }).observe(canvas)
  return {
    element: canvas,
    miniMap,
    show: (scene, marks) => {
      Object.assign(screen, { scene, marks })
      redraw(screen)
    },
    setPalette: (palette) => {
      screen.palette = palette
      redraw(screen)
    },
    viewport: () => screen.viewport,
    moveTo,
    zoomBy,
    fit: () => aimAt(() => fitting(boxOf(screen), placeOf(canvas))),
    fitReadably: () => aimAt(() => fittingReadably(boxOf(screen), placeOf(canvas))),
    center: (box) => {
      const { viewport } = screen
      aimAt(() => centering(box, placeOf(canvas), viewport))
    },
    toScene: ({ clientX, clientY }) => {
      const { left, top } = canvas.getBoundingClientRect()
      const { scale, x, y } = screen.viewport
      return { x: (clientX - left - x) / scale, y: (clientY - top - y) / scale }
    },
  }
}

const boxOf = ({ scene }: Screen): Box => ({
  x: 0,
  y: 0,
  width: scene?.picture.width ?? 1,
  height: scene?.picture.height ?? 1,
})

const placeOf = ({ clientWidth, clientHeight }: HTMLCanvasElement): Place => ({
  width: clientWidth,
  height: clientHeight,
})

function redraw(screen: Screen): void {
  if (screen.isDue) return
  screen.isDue = true
  requestAnimationFrame(() => draw(screen))
}

function draw(screen: Screen): void {
  screen.isDue = false
  const { canvas, context, miniMap, scene, palette, marks, viewport } = screen
  const ratio = fitToPlace(canvas)
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  if (scene === undefined || palette === undefined) return
  const { scale, x, y } = viewport
  const view = viewOf(canvas, viewport)
  const frame = { view, scale, palette, ...marks }
  const isResting = screen.rest === undefined
  const painted = screen.far.paint(context, scene, { palette, scale, x, y, ratio, isResting })
  context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio)
  if (painted === 'near') drawScene(createPen(context, palette), scene, frame)
  else drawMarks(createPen(context, palette), scene, frame)
  drawMiniMap(miniMap, scene, view, palette)
  // What of the structure is on the screen, for who waits for it.
  canvas.dataset['shown'] = scene.picture.structure.key
}

const restMilliseconds = 150

/** Once nothing has moved for a moment, what was stretched meanwhile is drawn as it is. */
function noteMovement(screen: Screen): void {
  window.clearTimeout(screen.rest)
  screen.rest = window.setTimeout(() => {
    screen.rest = undefined
    redraw(screen)
  }, restMilliseconds)
}

function createZoom(screen: Screen, onMove: () => void): Pick<CanvasView, 'moveTo' | 'zoomBy'> {
  const zooming = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent(scales)
    .filter((event: Event) => !(event instanceof MouseEvent && (event.type === 'dblclick' || event.button !== 0)))
    // What is clicked stays below the pointer, also where a side card takes room.
    .on('start', ({ sourceEvent }: { readonly sourceEvent: unknown }) => {
      if (sourceEvent !== null && sourceEvent !== undefined) screen.aim = undefined
    })
    .on('zoom', ({ transform: { k, x, y } }: { readonly transform: Transform }) => {
      screen.viewport = { scale: k, x, y }
      screen.aim = undefined
      noteMovement(screen)
      redraw(screen)
      onMove()
    })
  const selection = select(screen.canvas).call(zooming).on('dblclick.zoom', null)
  return {
    moveTo: ({ scale, x, y }) => applyTransform(selection, zooming, zoomIdentity.translate(x, y).scale(scale)),
    zoomBy: (factor) => void selection.call((chosen) => zooming.scaleBy(chosen, factor)),
  }
}

interface Transform {
  readonly k: number
  readonly x: number
  readonly y: number
}

type Selection = ReturnType<typeof select<HTMLCanvasElement, unknown>>

function applyTransform(
  selection: Selection,
  zooming: ZoomBehavior<HTMLCanvasElement, unknown>,
  transform: typeof zoomIdentity,
): void {
  selection.call((chosen) => zooming.transform(chosen, transform))
}

let known:
  { readonly palette: Palette; readonly context: unknown; readonly pen: ReturnType<typeof createCanvasPen> } | undefined

/** Kept with what it has measured. */
function createPen(context: CanvasRenderingContext2D, palette: Palette): ReturnType<typeof createCanvasPen> {
  if (known?.palette !== palette || known.context !== context) {
    known = { palette, context, pen: createCanvasPen(context, palette.font) }
  }
  return known.pen
}

/** As many pixels as the screen has there. Returns how many to one of CSS. */
function fitToPlace(canvas: HTMLCanvasElement): number {
  const ratio = window.devicePixelRatio
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)]
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  return ratio
}

const viewOf = ({ clientWidth, clientHeight }: HTMLCanvasElement, { scale, x, y }: Viewport): Box => ({
  x: -x / scale,
  y: -y / scale,
  width: clientWidth / scale,
  height: clientHeight / scale,
})

interface Place {
  readonly width: number
  readonly height: number
}

/** At most at full size, with the picture's top in view where it is larger than can be read. */
export function fitting({ x, y, width, height }: Box, place: Place): Viewport {
  const scale = Math.max(scales[0], Math.min(1, (place.width - 16) / width, (place.height - 16) / height))
  return {
    scale,
    x: (place.width - width * scale) / 2 - x * scale,
    y: Math.max(8, (place.height - height * scale) / 2) - y * scale,
  }
}

function fittingReadably(whole: Box, place: Place): Viewport {
  const viewport = fitting(whole, place)
  const scale = Math.max(viewport.scale, leastScale)
  const isSmall = scale > viewport.scale
  return isSmall ? { scale, x: Math.max(8, (place.width - whole.width * scale) / 2), y: 8 } : viewport
}

export function centering(box: Box, place: Place, { scale }: Viewport): Viewport {
  const shown = Math.max(scale, readableScale)
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, place.height / shown) / 2]
  return { scale: shown, x: place.width / 2 - x * shown, y: place.height / 2 - y * shown }
}
