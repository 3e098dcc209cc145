// Files by their addresses. The server knows those that the editor has open, whether an editor shows them or not.
import { Uri, workspace } from 'vscode'

/** Opens the file where it is not open, which tells the server about it. False when it cannot be opened: it is gone. */
export async function loadFile(uri: string): Promise<boolean> {
  try {
    await workspace.openTextDocument(Uri.parse(uri))
    return true
  } catch {
    return false
  }
}

/** `step.tactics` */
export const nameOf = (uri: string): string => Uri.parse(uri).path.replace(/^.*\//, '')
