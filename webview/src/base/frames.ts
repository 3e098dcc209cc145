// When a page is drawn: once a frame, and before a key or click is handled, for what handles it was made by the last drawing.

/**
 * Returns: asks for a drawing. However often it is asked within a frame, there is one.
 *
 * Keys that repeat, and a click that follows a message, come faster than frames: their handlers would see, and act upon, what
 * was shown before. Input and change events are left alone, since a drawing would put back what the field had before them.
 */
export function createFrames(draw: () => void): () => void {
  let frame: number | undefined
  const drawNow = (): void => {
    if (frame === undefined) return
    cancelAnimationFrame(frame)
    frame = undefined
    draw()
  }
  for (const kind of ['keydown', 'click'] as const) window.addEventListener(kind, drawNow, { capture: true })
  return () => (frame ??= requestAnimationFrame(drawNow))
}
