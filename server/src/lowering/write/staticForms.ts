// Operations whose shape is an operand, where the result's type is known: the form without that operand can be made local.
import { readInteger, readIntegers } from '../../model/attributes'
import type { SourceTexts } from './sourceOperation'

/** The same operation with its shape from its result type; undefined where there is no such form. Its operands are those before the shape. */
export function staticFormOf(texts: SourceTexts): SourceTexts | undefined {
  const dialect = texts.name.slice(0, texts.name.indexOf('.'))
  const { attributes } = texts
  switch (texts.kind) {
    case 'dynamic_reshape':
      return { ...texts, name: `${dialect}.reshape`, kind: 'reshape', attributes: '', moreAttributes: '' }
    case 'dynamic_iota': {
      const dim = readInteger(attributes, 'dim') ?? readInteger(attributes, 'iota_dimension') ?? 0
      const pretty = texts.isGeneric ? `<{iota_dimension = ${dim} : i64}>` : `dim = ${dim}`
      return { ...texts, name: `${dialect}.iota`, kind: 'iota', attributes: pretty, moreAttributes: '' }
    }
    case 'dynamic_broadcast_in_dim': {
      const dims = readIntegers(attributes, 'dims') ?? readIntegers(attributes, 'broadcast_dimensions') ?? []
      const array = dims.length === 0 ? 'array<i64>' : `array<i64: ${dims.join(', ')}>`
      const pretty = texts.isGeneric ? `<{broadcast_dimensions = ${array}}>` : `dims = [${dims.join(', ')}]`
      return {
        ...texts,
        name: `${dialect}.broadcast_in_dim`,
        kind: 'broadcast_in_dim',
        attributes: pretty,
        moreAttributes: '',
      }
    }
    default:
      return undefined
  }
}
