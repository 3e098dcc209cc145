// The Python that runs capture scripts: the setting's, the one that the Python extension has chosen, else what the path has.
import { extensions, type Uri, workspace } from 'vscode'

/** What we use of the Python extension's interface; checked, as it may be of any version. */
interface PythonExtension {
  readonly environments?: { readonly getActiveEnvironmentPath?: (resource: Uri) => { readonly path?: unknown } }
}

export async function findInterpreter(script: Uri): Promise<string> {
  const set = workspace.getConfiguration('shardlens', script).get('python.interpreter')
  if (typeof set === 'string' && set !== '') return set
  const extension = extensions.getExtension<PythonExtension | undefined>('ms-python.python')
  try {
    const { environments } = (await extension?.activate()) ?? {}
    const path = environments?.getActiveEnvironmentPath?.(script).path
    if (typeof path === 'string' && path !== '') return path
  } catch {
    // An extension that cannot start has chosen nothing.
  }
  return process.platform === 'win32' ? 'python' : 'python3'
}
