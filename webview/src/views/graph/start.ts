// The graph's page: messages come in, are laid out and drawn; what a person does goes out.
import { render } from 'lit-html'
import type { Channel, Host } from '../../base/channel'
import { openChannel } from '../../base/channel'
import type { GraphIntent, GraphMessage } from '../../../../server/src/protocol/graphMessages'
import { graphMessage } from '../../../../server/src/protocol/graphMessages'
import { registerControls } from '../../widgets/toolkit'
import type { GraphActions } from './actions'
import type { CanvasView } from './canvas'
import { createCanvasView } from './canvas'
import { createEvents } from './events'
import { createActions } from './makeActions'
import type { GraphModel } from './model'
import { readSavedGraph, receiveGraph, startGraphModel, toSavedGraph } from './model'
import { createPainter } from './painter'
import { createPlayer } from './playing'
import type { CanvasEvents } from './view'
import { viewGraph } from './view'

/** Takes the page over. The document is drawn once a frame at most, the canvas by itself. */
export function startGraph(host: Host, root: HTMLElement): void {
  registerControls()
  let model = startGraphModel(readSavedGraph(host.getState()))
  let isDrawing = false
  let [actions, events] = [undefined as GraphActions | undefined, undefined as CanvasEvents | undefined]
  let canvas: CanvasView | undefined
  const draw = (): void => {
    isDrawing = false
    if (actions !== undefined && events !== undefined) render(viewGraph(model, actions, events), root)
  }
  const save = (): void => host.setState({ ...toSavedGraph(model), viewport: canvas?.viewport() })
  const show = (next: GraphModel): void => {
    const before = model
    model = next
    painter?.show(before, model)
    save()
    if (isDrawing) return
    isDrawing = true
    requestAnimationFrame(draw)
  }
  const channel: Channel<GraphIntent> = openChannel(host, graphMessage, (message: GraphMessage) => {
    const before = model
    show(receiveGraph(model, message))
    if (message.kind === 'figures' && model.figures !== undefined) {
      player.arrived(model.figures.applied, model.figures.tactics.length)
    }
    afterMessage(before, model, message, channel)
  })
  const player = createPlayer({
    setApplied: (applied) => channel.post({ kind: 'setApplied', applied }),
    setPlaying: (isPlaying) => show({ ...model, isPlaying }),
    position: () => model.figures && { applied: model.figures.applied, tactics: model.figures.tactics.length },
  })
  const tools = { model: () => model, show, channel, canvas: () => canvas, scene: () => painter?.scene() }
  actions = createActions({ ...tools, player, painter: () => painter })
  events = createEvents({ ...tools, actions, hover: (index) => painter?.hover(index) })
  draw()
  let saving: number | undefined
  canvas = createCanvasView(getCanvas('canvas'), getCanvas('map'), () => {
    window.clearTimeout(saving)
    saving = window.setTimeout(save, 300)
  })
  const painter = createPainter(root, canvas, { model: () => model, show })
  channel.post({ kind: 'ready' })
  const { open, apart } = model
  if (open !== undefined) channel.post({ kind: 'open', open: [...open], apart: [...apart] })
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
