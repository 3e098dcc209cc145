// Entry point of the cost panel's page.
import { acquireHost } from './base/host'
import { startCosts } from './views/costs/start'

startCosts(acquireHost(), document.body)
