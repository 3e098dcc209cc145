// The one file that knows the UI toolkit: registers the controls that views use as `vscode-*` elements. Upstream has archived it;
// its successor (@vscode-elements/elements) has elements of the same names and can take its place here.
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit'

export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField())
}
