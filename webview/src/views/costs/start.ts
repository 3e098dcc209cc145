// The cost panel's page: messages come in, what is shown is drawn anew, what a person does goes out.
import { render } from 'lit-html'
import type { Channel, Host } from '../../base/channel'
import { openChannel } from '../../base/channel'
import type { CostsIntent, CostsMessage } from '../../../../server/src/protocol/panels'
import { costsMessage } from '../../../../server/src/protocol/panels'
import { registerControls } from '../../widgets/toolkit'
import type { CostsModel } from './model'
import { readSaved, receive, startModel, toSaved } from './model'
import { viewCosts } from './view'

/** Takes the page over. Draws once a frame at most, however many messages come. */
export function startCosts(host: Host, root: HTMLElement): void {
  registerControls()
  let model = startModel(readSaved(host.getState()))
  let isDrawing = false
  const draw = (): void => {
    isDrawing = false
    render(viewCosts(model, { post: channel.post, update }), root)
  }
  const show = (next: CostsModel): void => {
    model = next
    host.setState(toSaved(model))
    if (isDrawing) return
    isDrawing = true
    requestAnimationFrame(draw)
  }
  const update = (change: Partial<CostsModel>): void => show({ ...model, ...change })
  const channel: Channel<CostsIntent> = openChannel(host, costsMessage, (message: CostsMessage) =>
    show(receive(model, message)),
  )
  draw()
  channel.post({ kind: 'ready' })
}
