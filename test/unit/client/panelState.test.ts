import { describe, expect, test } from 'vitest'
import type { PanelScene } from '../../../client/src/panels/panelState'
import { describePanel } from '../../../client/src/panels/panelState'
import { renderPage } from '../../../client/src/panels/renderPage'
import type { PanelState } from '../../../server/src/protocol/panels'
import type { StatusParams } from '../../../server/src/protocol/status'

describe('the state of a panel', () => {
  const scene: PanelScene = {
    hasTarget: true,
    status: undefined,
    gone: undefined,
    isServerMissed: false,
    since: 5,
    problem: undefined,
  }
  const status = (state: StatusParams['state'], message?: string): StatusParams => ({
    uri: '',
    schedules: [],
    active: '',
    applied: 0,
    tactics: 0,
    state,
    milliseconds: 7,
    ...(message === undefined ? {} : { message }),
  })

  test.each<[string, Partial<PanelScene>, PanelState]>([
    ['no file', { hasTarget: false }, { kind: 'empty' }],
    ['no status yet', {}, { kind: 'computing', since: 5 }],
    ['fresh', { status: status('fresh') }, { kind: 'fresh', milliseconds: 7 }],
    ['computing', { status: status('computing') }, { kind: 'computing', since: 5 }],
    ['stopped', { status: status('stopped') }, { kind: 'stopped' }],
    ['a failure', { status: status('error', 'out of memory') }, { kind: 'error', message: 'out of memory' }],
    [
      'a problem',
      { status: status('error'), problem: { message: 'no mesh', file: 'a.tactics', line: 3 } },
      { kind: 'error', message: 'no mesh', file: 'a.tactics', line: 3 },
    ],
    [
      'a model that is gone',
      { gone: 'm.mlir', status: status('fresh') },
      { kind: 'gone', message: 'm.mlir does not exist any more' },
    ],
    ['no server', { isServerMissed: true }, { kind: 'error', message: 'The language server is not running' }],
  ])('%s', (_, given, expected) => expect(describePanel({ ...scene, ...given })).toEqual(expected))
})

test('a page lets in its own files alone, and no code that stands in it', () => {
  const html = renderPage({
    title: '<b>"x"</b>',
    script: 's.js',
    style: 's.css',
    source: 'https://files.example',
    nonce: 'n0nce',
    place: 'side',
  })
  expect(html).toContain('default-src &#39;none&#39;'.replaceAll('&#39;', "'"))
  expect(html).toContain("script-src 'nonce-n0nce'")
  expect(html).not.toMatch(/unsafe|\*|<b>| on\w+=| style=/)
  expect(html.match(/<script/g)).toHaveLength(1)
})
