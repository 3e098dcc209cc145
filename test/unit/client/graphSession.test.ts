import { describe, expect, test } from 'vitest'
import { GraphSession } from '../../../client/src/panels/graphSession'
import { openScene, settle } from './panelScene'

describe('the graph', () => {
  const structure = (key: string) => ({ key, nodes: [] })

  test('keeps its map while only figures change', async () => {
    const { context, page, answer, kinds } = openScene()
    const { live } = new GraphSession(context)
    live.attach(page)
    for (const key of ['one', 'one', 'two']) {
      live.update()
      await answer('shardlens/graph', structure(key))
      await answer('shardlens/graphState', { key })
    }
    expect(kinds().filter((kind) => kind !== 'state')).toEqual([
      'structure',
      'figures',
      'figures',
      'structure',
      'figures',
    ])
  })

  test('asks for what is open, and for details of it', async () => {
    const { context, page, asked } = openScene()
    const { live } = new GraphSession(context)
    live.attach(page)
    live.update()
    void live.receive({ kind: 'open', version: 0, open: ['layer'] }, page)
    void live.receive({ kind: 'details', version: 0, id: 'dot' }, page)
    await settle()
    expect(asked.slice(1).map(({ params }) => params)).toEqual([
      { uri: 'file:///a.tactics', open: ['layer'] },
      { uri: 'file:///a.tactics', open: ['layer'], id: 'dot' },
    ])
  })

  test('has alternatives to a collective found, has one written, and says why that could not be', async () => {
    const { context, page, answer, asked, received } = openScene()
    const { live } = new GraphSession(context)
    live.attach(page)
    live.update()
    const collective = { line: 5, kind: 'all_reduce', axes: [1] }
    void live.receive({ kind: 'askAlternatives', version: 0, collective }, page)
    expect(asked.at(-1)?.params).toEqual({ uri: 'file:///a.tactics', collective })
    await answer('shardlens/alternatives', { items: [] })
    expect(received.at(-1)).toMatchObject({ kind: 'alternatives', collective, alternatives: { items: [] } })
    void live.receive({ kind: 'writeAlternative', version: 0, collective, basis: 'text', title: 'Leave out BP' }, page)
    expect(asked.at(-1)?.params).toMatchObject({ collective, basis: 'text', title: 'Leave out BP' })
    await answer('shardlens/writeAlternative', 'the file has changed since')
    expect(received.at(-1)).toMatchObject({ kind: 'refused', message: 'the file has changed since' })
  })

  test('goes where the cursor is', async () => {
    const { context, page, answer, received } = openScene()
    const graph = new GraphSession(context)
    graph.live.attach(page)
    graph.live.update()
    void graph.select(12)
    await answer('shardlens/graphFind', { found: [{ id: 'dot' }], more: 0 })
    expect(received.at(-1)).toMatchObject({ kind: 'select', found: { id: 'dot' } })
  })
})
