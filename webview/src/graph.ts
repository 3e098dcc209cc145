// Entry point of the graph's page.
import { acquireHost } from './base/host'
import { startGraph } from './views/graph/start'

startGraph(acquireHost(), document.body)
