// What is known of the text that a model was traced from: the file as it lay on the disk while it was not newer than the model.
import { readFile, stat } from 'node:fs/promises'
import type { PythonView } from '../../ide/python/pythonView'
import { viewPython } from '../../ide/python/pythonView'

interface Traced {
  /** Time of the model that was made of it. */
  readonly model: number
  readonly text: string
}

/** A checkout writes both files within moments, in any order; nobody edits and traces within two seconds. */
const toleranceMilliseconds = 2_000

/** Long-lived: texts by path of the source and of the model, kept as long as the model is that one. */
export class TracedTexts {
  private readonly texts = new Map<string, Traced>()

  /**
   * The text of the editor beside the one that was traced.
   *
   * - The file is not newer than the model: what lies on the disk was traced; a text of the editor that differs is `edited`.
   * - It is newer, and was seen before: the text of then was traced, and lines are found again by what they say.
   * - It is newer and was not seen: `newer`, at the lines that the model says.
   */
  async view(path: string, modelPath: string, text: string): Promise<PythonView> {
    const [source, model] = await Promise.all([timeOf(path), timeOf(modelPath)])
    if (source === undefined || model === undefined) return viewPython(text, undefined, { kind: 'edited' })
    const isNewer = source > model + toleranceMilliseconds
    const traced = isNewer ? this.known(path, modelPath, model) : await this.read(path, modelPath, model)
    const isSame = traced !== undefined && traced === unified(text)
    if (isSame) return viewPython(text, undefined, { kind: 'fresh' })
    return viewPython(text, traced, isNewer ? { kind: 'newer', source, model } : { kind: 'edited' })
  }

  private known(path: string, modelPath: string, model: number): string | undefined {
    const found = this.texts.get(`${modelPath}\n${path}`)
    return found?.model === model ? found.text : undefined
  }

  private async read(path: string, modelPath: string, model: number): Promise<string | undefined> {
    const text = await readFile(path, 'utf8').then(unified, () => undefined)
    if (text !== undefined) this.texts.set(`${modelPath}\n${path}`, { model, text })
    return text
  }
}

/** Editors leave out the byte order mark, and line breaks are no change. */
const unified = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')

const timeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  )
