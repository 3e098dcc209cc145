// From a Python function to a model file: a code action and a command that write a capture script beside the module, and one
// that runs it, in a terminal in sight, after it was confirmed.
import {
  CodeAction,
  CodeActionKind,
  CodeLens,
  commands,
  Disposable,
  languages,
  type Position,
  ProcessExecution,
  Range,
  Task,
  TaskRevealKind,
  TaskScope,
  tasks,
  type TextDocument,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import {
  captureHeader,
  type CaptureScript,
  type CaptureScriptParams,
  captureScriptRequest,
} from '../../../server/src/protocol/capture'
import { findInterpreter } from '../findInterpreter'

const python = { scheme: 'file', language: 'python' }

const captureKind = CodeActionKind.Refactor.append('capture')

/** Lines at which a function of the module may begin; the server knows for sure. */
const mayBegin = /^(?:@\w|(?:async\s+)?def\s|[^\W\d]\w*\s*(?::[^=]*)?=\s*(?:\w+\.)*p?jit\()/u

/** Registers `shardlens.captureFunction` and `shardlens.runCapture` with what offers them. */
export const registerCaptureFunction = (client: LanguageClient): Disposable =>
  Disposable.from(
    commands.registerCommand('shardlens.captureFunction', () => captureFunction(client)),
    commands.registerCommand('shardlens.runCapture', runCapture),
    languages.registerCodeActionsProvider(
      python,
      { provideCodeActions: (document, { start }) => offerCapture(document, start) },
      { providedCodeActionKinds: [captureKind] },
    ),
    languages.registerCodeLensProvider(python, { provideCodeLenses: offerRun }),
  )

function offerCapture(document: TextDocument, { line }: Position): CodeAction[] {
  if (!workspace.isTrusted || !mayBegin.test(document.lineAt(line).text)) return []
  const title = "Capture this function's StableHLO"
  const action = new CodeAction(title, captureKind)
  action.command = { title, command: 'shardlens.captureFunction' }
  return [action]
}

function offerRun(document: TextDocument): CodeLens[] {
  const model = modelOf(document)
  if (!workspace.isTrusted || model === undefined) return []
  return [new CodeLens(new Range(0, 0, 0, 0), { title: `$(play) Write ${model}…`, command: 'shardlens.runCapture' })]
}

/** Name of the model that a capture script writes; undefined for other files. */
const modelOf = (document: TextDocument): string | undefined => captureHeader.exec(document.lineAt(0).text)?.[1]

async function captureFunction(client: LanguageClient): Promise<void> {
  const editor = window.activeTextEditor
  if (editor?.document.languageId !== 'python' || editor.document.uri.scheme !== 'file') {
    void window.showInformationMessage('Put the cursor at a function of a Python file to capture it.')
    return
  }
  if (!workspace.isTrusted) return refuse()
  const { document, selection } = editor
  const params: CaptureScriptParams = {
    uri: document.uri.toString(),
    text: document.getText(),
    line: selection.active.line,
  }
  const made = await client.sendRequest<CaptureScript | null>(captureScriptRequest, params)
  if (made === null) {
    const message =
      'No function that can be imported begins at this line. Put the cursor at the `def` of a function outside classes and functions, in a file whose name is a Python name.'
    void window.showInformationMessage(message)
    return
  }
  await openScript(made)
}

/** A script that is there already holds the arguments that someone filled in: it is shown as it is. */
async function openScript({ scriptUri, script, argumentsLine }: CaptureScript): Promise<void> {
  const uri = Uri.parse(scriptUri)
  const edit = new WorkspaceEdit()
  edit.createFile(uri, { ignoreIfExists: true, contents: Buffer.from(script, 'utf8') })
  const isThere = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
  if (!isThere && !(await workspace.applyEdit(edit))) return
  const document = await workspace.openTextDocument(uri)
  const selection = isThere ? undefined : findArgument(document, argumentsLine)
  await window.showTextDocument(document, selection === undefined ? {} : { selection })
}

/** The first `...` to fill in. */
function findArgument(document: TextDocument, line: number): Range | undefined {
  const column = document.lineAt(line).text.indexOf('...')
  return column < 0 ? undefined : new Range(line, column, line, column + 3)
}

async function runCapture(): Promise<void> {
  const document = window.activeTextEditor?.document
  const model = document === undefined ? undefined : modelOf(document)
  if (document === undefined || model === undefined) {
    void window.showInformationMessage('Open a capture script to run it: its first line says `# Shardlens capture of`.')
    return
  }
  if (!workspace.isTrusted) return refuse()
  const interpreter = await findInterpreter(document.uri)
  const path = document.uri.fsPath
  const detail = `${interpreter} ${path}\n\nThis runs code of this workspace, in a terminal: the script, and the module that it imports.`
  const run = 'Run'
  const chosen = await window.showInformationMessage(`Write ${model}?`, { modal: true, detail }, run)
  if (chosen !== run || !(await document.save())) return
  const target = Uri.joinPath(document.uri, '..', model)
  if ((await execute(interpreter, document.uri)) === 0) await offerTactics(target)
  else void window.showWarningMessage(`${model} was not written; the terminal says why.`)
}

async function refuse(): Promise<void> {
  const manage = 'Manage Workspace Trust'
  const chosen = await window.showWarningMessage(
    'Capturing runs code of the workspace, which is not trusted. Trust the workspace first.',
    manage,
  )
  if (chosen === manage) await commands.executeCommand('workbench.trust.manage')
}

/** Exit code of the script, which runs in a terminal of its own; undefined when it was closed. */
async function execute(interpreter: string, script: Uri): Promise<number | undefined> {
  const folder = workspace.getWorkspaceFolder(script)
  const execution = new ProcessExecution(interpreter, [script.fsPath], { cwd: Uri.joinPath(script, '..').fsPath })
  const task = new Task({ type: 'shardlens' }, folder ?? TaskScope.Workspace, 'Capture', 'Shardlens', execution)
  task.presentationOptions = { reveal: TaskRevealKind.Always, clear: true }
  const started = await tasks.executeTask(task)
  return new Promise((resolve) => {
    const listener = tasks.onDidEndTaskProcess(({ execution: ended, exitCode }) => {
      if (ended !== started) return
      listener.dispose()
      resolve(exitCode)
    })
  })
}

async function offerTactics(model: Uri): Promise<void> {
  const known = await commands.getCommands(true)
  const create = 'New Tactics File'
  const open = 'Open Model'
  const choices = known.includes('shardlens.newTacticsFile') ? [create, open] : [open]
  const name = model.path.slice(model.path.lastIndexOf('/') + 1)
  const chosen = await window.showInformationMessage(`${name} was written.`, ...choices)
  if (chosen === undefined) return
  await window.showTextDocument(await workspace.openTextDocument(model))
  if (chosen === create) await commands.executeCommand('shardlens.newTacticsFile', model)
}
