// Names that lowerings give to arguments and results -> segments -> the path that a tactics file writes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizePath, printPath } from '../../../server/src/base/paths'
import { compilePattern } from '../../../server/src/tactics/matchPattern'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { getTacticsParser } from '../../support/tacticsParser'

const parser = await getTacticsParser()

describe('a name of a lowering', () => {
  test.each([
    // A word; subscripts by text, by number; attributes; and all of them mixed, as optax and Flax write them.
    ['tokens', 'tokens'],
    ["params['layer_0']['attn']['q']", 'params.layer_0.attn.q'],
    ["state.params['w']", 'state.params.w'],
    ["opt_state[1][0].mu['w']", 'opt_state.1.0.mu.w'],
    ["result[0].opt_state[1][0].mu['block_0']['ln_1']['bias']", 'result.0.opt_state.1.0.mu.block_0.ln_1.bias'],
    ["result[0]['blocks'][0]['attn']['key']['bias'].value", 'result.0.blocks.0.attn.key.bias.value'],
    ["result[0].batch_stats['Bottleneck_0']['mean']", 'result.0.batch_stats.Bottleneck_0.mean'],
    ['result', 'result'],
    // Names of modules with a slash (Haiku), dots, spaces, quotes or letters beyond ASCII stay one segment.
    ["params['block/linear']['w']", 'params."block/linear".w'],
    ["params['a.b']['c d']", 'params."a.b"."c d"'],
    ["params['it\\'s']", 'params."it\'s"'],
    ['params["q\'"]', 'params."q\'"'],
    ["params['α']", 'params."α"'],
    // Keys of trees without names.
    ['params[<flat index 3>]', 'params."<flat index 3>"'],
    ['model.layers.0.weight', 'model.layers.0.weight'],
    ['args[-1]', 'args."-1"'],
    // What does not read as a path is one segment.
    ["[('data', 'model'), None]", "\"[('data', 'model'), None]\""],
    ["x['", '"x[\'"'],
    ['weird name', '"weird name"'],
    ['', '""'],
    // Words of the language, and numbers, cannot begin a target.
    ["at['w']", '"at".w'],
    ["where['at']", '"where".at'],
    ['[0]', '"0"'],
  ])('%s is %s', (name, path) => expect(printPath(normalizePath(name))).toBe(path))

  test('of any text gives at least one segment', () => {
    fc.assert(fc.property(fc.string(), (text) => normalizePath(text).length > 0))
  })
})

/** Without `*` and `?`, which match more than themselves, and line breaks, which no name has. */
const anySegment = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[*?\r\n]/g, ''))
const likelySegment = fc.constantFrom('params', 'at', 'where', '0', 'layer_0', 'a/b', 'a"b', 'a\\b', '//', '{x}', 'é')

test('a printed path is a target that names exactly that path', () => {
  const segments = fc.array(fc.oneof(anySegment, likelySegment), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(segments, (path) => {
      const { value, problems } = parseTactics(parser, `tactic A on x {\n  ${printPath(path)}: 0\n}\n`)
      const target = value.tactics[0]?.actions[0]?.target
      expect(problems).toEqual([])
      if (target?.kind !== 'path') throw new Error('no path')
      expect(target.segments.map((segment) => (segment.kind === 'glob' ? segment.text : segment.kind))).toEqual(path)
      expect(compilePattern(target)(path)).toBe(true)
    }),
  )
})
