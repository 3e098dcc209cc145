// Tensors as rows, and what they can be filtered by: as `where` in a tactics file, and by what became of them.
import { formatBytes } from '../../../../server/src/base/format'
import type { CostsReport, CostTensor } from '../../../../server/src/protocol/costs'
import type { FilterFields } from '../../base/filter'
import type { RowColumn } from '../../base/rows'
import { nameSharding } from '../../widgets/marks'

export interface TensorRow {
  readonly tensor: CostTensor
  readonly dims: readonly number[]
  readonly element: string
  /** Global and local shape, as `48×16×2048`. */
  readonly shape: string
  readonly localShape: string
  /** `batch, whole`: a word a dim. */
  readonly tiling: string
  /** Names of axes along which every device has the same. */
  readonly whole: readonly string[]
  /** Bytes on one device of all that the row stands for. */
  readonly together: number
}

export const toTensorRows = ({ tensors, mesh }: CostsReport): readonly TensorRow[] =>
  tensors.map((tensor) => {
    const { dims, element } = readType(tensor.type)
    return {
      tensor,
      dims,
      element,
      shape: shapeOf(tensor.type),
      localShape: shapeOf(tensor.localType).replace(/ .*/, ''),
      tiling: nameSharding(tensor.sharding, mesh),
      whole: tensor.whole.map((axis) => mesh[axis]?.name ?? '?'),
      together: tensor.localBytes * tensor.members,
    }
  })

/** `tensor<48x2048xf32>`, `f32[48,2048]` -> its dims and element; a type of another form has none. */
export function readType(type: string): { readonly dims: readonly number[]; readonly element: string } {
  const [, short, list = ''] = /^(\w+)\[([\d,]*)\]$/.exec(type) ?? []
  if (short !== undefined)
    return {
      dims: list
        .split(',')
        .filter((part) => part !== '')
        .map(Number),
      element: short,
    }
  const [, shape = '', element = ''] = /^(?:tensor<)?((?:\d+x)*)([A-Za-z][\w<>.]*?)>?$/.exec(type) ?? []
  return {
    dims: shape
      .split('x')
      .filter((part) => part !== '')
      .map(Number),
    element,
  }
}

function shapeOf(type: string): string {
  const { dims, element } = readType(type)
  if (element === '') return type
  return dims.length === 0 ? element : `${dims.join('×')} ${element}`
}

export const tensorFilter: FilterFields<TensorRow> = {
  numbers: {
    bytes: ({ tensor }) => tensor.bytes,
    local: ({ tensor }) => tensor.localBytes,
    together: ({ together }) => together,
    rank: ({ dims }) => dims.length,
    elements: ({ dims }) => dims.reduce((product, dim) => product * dim, 1),
    count: ({ tensor }) => tensor.members,
  },
  words: {
    dtype: ({ element }) => [element],
    kind: ({ tensor }) => [tensor.kind],
    axis: ({ tiling }) => tiling.split(/[,+] ?/).filter((name) => name !== 'whole'),
    whole: ({ whole }) => whole,
  },
  names: ({ tensor }) => [tensor.path],
  dims: ({ dims }) => dims,
}

export const tensorViews = [
  { name: '', title: 'all' },
  { name: 'argument', title: 'arguments' },
  { name: 'value', title: 'values' },
  { name: 'result', title: 'results' },
  { name: 'whole', title: 'whole' },
] as const

export function isOfView({ tensor }: TensorRow, view: string): boolean {
  if (view === 'whole') return tensor.whole.length > 0
  return view === 'argument' || view === 'value' || view === 'result' ? tensor.kind === view : true
}

export const tensorColumns: readonly RowColumn<TensorRow>[] = [
  { key: 'tiling', title: 'tiling', value: ({ tiling }) => tiling },
  { key: 'path', title: 'tensor', value: ({ tensor }) => tensor.path },
  { key: 'count', title: 'count', isNumber: true, value: ({ tensor }) => tensor.members },
  { key: 'shape', title: 'global shape', value: ({ tensor }) => tensor.type, text: ({ shape }) => shape },
  { key: 'local', title: 'per device', value: ({ tensor }) => tensor.localType, text: ({ localShape }) => localShape },
  { key: 'by', title: 'decided by', value: ({ tensor }) => tensor.decidedBy },
  { key: 'whole', title: 'whole on', value: ({ whole }) => whole.join(', ') },
  {
    key: 'each',
    title: 'each',
    isNumber: true,
    value: ({ tensor }) => tensor.localBytes,
    text: ({ tensor }) => formatBytes(tensor.localBytes),
  },
  {
    key: 'together',
    title: 'together',
    isNumber: true,
    value: ({ together }) => together,
    text: ({ together }) => formatBytes(together),
  },
]
