// Hovers of what stands in a model beside values and operations: types, and locations by their alias.
import { formatBytes, formatCount } from '../../base/format'
import type { Span } from '../../base/problems'
import { Char, isNameByte } from '../../mlir/characters'
import type { ModuleColumns } from '../../mlir/columns'
import { parseNameStack, readAlias } from '../../mlir/locations'
import { decodeText } from '../../mlir/text'
import { elementBits, parseTensorType } from '../../model/tensorTypes'
import { code, link, plain } from '../markdown'
import type { Hover } from '../tacticsHover'
import type { HoverContext } from './context'

/** Longer types and aliases are not looked at. */
const longest = 400

/** Hover of the tensor type around an offset. */
export function typeHover({ bytes }: ModuleColumns, offset: number): Hover | undefined {
  const span = typeAround(bytes, offset)
  if (span === undefined) return undefined
  const text = decodeText(bytes, span.start, span.end)
  const { element, dims, elements, bytes: size, isDynamic } = parseTensorType(text)
  if (element === 'opaque') return { span, text: `${code(text)}: no tensor that is analysed` }
  const shape =
    dims.length === 0
      ? 'a scalar'
      : `${formatCount(elements)} elements in ${dims.length} ${dims.length === 1 ? 'dim' : 'dims'}`
  const width = `${elementBits[element]} bits each`
  return {
    span,
    text: `${code(text)}: ${isDynamic ? 'a dim of unknown size, which is not counted' : `**${formatBytes(size)}**, ${shape}, ${width}`}`,
  }
}

/** `tensor<…>` with its brackets, which may be nested. */
function typeAround(bytes: Uint8Array, offset: number): Span | undefined {
  const from = Math.max(0, offset - longest)
  const window = decodeLatin(bytes, from, Math.min(bytes.length, offset + longest))
  const start = window.lastIndexOf('tensor<', offset - from + 'tensor'.length)
  if (start < 0) return undefined
  let depth = 0
  for (let at = start + 'tensor'.length; at < window.length && window[at] !== '\n'; at++) {
    if (window[at] === '<') depth++
    else if (window[at] === '>' && window[at - 1] !== '-') depth--
    if (depth > 0) continue
    const span = { start: from + start, end: from + at + 1 }
    return offset <= span.end ? span : undefined
  }
  return undefined
}

/** One character a byte. */
function decodeLatin(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!)
  return text
}

/** Hover of the alias `#loc12` around an offset: name stack and source line. */
export function locationHover({ model, presentation }: HoverContext, offset: number): Hover | undefined {
  const { columns } = model.module
  const { bytes } = columns
  // On the `#` itself the name follows.
  const inside = bytes[offset] === Char.hash ? offset + 1 : offset
  let [start, end] = [inside, inside]
  while (start > 0 && inside - start < longest && isNameByte[bytes[start - 1]!] === 1) start--
  while (end < bytes.length && end - inside < longest && isNameByte[bytes[end]!] === 1) end++
  if (bytes[start] !== Char.hash) start--
  const location = bytes[start] === Char.hash ? readAlias(columns, decodeText(bytes, start, end)) : undefined
  if (location === undefined) return undefined
  const { name, file, line, column } = location
  const { scope, primitive, phase } = parseNameStack(name)
  const rows = [
    ...(name === '' ? [] : [`name ${code(name)}`]),
    ...(scope === '' ? [] : [`scope ${code(scope)}`]),
    ...(primitive === '' ? [] : [`primitive ${code(primitive)}${phase === 'none' ? '' : `, ${phase}`}`]),
    ...(file === ''
      ? []
      : [`source ${link(plain(`${file}:${line}:${column}`), presentation.sourceAddress(file, line))}`]),
  ]
  return { span: { start, end }, text: rows.length === 0 ? 'a location that names nothing' : rows.join('  \n') }
}
