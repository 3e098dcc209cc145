// The one file that knows the UI toolkit: registers the controls that views use as `vscode-*` elements. Upstream has archived it;
// its successor (@vscode-elements/elements) has elements of the same names and can take its place here.
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit'

export function registerControls(): void {
  const field = vsCodeTextField()
  const { prototype } = field.type as { readonly prototype: Connected } // the toolkit does not say more
  keepNames(prototype)
  provideVSCodeDesignSystem().register(vsCodeButton(), field)
}

interface Connected extends HTMLElement {
  connectedCallback: (this: HTMLElement) => void
}

/** Once a field is in the page it calls itself `Text field`, whatever it was called before. To be called before it is registered. */
function keepNames(prototype: Connected): void {
  const { connectedCallback } = prototype
  prototype.connectedCallback = function (): void {
    const name = this.getAttribute('aria-label')
    connectedCallback.call(this)
    if (name !== null) this.setAttribute('aria-label', name)
  }
}
