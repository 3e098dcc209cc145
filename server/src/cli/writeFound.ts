// Writes what a search has found into the tactics file.
import { readFile, writeFile } from 'node:fs/promises'
import type { FoundHere } from '../engine/search/foundHere'
import { applyEdits, schedulesAlike, writeBack } from '../engine/search/writeBack'
import { readModelFile } from '../worker/readModelFile'
import { readTacticsFile } from '../worker/readTacticsFile'
import type { Inputs } from './request'
import type { Prepared } from './searchFlags'

export interface Writing {
  readonly inputs: Inputs
  readonly prepared: Prepared
  readonly found: readonly FoundHere[]
}

/**
 * Automatic tactics of the file become manual ones; what flags have asked for is added, with a schedule of its own. Returns in words why
 * nothing was written: what was found for other texts than those on disk is not for these.
 */
export async function writeFound(path: string, { inputs, prepared, found }: Writing): Promise<string | undefined> {
  const changed = await findChanged(inputs)
  if (changed !== undefined) return `\`${changed}\` has changed since the search began, so nothing was written`
  const whole = await readFile(path, 'utf8')
  const mark = whole.startsWith('\uFEFF') ? '\uFEFF' : ''
  const text = whole.slice(mark.length)
  const written = prepared.isAdded ? addFound(text, inputs, found) : replaceFound(text, prepared, found)
  if (written === text) return undefined
  await writeFile(path, mark + written)
  process.stderr.write(`written to ${path}\n`)
  return undefined
}

/** The first of the files that is not as it was read. */
async function findChanged({ files, modelFile }: Inputs): Promise<string | undefined> {
  for (const { path, text } of files.sources ?? []) {
    const read = await readTacticsFile(path)
    if (read.kind !== 'text' || read.text !== text) return path
  }
  const { kind } = await readModelFile(modelFile.path, undefined, modelFile.stamp)
  return kind === 'unchanged' ? undefined : (files.modelPath ?? modelFile.path)
}

/** Of the first schedule that was searched: others would need other names for tactics that differ little. */
function addFound(text: string, { file }: Inputs, [first]: readonly FoundHere[]): string {
  const own = first?.strategy.tactics ?? []
  if (first === undefined || own.length === 0) return text
  const base =
    file.schedules.find(({ name }) => name.text === first.schedule)?.tactics ?? file.tactics.map(({ name }) => name)
  const names = [...base.map((name) => name.text), ...own.map(({ name }) => name)].join(', ')
  const taken = new Set(file.schedules.map(({ name }) => name.text))
  let name = 'found'
  for (let number = 2; taken.has(name); number++) name = `found${number}`
  return `${text.trimEnd()}\n\n${own.map((one) => one.text).join('\n')}\n\nschedule ${name} = ${names}\n`
}

/** One that several schedules use is written as it was found for the first of them; where another was found it stays. */
function replaceFound(text: string, { file }: Prepared, found: readonly FoundHere[]): string {
  const distinct = found.filter((one, at) => found.findIndex(({ automatic }) => automatic === one.automatic) === at)
  const edits = distinct.flatMap((one) => {
    const tactic = file.tactics.find(({ name }) => name.text === one.automatic)
    if (tactic === undefined || tactic.span.end > file.ownEnd) return []
    const replaced = text.slice(tactic.span.start, tactic.span.end)
    return writeBack(file, tactic, { tactics: one.strategy.tactics, schedules: schedulesAlike(found, one), replaced })
  })
  return applyEdits(text, edits)
}
