// Structures as they come -> pictures: one layout at a time, the newest wins, what was laid out before is kept.
import type { GraphStructure } from '../../../../server/src/protocol/graph'
import { fontOf } from './draw/canvasPen'
import type { Picture } from './layout/arrange'
import { arrange } from './layout/arrange'
import type { Measure } from './layout/cells'
import type { LayoutEngine } from './layout/engine'
import type { LevelCache } from './layout/levels'
import { layOutLevels } from './layout/levels'

export interface LayoutListener {
  readonly onProgress: (done: number, total: number, since: number) => void
  readonly onPicture: (picture: Picture) => void
  readonly onFailure: (message: string) => void
}

export interface Layouts {
  readonly start: (structure: GraphStructure) => void
  readonly stop: () => void
}

export function createLayouts(engine: LayoutEngine, font: () => string, listener: LayoutListener): Layouts {
  const cache: LevelCache = new Map()
  let newest = 0
  let isRunning = false
  const start = async (structure: GraphStructure, turn: number): Promise<void> => {
    const since = Date.now()
    const onProgress = (done: number, total: number): void => {
      if (turn === newest) listener.onProgress(done, total, since)
    }
    try {
      onProgress(0, structure.nodes.filter(({ isOpen }) => isOpen).length)
      const measure = createMeasure(font())
      const levels = await layOutLevels(structure, { engine: engine.layOut, measure, cache, onProgress })
      if (turn !== newest) return
      isRunning = false
      listener.onPicture(arrange(levels))
    } catch (error) {
      if (turn !== newest) return
      isRunning = false
      listener.onFailure(error instanceof Error ? error.message : String(error))
    }
  }
  return {
    start: (structure) => {
      // A new worker takes a third of a second to start: it is only ended when it is busy with what nobody waits for any more.
      if (isRunning) engine.stop()
      isRunning = true
      newest++
      void start(structure, newest)
    },
    stop: () => {
      newest++
      isRunning = false
      engine.stop()
    },
  }
}

/** Widths by a canvas that is not shown. */
function createMeasure(font: string): Measure {
  const context = document.createElement('canvas').getContext('2d')
  return (text, isBold) => {
    if (context === null) return text.length * 6.5
    context.font = fontOf({ size: 12, isBold }, font)
    return context.measureText(text.slice(0, 60)).width
  }
}
