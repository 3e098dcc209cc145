// What the view can do, done: changes of the model, intents to the host.
import type { Channel } from '../../base/channel'
import type { GraphStructure } from '../../../../server/src/protocol/graph'
import type { GraphIntent } from '../../../../server/src/protocol/graphMessages'
import type { GraphActions } from './actions'
import type { CanvasView } from './canvas'
import { exportPng, exportSvg } from './exportPicture'
import type { GraphModel } from './model'
import { reveal, toggleApart, toggleGroup } from './model'
import type { Painter } from './painter'
import type { Player } from './playing'

export interface ActionTools {
  readonly model: () => GraphModel
  readonly show: (model: GraphModel) => void
  readonly channel: Channel<GraphIntent>
  readonly canvas: () => CanvasView | undefined
  readonly painter: () => Painter | undefined
  readonly player: Player
}

export function createActions(tools: ActionTools): GraphActions {
  const { model, show, channel, player } = tools
  const { post } = channel
  const update = (change: Partial<GraphModel>): void => show({ ...model(), ...change })
  /** Shows the model and asks for what is to be open in it. */
  const ask = (next: GraphModel): void => {
    const isOther = next.open !== model().open || next.apart !== model().apart
    show(isOther ? { ...next, isAsked: true } : next)
    if (isOther) post({ kind: 'open', open: [...(next.open ?? [])], apart: [...next.apart] })
  }
  return {
    post,
    update,
    select: (id, tile) => selectNode(tools, id, tile),
    toggle: (id) => {
      const node = model().structure?.nodes.find((one) => one.id === id)
      if (node?.canOpen === true) ask(toggleGroup(model(), id))
    },
    toggleApart: (stack) => ask(toggleApart(model(), stack)),
    goTo: (found) => {
      ask(reveal({ ...model(), query: '', found: undefined }, found))
      post({ kind: 'details', id: found.id })
    },
    openText: (id) => {
      const line = model().structure?.nodes.find((node) => node.id === id)?.line
      if (line !== undefined) post({ kind: 'reveal', line, isOpened: true })
    },
    find: (query) => {
      update({ query, ...(query === '' ? { found: undefined } : {}) })
      if (query !== '') post({ kind: 'find', query })
    },
    setApplied: (applied) => post({ kind: 'setApplied', applied }),
    play: player.toggle,
    openAll: () => ask({ ...model(), open: openedOnce(model()) }),
    closeAll: () => {
      show({ ...model(), open: [], apart: [], selected: undefined, isAsked: true })
      post({ kind: 'open' })
    },
    fit: () => tools.canvas()?.fit(),
    zoomBy: (factor) => tools.canvas()?.zoomBy(factor),
    focusPath: () => focusPath(tools),
    focusNeighbours: () => {
      const { focus, selected } = model()
      const isOn = focus?.kind === 'neighbours' || selected === undefined
      update({ focus: isOn ? undefined : { kind: 'neighbours', id: selected } })
    },
    save: (format) => savePicture(tools, format),
    cancelLayout: () => tools.painter()?.stop(),
  }
}

/** One more level of everything: what is drawn closed and can be opened. */
function openedOnce({ structure, open }: GraphModel): readonly string[] {
  const closed = (structure?.nodes ?? []).filter(
    (node: GraphStructure['nodes'][number]) => node.canOpen && !node.isOpen,
  )
  return [...new Set([...(open ?? []), ...closed.map(({ id }) => id)])]
}

function selectNode(
  { model, show, channel: { post } }: ActionTools,
  id: string | undefined,
  tile: string | undefined,
): void {
  const now = model()
  const focus =
    now.focus?.kind === 'path' && now.focus.to === undefined && id !== undefined && id !== now.focus.from
      ? { ...now.focus, to: id }
      : now.focus
  const hasCard = id !== undefined || now.hasCard
  show({ ...now, selected: id, selectedTile: tile, hasCard, focus, isUnknown: false })
  if (id === undefined) return
  post({ kind: 'details', id, ...(tile === undefined ? {} : { tile }) })
  const line = now.structure?.nodes.find((node) => node.id === id)?.line
  if (line !== undefined && tile === undefined) post({ kind: 'reveal', line })
}

/** From what is marked to what is marked next; again ends it. */
function focusPath({ model, show }: ActionTools): void {
  const { focus, selected } = model()
  if (focus?.kind === 'path' || selected === undefined) return show({ ...model(), focus: undefined })
  show({ ...model(), focus: { kind: 'path', from: selected, to: undefined } })
}

function savePicture({ painter, model, channel: { post } }: ActionTools, format: 'svg' | 'png'): void {
  const [scene, palette] = [painter()?.scene(), painter()?.palette()]
  if (scene === undefined || palette === undefined) return
  const data = format === 'svg' ? exportSvg(scene, palette) : exportPng(scene, palette)
  const name = `${(model().structure?.model ?? 'graph').replace(/\.\w+$/, '')}-graph.${format}`
  if (data !== undefined) post({ kind: 'save', name, data, isBinary: format === 'png' })
}
