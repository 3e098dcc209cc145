// Collectives are read from HLO text with their axes, whole types, executions and what a device sends.
import { expect, test } from 'vitest'
import { readHloCollectives } from '../../fidelity/hlo'

const mesh = { batch: 4, model: 2 }

/** The collectives of an entry computation, with other computations before it. */
const read = (lines: string, others = '') =>
  readHloCollectives(`HloModule m\n\n${others}\nENTRY %main (p: f32[8,16]) -> f32[8,16] {\n${lines}\n}\n`, mesh)

test('axes are those along which the members of a group differ', () => {
  const line = (name: string, groups: string) =>
    `  %${name} = f32[8,16]{1,0} all-reduce(%p), channel_id=1, replica_groups=${groups}, to_apply=%add`
  const axes = (groups: string) => read(line('a', groups)).map((group) => group.axes)
  expect(axes('{{0,2,4,6},{1,3,5,7}}')).toEqual(['batch'])
  expect(axes('{{0,1},{2,3},{4,5},{6,7}}')).toEqual(['model'])
  expect(axes('{{0,1,2,3,4,5,6,7}}')).toEqual(['batch,model'])
  expect(axes('{}')).toEqual(['batch,model'])
  expect(axes('[2,4]<=[4,2]T(1,0)')).toEqual(['batch'])
  expect(axes('[4,2]<=[8]')).toEqual(['model'])
})

test('bytes are those that a device sends in a ring', () => {
  const groups = 'replica_groups={{0,2,4,6},{1,3,5,7}}'
  const bytes = (line: string) => read(line).map(({ kind, ringBytes }) => [kind, ringBytes])
  expect(bytes(`  %a = f32[8,16]{1,0} all-reduce(%p), ${groups}`)).toEqual([['all_reduce', 768]])
  expect(bytes(`  %a = f32[8,16]{1,0} all-gather(%p), ${groups}`)).toEqual([['all_gather', 384]])
  // The piece of a quarter of what is reduced.
  expect(bytes(`  %a = f32[2,16]{1,0} reduce-scatter(%p), ${groups}`)).toEqual([['reduce_scatter', 384]])
  expect(bytes(`  %a = (bf16[8]{0}, bf16[8]{0}) all-to-all(%p, %q), ${groups}`)).toEqual([['all_to_all', 24]])
  expect(bytes('  %a = f32[8,16]{1,0} collective-permute(%p), source_target_pairs={{0,2},{2,0}}')).toEqual([
    ['collective_permute', 512],
  ])
})

test('an all-reduce of which only slices are read is a reduce_scatter', () => {
  const reduce = '  %r = f32[8,16]{1,0} all-reduce(%p), replica_groups={{0,1},{2,3},{4,5},{6,7}}'
  const slice = (name: string, of: string) => `  %${name} = f32[4,16]{1,0} dynamic-slice(%${of}, %i, %j)`
  const kinds = (lines: readonly string[], others = '') =>
    read([reduce, ...lines].join('\n'), others).map(({ kind }) => kind)
  expect(kinds([slice('s', 'r'), slice('t', 'r')])).toEqual(['reduce_scatter'])
  expect(kinds([slice('s', 'r'), '  %n = f32[8,16]{1,0} negate(%r)'])).toEqual(['all_reduce'])
  expect(kinds(['  %c = f32[8,16]{0,1} copy(%r)', slice('s', 'c')])).toEqual(['reduce_scatter'])
  expect(kinds([])).toEqual(['all_reduce'])
  const fused = (line: string) =>
    `%fused (q: f32[8,16]) -> f32[4,16] {\n  %q = f32[8,16]{1,0} parameter(0)\n${line}\n}\n`
  const fusion = '  %f = f32[4,16]{1,0} fusion(%r), kind=kLoop, calls=%fused'
  expect(kinds([fusion], fused(slice('s', 'q')))).toEqual(['reduce_scatter'])
  expect(kinds([fusion], fused('  ROOT %n = f32[8,16]{1,0} negate(%q)'))).toEqual(['all_reduce'])
})

test('loops repeat what is in them, and equal collectives are one group', () => {
  const body = `%body (b: f32[]) -> f32[] {
  %x = f32[8]{0} all-reduce(%b), replica_groups={{0,2,4,6},{1,3,5,7}}, to_apply=%add
  %y = f32[8]{0} all-reduce(%x), replica_groups={{0,2,4,6},{1,3,5,7}}, to_apply=%add
}
`
  const loop = (config: string) =>
    read(`  %w = f32[] while(%p), condition=%cond, body=%body${config}`, body).map(({ count, executed, ringBytes }) => [
      count,
      executed,
      ringBytes,
    ])
  expect(loop(', backend_config={"known_trip_count":{"n":"5"}}')).toEqual([[2, 10, 480]])
  expect(loop('')).toEqual([[2, 2, 96]])
})
