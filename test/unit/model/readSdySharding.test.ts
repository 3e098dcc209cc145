import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { readMesh, readSdySharding, readShardingList } from '../../../server/src/model/shardings/readSdySharding'

const whole = (name: string) => ({ name, part: undefined })

describe('shardings as Shardy writes them', () => {
  it('reads axes, parts of axes, open dims and priorities', () => {
    expect(readSdySharding('<@mesh, [{"a", ?}p1, {"b":(1)2}, {}p0], replicated={"c"}, unreduced={"d"}>')).toEqual({
      kind: 'read',
      value: {
        mesh: 'mesh',
        inlineAxes: undefined,
        dims: [
          { axes: [whole('a')], isOpen: true, priority: 1 },
          { axes: [{ name: 'b', part: { before: 1, size: 2 } }], isOpen: false, priority: 0 },
          { axes: [], isOpen: false, priority: 0 },
        ],
        replicated: [whole('c')],
        unreduced: [whole('d')],
      },
    })
  })

  it('reads unreduced axes with their reduction, and shardings and meshes in their long form', () => {
    expect(readSdySharding('<@m, [], unreduced=max{"x", "y"}>')).toMatchObject({
      value: { unreduced: [whole('x'), whole('y')] },
    })
    expect(readShardingList('[<@m, [{}]>, #sdy.sharding<@m, [{"x"}]>]')).toMatchObject({
      value: [{ dims: [{ axes: [] }] }, { dims: [{ axes: [whole('x')] }] }],
    })
    const axes = [{ name: 'x', size: 2 }]
    expect(readMesh('#sdy.mesh<["x"=2]>')).toEqual({ kind: 'read', value: axes })
    expect(readMesh('<["x"=2], device_ids=[1, 0]>')).toEqual({ kind: 'read', value: axes })
  })

  it.each([
    ['<@m, [{}p01]>', 'a priority'],
    ['<@m, [{}p9999999999999999999]>', 'a priority'],
    ['<@m, [{}phigh]>', 'a priority'],
    ['<@m, [{}], replicated={"a"}, replicated={"b"}>', 'each once'],
    ['<@m, [{}], unreduced={"a"}, unreduced={"b"}>', 'each once'],
    ['<@m, [{}], other={"a"}>', '`replicated` or `unreduced`'],
    ['<@m, [{a}]>', 'the name of an axis'],
    ['<@m, [{"a"}', '`]`'],
  ])('refuses %s', (text, expected) => {
    const message: unknown = expect.stringContaining(expected)
    expect(readSdySharding(text)).toEqual({ kind: 'wrong', message })
  })

  it('finds the mesh of a model in both of its forms', () => {
    for (const mesh of ['<["x"=2]>', '#sdy.mesh<["x"=2]>']) {
      const { shardings, problems } = loadModel(encodeText(`sdy.mesh @m = ${mesh}\nfunc.func @main() { return }`))
      expect(problems).toEqual([])
      expect(shardings.meshes).toMatchObject([{ name: 'm', axes: [{ name: 'x', size: 2 }] }])
    }
  })
})
