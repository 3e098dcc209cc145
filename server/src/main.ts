// Entry point of the language server.
import { startServer } from './lsp/server'
import { tuneEngine } from './worker/tuneEngine'

tuneEngine()
startServer()
