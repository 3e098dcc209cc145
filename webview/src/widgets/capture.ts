// The theme's colours as values, a drawn SVG as one that stands on its own, and an SVG as PNG.
import type { Palette } from '../base/pictures'

/** Reads a custom property; canvases and files know no `var()`. */
export const tokenOf = (name: string): string => getComputedStyle(document.body).getPropertyValue(name).trim()

/** Tokens may be `color-mix`: the browser resolves them once they are a colour. */
export function paletteOf(): Palette {
  const probe = document.createElement('i')
  document.body.append(probe)
  const resolve = (name: string): string => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const palette = {
    background: resolve('--bg'),
    foreground: resolve('--fg'),
    second: resolve('--fg2'),
    line: resolve('--grid'),
    bad: resolve('--bad-mark'),
    font: tokenOf('--vscode-font-family'),
  }
  probe.remove()
  return palette
}

const inherited = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
] as const

/** A copy with what style sheets say put into it. */
export function standAlone(drawn: Element | null): string | undefined {
  if (drawn === null) return undefined
  const copy = drawn.cloneNode(true) as Element
  const originals = [drawn, ...drawn.querySelectorAll('*')]
  const copies = [copy, ...copy.querySelectorAll('*')]
  originals.forEach((original, i) => {
    const computed = getComputedStyle(original)
    for (const name of inherited) copies[i]?.setAttribute(name, computed.getPropertyValue(name))
    copies[i]?.removeAttribute('class')
  })
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return new XMLSerializer().serializeToString(copy)
}

const pixelsPerPixel = 2

/** Base64, without the address's head. Rejects when the browser does not take the SVG. */
export async function toPng(svg: string): Promise<string> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * pixelsPerPixel
  canvas.height = image.naturalHeight * pixelsPerPixel
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/png').split(',')[1] ?? ''
}
