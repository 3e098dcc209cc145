// The cost panel's page: messages come in, what is shown is drawn anew, what a person does goes out.
import { render } from 'lit-html'
import type { Channel, Host } from '../../base/channel'
import { openChannel } from '../../base/channel'
import type { CostsIntent, CostsMessage } from '../../../../server/src/protocol/panels'
import { costsMessage } from '../../../../server/src/protocol/panels'
import { createFrames } from '../../base/frames'
import { restoreScroll } from '../../widgets/grid'
import { registerControls } from '../../widgets/toolkit'
import type { CostsActions } from './actions'
import { createEffects } from './effects'
import { createExplain } from './explain'
import { listenToPage } from './keys'
import type { CostsModel } from './model'
import { receive, startModel } from './model'
import { readSaved } from './saved'
import { viewCosts } from './view'

/** Takes the page over. Draws once a frame at most, however many messages come. */
export function startCosts(host: Host, root: HTMLElement): void {
  registerControls()
  const page = { width: root.clientWidth, now: Date.now(), theme: root.className }
  let model = startModel(readSaved(host.getState()), page)
  let isRestored = false
  const draw = (): void => {
    render(viewCosts(model, actions), root)
    if (model.report === undefined || isRestored) return
    if (!model.isWhole) return update(() => ({ isWhole: true }))
    isRestored = true
    restoreScroll(root)
  }
  const requestDrawing = createFrames(draw)
  const show = (next: CostsModel): void => {
    const previous = model
    model = next
    effects(previous, next)
    requestDrawing()
  }
  const update: CostsActions['update'] = (change) => show({ ...model, ...change(model) })
  const channel: Channel<CostsIntent> = openChannel(host, costsMessage, (message: CostsMessage) =>
    show(receive(model, message)),
  )
  const actions: CostsActions = { post: channel.post, update, explain: createExplain(update) }
  const effects = createEffects(host, actions)
  listenToPage(root, () => model, actions)
  draw()
  channel.post({ kind: 'ready' })
}
