// The graph's page: messages come in, are laid out and drawn; what a person does goes out.
import { render } from 'lit-html'
import type { Channel, Host } from '../../base/channel'
import { openChannel } from '../../base/channel'
import type { GraphIntent, GraphMessage } from '../../../../server/src/protocol/graphMessages'
import { graphMessage } from '../../../../server/src/protocol/graphMessages'
import { createFrames } from '../../base/frames'
import { registerControls } from '../../widgets/toolkit'
import type { GraphActions } from './actions'
import type { CanvasView } from './canvas'
import { createCanvasView } from './canvas'
import { createEvents } from './events'
import { createActions } from './makeActions'
import { createAsking } from './instead'
import type { GraphModel } from './model'
import { readSavedGraph, receiveGraph, startGraphModel, toSavedGraph } from './model'
import type { Painter } from './painter'
import { createPainter } from './painter'
import type { Player } from './playing'
import { createPlayer } from './playing'
import type { CanvasEvents } from './view'
import { viewGraph } from './view'

/** The page while it lives. Parts that need each other find each other here. */
interface Page {
  readonly host: Host
  readonly root: HTMLElement
  readonly channel: Channel<GraphIntent>
  model: GraphModel
  requestDrawing: () => void
  actions: GraphActions | undefined
  /** Asks for alternatives to what is marked. */
  readonly askInstead: (model: GraphModel) => void
  events: CanvasEvents | undefined
  canvas: CanvasView | undefined
  painter: Painter | undefined
}

/** Takes the page over. The document is drawn once a frame at most, the canvas by itself. */
export function startGraph(host: Host, root: HTMLElement): void {
  registerControls()
  const channel: Channel<GraphIntent> = openChannel(host, graphMessage, (message: GraphMessage) =>
    receive(page, player, message),
  )
  const page: Page = {
    host,
    root,
    channel,
    askInstead: createAsking(channel),
    model: startGraphModel(readSavedGraph(host.getState())),
    requestDrawing: () => {},
    actions: undefined,
    events: undefined,
    canvas: undefined,
    painter: undefined,
  }
  page.requestDrawing = createFrames(() => draw(page))
  const tools = {
    model: () => page.model,
    show: (model: GraphModel) => show(page, model),
    channel,
    canvas: () => page.canvas,
    painter: () => page.painter,
    scene: () => page.painter?.scene(),
    hover: (index: number | undefined) => page.painter?.hover(index),
  }
  const player = createPlayer({
    setApplied: (applied) => channel.post({ kind: 'setApplied', applied }),
    setPlaying: (isPlaying) => show(page, { ...page.model, isPlaying }),
    position: () => positionOf(page.model),
  })
  const actions = createActions({ ...tools, player })
  page.actions = actions
  page.events = createEvents({ ...tools, actions })
  draw(page)
  page.canvas = createCanvasView(getCanvas('canvas'), getCanvas('map'), createSaver(page))
  page.painter = createPainter(root, page.canvas, tools)
  channel.post({ kind: 'ready' })
  const { open, apart } = page.model
  if (open !== undefined) channel.post({ kind: 'open', open: [...open], apart: [...apart] })
}

const positionOf = ({ figures }: GraphModel): { readonly applied: number; readonly tactics: number } | undefined =>
  figures && { applied: figures.applied, tactics: figures.tactics.length }

function draw(page: Page): void {
  const { actions, events, model, root } = page
  if (actions !== undefined && events !== undefined) render(viewGraph(model, actions, events), root)
}

function show(page: Page, model: GraphModel): void {
  const before = page.model
  page.model = model
  page.painter?.show(before, model)
  page.askInstead(model)
  // What was there to be shown has been brought into view; what is not waits for its layout.
  const isShown = model.structure === before.structure && model.open === before.open
  if (isShown && model.wanted !== undefined && model.wanted !== before.wanted)
    page.model = { ...page.model, wanted: undefined }
  save(page)
  page.requestDrawing()
}

const save = ({ host, model, canvas, painter }: Page): void =>
  host.setState({ ...toSavedGraph(model), ...(painter?.scene() === undefined ? {} : { viewport: canvas?.viewport() }) })

const restMilliseconds = 300

/** Saves once the picture has come to rest. */
function createSaver(page: Page): () => void {
  let timer: number | undefined
  return () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => save(page), restMilliseconds)
  }
}

function receive(page: Page, player: Player, message: GraphMessage): void {
  const before = page.model
  show(page, receiveGraph(before, message))
  const position = positionOf(page.model)
  if (message.kind === 'figures' && position !== undefined) player.arrived(position.applied, position.tactics)
  afterMessage(before, page.model, message, page.channel)
}

/** What the text has selected may be in groups that are closed; details follow what is selected and the tactics. */
function afterMessage(
  before: GraphModel,
  after: GraphModel,
  message: GraphMessage,
  { post }: Channel<GraphIntent>,
): void {
  if (message.kind === 'select' && after.open !== before.open && after.open !== undefined) {
    post({ kind: 'open', open: [...after.open], apart: [...after.apart] })
  }
  const isDue = message.kind === 'select' || message.kind === 'figures'
  if (isDue && after.selected !== undefined) {
    const { selected: id, selectedTile: tile } = after
    post({ kind: 'details', id, ...(tile === undefined ? {} : { tile }) })
  }
}

function getCanvas(id: string): HTMLCanvasElement {
  const element = document.getElementById(id)
  if (!(element instanceof HTMLCanvasElement)) throw new Error(`the page has no canvas ${id}`)
  return element
}
