// Command of the walkthrough: a copy of the example that comes with the extension, in a folder that the person chooses.
import { commands, type Disposable, type ExtensionContext, FileType, Uri, window, workspace } from 'vscode'

const folderName = 'shardlens-example'
const tacticsName = 'transformer.tactics'

/** Registers `shardlens.createExample`. What lies in the folder already is kept. */
export const registerCreateExample = ({ extensionUri }: ExtensionContext): Disposable =>
  commands.registerCommand('shardlens.createExample', async () => {
    const start = workspace.workspaceFolders?.[0]?.uri
    const [chosen] =
      (await window.showOpenDialog({
        title: 'Shardlens: Folder for the Example',
        openLabel: `Create ${folderName} Here`,
        canSelectFiles: false,
        canSelectFolders: true,
        ...(start === undefined ? {} : { defaultUri: start }),
      })) ?? []
    if (chosen === undefined) return
    const target = Uri.joinPath(chosen, folderName)
    await copyFiles(Uri.joinPath(extensionUri, 'examples', 'transformer'), target)
    await window.showTextDocument(Uri.joinPath(target, tacticsName), { preview: false })
  })

async function copyFiles(from: Uri, to: Uri): Promise<void> {
  await workspace.fs.createDirectory(to)
  const present = new Set((await workspace.fs.readDirectory(to)).map(([name]) => name))
  for (const [name, type] of await workspace.fs.readDirectory(from)) {
    if (type !== FileType.File || present.has(name)) continue
    await workspace.fs.writeFile(Uri.joinPath(to, name), await workspace.fs.readFile(Uri.joinPath(from, name)))
  }
}
