// A session as makers of fixes read it: the last analysis, while it is of the texts that the editor shows.
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FixContext } from '../../ide/fixes/fix'
import { parseTactics } from '../../tactics/parseTactics'
import type { FeatureHost } from '../featureHost'
import type { SessionRunner } from '../session'

/** What fixes read of a session; undefined while its last analysis is of other texts than the editor has. */
export async function contextOf(host: FeatureHost, { session }: SessionRunner): Promise<FixContext | undefined> {
  const { result } = session
  if (result === undefined) return undefined
  const { sources, problems, model, modelPath, snapshot } = result
  if (sources.some(({ path, text }) => (host.workspace.openText(path) ?? text) !== text)) return undefined
  const file = snapshot?.file ?? (await host.views.find(session.uri))?.file
  if (file === undefined) return undefined
  const parser = await host.views.parser()
  return {
    file,
    sources,
    problems,
    model,
    modelPath,
    snapshot,
    parse: (text) => parseTactics(parser, text),
    nearby: await listNearby(session.path),
  }
}

/** Models and tactics files in the folder of a file, by name. */
async function listNearby(path: string): Promise<readonly string[]> {
  try {
    const names = await readdir(dirname(path))
    return names.filter((name) => /\.(mlir|mlir\.gz|tactics)$/.test(name)).sort()
  } catch {
    // A folder that cannot be listed, or a file that was never saved, has no neighbours to offer.
    return []
  }
}
