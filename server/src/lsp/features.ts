// Editor requests, registered by kind: what is asked is looked up in the snapshots, and nothing here waits for an analysis but
// hints of a text that is being analysed.
import type { FeatureHost } from './featureHost'
import { createForesight } from './foresight'
import { registerAlternatives } from './features/alternatives'
import { registerCodeActions } from './features/codeActions'
import { registerFileRenames } from './features/fileRenames'
import { registerFigures } from './features/figures'
import { registerLenses } from './features/lenses'
import { registerPython } from './features/python'
import { registerNavigation } from './features/navigation'
import { registerPages } from './features/pages'
import { registerGraph } from './features/graph'
import { registerPanels } from './features/panels'
import { registerRenaming } from './features/renaming'
import { registerSearching } from './features/searching'
import { registerStructure } from './features/structure'
import { registerWriting } from './features/writing'

export function registerFeatures(host: FeatureHost): void {
  const foresight = createForesight()
  registerCodeActions(host, foresight)
  registerAlternatives(host, foresight)
  registerFileRenames(host)
  registerFigures(host)
  registerLenses(host)
  registerNavigation(host)
  registerPages(host)
  registerPanels(host)
  registerGraph(host)
  registerPython(host)
  registerRenaming(host)
  registerSearching(host)
  registerStructure(host)
  registerWriting(host)
}
