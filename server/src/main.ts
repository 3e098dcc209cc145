// Entry point of the language server.
import { startServer } from './lsp/server'

startServer()
