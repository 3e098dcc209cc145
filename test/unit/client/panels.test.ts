import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CostsSession } from '../../../client/src/panels/costsSession'
import { fresh, openScene, settle } from './panelScene'

const report = (schedule: string) => ({
  kind: 'report',
  report: { schedule, schedules: [], tactics: [], applied: 0, timeline: { steps: 9 } },
})

/** One of two schedules without tactics. */
const inFull = (schedule: string, basis = 'text') => ({
  kind: 'report',
  report: {
    basis,
    schedule,
    applied: 0,
    tactics: [],
    isWhatIf: false,
    timeline: { steps: 9 },
    schedules: [{ name: 'default' }, { name: 'data' }],
  },
})

function openCosts(world = openScene()) {
  const { live, ...session } = withLive(new CostsSession(world.context))
  live.attach(world.page)
  const post = async (message: unknown): Promise<void> => {
    void live.receive(message, world.page)
    await settle()
  }
  return { ...world, ...session, live, post }
}

const withLive = (session: CostsSession) => ({ live: session.live, session })

describe('the cost panel', () => {
  test('asks for a report once its page is ready, and shows the state after it', async () => {
    const { live, page, received, answer, kinds } = openCosts()
    await live.receive({ kind: 'ready', version: 0 }, page)
    expect(received.at(-1)).toMatchObject({ kind: 'state', state: { kind: 'computing' } })
    await answer('shardlens/costs', report('default'))
    expect(kinds()).toEqual(['state', 'report', 'state'])
    expect(received.at(-1)).toMatchObject({ state: fresh })
    const versions = received.map(({ version }) => version)
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
  })

  test('asks nothing while nobody looks', () => {
    const { live, scene, asked } = openCosts()
    scene.isVisible = false
    live.update()
    expect(asked).toEqual([])
    scene.isVisible = true
    live.update()
    expect(asked).toHaveLength(1)
  })

  test('never shows a report that was called off by a newer text', async () => {
    const { live, scene, asked, answer, received } = openCosts()
    live.update()
    scene.state = { kind: 'computing', since: 1 }
    live.update()
    expect(asked[0]?.signal?.aborted).toBe(true)
    scene.state = fresh
    live.update()
    asked[0]?.answer(report('old'))
    await answer('shardlens/costs', report('new'))
    expect(received.filter(({ kind }) => kind === 'report')).toMatchObject([{ report: { schedule: 'new' } }])
  })

  test('drops what refers to rows of an older report, and what is malformed', async () => {
    const { live, answer, post, did, received } = openCosts()
    live.update()
    await answer('shardlens/costs', report('default'))
    const version = received.find(({ kind }) => kind === 'report')?.version ?? 0
    await post({ kind: 'reveal', version: version - 1, line: 4 })
    await post({ kind: 'reveal', version, line: 5 })
    await post({ kind: 'reveal', version, line: -5 })
    await post({ kind: 'format', version })
    await post(undefined)
    expect(did.slice(0, 1)).toEqual(['reveal 5'])
    expect(did.slice(1).every((text) => text.startsWith('log dropped a message'))).toBe(true)
    expect(did).toHaveLength(4)
  })

  test('keeps a what-if question until it is taken back, and writes nothing before it is told to', async () => {
    const { live, asked, post } = openCosts()
    live.update()
    await post({ kind: 'whatIf', version: 0, changes: { mesh: { batch: 4 } } })
    live.update()
    const changes = { mesh: { batch: 4 } }
    expect(asked.map(({ method, params }) => [method, params])).toEqual([
      ['shardlens/costs', { uri: 'file:///a.tactics' }],
      ['shardlens/costs', { uri: 'file:///a.tactics', changes }],
      ['shardlens/costs', { uri: 'file:///a.tactics', changes }],
    ])
    await post({ kind: 'whatIf', version: 0 })
    expect(asked.at(-1)?.params).toEqual({ uri: 'file:///a.tactics' })
  })

  test('says why a file could not be written', async () => {
    const { live, answer, received, page } = openCosts()
    live.update()
    void live.receive({ kind: 'writeChanges', version: 0, changes: {} }, page)
    await answer('shardlens/writeChanges', 'the mesh is in another file')
    expect(received.at(-1)).toMatchObject({ kind: 'refused', message: 'the mesh is in another file' })
  })

  test('has alternatives found, has one written, and says why that could not be', async () => {
    const { live, post, answer, asked, received } = openCosts()
    live.update()
    await post({ kind: 'askAlternatives', version: 0 })
    await answer('shardlens/alternatives', { items: [] })
    expect(received.at(-1)).toMatchObject({ kind: 'alternatives', alternatives: { items: [] } })
    await post({ kind: 'writeAlternative', version: 0, basis: 'text', title: 'Leave out BP' })
    expect(asked.at(-1)?.params).toEqual({ uri: 'file:///a.tactics', basis: 'text', title: 'Leave out BP' })
    await answer('shardlens/writeAlternative', 'the file has changed since')
    expect(received.at(-1)).toMatchObject({ kind: 'refused', message: 'the file has changed since' })
  })

  test('tells how far a sweep is, and keeps what was found when another is called off', async () => {
    const { live, session, received, answer, page, post } = openCosts()
    live.update()
    const found = { devices: 8, device: 'h100', memory: 1, points: [], milliseconds: 1 }
    void live.receive({ kind: 'sweep', version: 0, devices: 8 }, page)
    session.sweepProgress({ uri: 'file:///a.tactics', done: 1, total: 4 })
    session.sweepProgress({ uri: 'file:///b.tactics', done: 2, total: 4 })
    await answer('shardlens/sweep', found)
    void live.receive({ kind: 'sweep', version: 0, devices: 16 }, page)
    await post({ kind: 'cancelSweep', version: 0 })
    const sweeps = received.filter(({ kind }) => kind.startsWith('sweep'))
    expect(sweeps).toMatchObject([{ done: 1 }, { result: found }, { result: found }])
  })

  test('forgets everything of a file when another is shown', async () => {
    const { live, scene, answer, received, post, asked } = openCosts()
    live.update()
    await answer('shardlens/costs', report('default'))
    await post({ kind: 'whatIf', version: 9, changes: { device: 'h100' } })
    scene.uri = 'file:///b.tactics'
    live.update()
    expect(asked.at(-1)?.params).toEqual({ uri: 'file:///b.tactics' })
    received.length = 0
    await post({ kind: 'ready', version: 0 })
    expect(received[0]).toMatchObject({ kind: 'state', state: { kind: 'computing' } })
  })

  test('compares again when figures are new', async () => {
    const { live, page, asked, answer } = openCosts()
    live.update()
    void live.receive({ kind: 'compare', version: 0, from: 'a', to: 'b' }, page)
    await answer('shardlens/difference', null)
    await answer('shardlens/costs', report('default'))
    expect(asked.filter(({ method }) => method === 'shardlens/difference')).toHaveLength(2)
  })

  test('keeps what is pinned for the next window, once the file is shown there', async () => {
    const world = openScene()
    const first = openCosts(world)
    first.live.update()
    await first.answer('shardlens/costs', inFull('default'))
    await first.post({ kind: 'pin', version: 9, key: '["text","default",0]' })
    expect(world.received.at(-1)).toMatchObject({ kind: 'pinned', report: { schedule: 'default' } })

    const next = openCosts({ ...openScene(), disk: world.disk, context: world.context })
    await settle()
    next.live.update()
    expect(next.received).toEqual([])
    await world.answer('shardlens/costs', inFull('data', 'other text'))
    const pinned = { kind: 'pinned', report: { basis: 'text', schedule: 'default' } }
    expect(next.received).toMatchObject([{ kind: 'report' }, pinned, { kind: 'state' }])
    next.received.length = 0
    await next.post({ kind: 'ready', version: 9 })
    expect(next.received).toMatchObject([{ kind: 'report' }, pinned, { kind: 'state' }])
    await next.post({ kind: 'pin', version: 9 })
    expect(next.received.at(-1)).toEqual({ kind: 'pinned', version: expect.any(Number) as number })
    expect(world.disk.pinned).toBeUndefined()
  })

  test('shows nothing of a pin of another file, and has it again when that file is back', async () => {
    const world = openScene()
    const { live, scene, answer, post, received } = openCosts(world)
    live.update()
    await answer('shardlens/costs', inFull('default'))
    await post({ kind: 'pin', version: 9, key: '["text","default",0]' })
    received.length = 0
    for (const uri of ['file:///b.tactics', 'file:///a.tactics']) {
      scene.uri = uri
      live.update()
      await answer('shardlens/costs', inFull('data', uri))
    }
    expect(received.filter(({ kind }) => kind !== 'state')).toMatchObject([
      { kind: 'report' },
      { kind: 'report' },
      { kind: 'pinned', report: { basis: 'text' } },
    ])
  })

  test('loads a file that no editor shows', () => {
    const { live, scene, did } = openCosts()
    scene.state = { kind: 'computing', since: 1 }
    scene.isLoaded = false
    live.update()
    expect(did).toEqual(['load'])
  })

  test('loads a file again when its last editor is closed, but not while nobody looks', () => {
    const { live, scene, did } = openCosts()
    live.update()
    scene.isLoaded = false
    scene.isVisible = false
    live.update()
    expect(did).toEqual([])
    scene.isVisible = true
    live.update()
    expect(did).toEqual(['load'])
  })

  test('says so when the server cannot answer', async () => {
    const { context, page, received } = openScene()
    const { live } = new CostsSession({ ...context, ask: () => Promise.reject(new Error('lost')) })
    live.attach(page)
    live.update()
    await settle()
    expect(received.at(-1)).toMatchObject({ kind: 'state', state: { kind: 'error' } })
  })
})

describe('reports of other schedules', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  /** The panel shows `default`, and the person has come to rest. */
  async function openAtRest() {
    const world = openCosts()
    const { live, page, scene, answer } = world
    live.update()
    await answer('shardlens/costs', inFull('default'))
    await vi.advanceTimersByTimeAsync(1000)
    const choose = async (name: string): Promise<void> => {
      world.received.length = 0
      void live.receive({ kind: 'setSchedule', version: 9, name }, page)
      await settle()
    }
    const compute = (): void => {
      for (const state of [{ kind: 'computing', since: 1 } as const, fresh]) {
        scene.state = state
        live.update()
      }
    }
    return { ...world, choose, compute }
  }

  test('are there before they are chosen, and shown at once', async () => {
    const { answer, asked, received, kinds, choose, compute } = await openAtRest()
    expect(asked.at(-1)?.params).toEqual({ uri: 'file:///a.tactics', schedule: 'data' })
    await answer('shardlens/costs', inFull('data'))
    await choose('data')
    expect(received).toMatchObject([{ kind: 'switch', key: '["text","data",0]' }])
    expect(asked.at(-1)).toMatchObject({ method: 'shardlens/setSchedule', params: { name: 'data' } })
    // The server goes there too: what is shown is not said to be old meanwhile.
    compute()
    await answer('shardlens/costs', { kind: 'known', key: '["text","data",0]' })
    expect(kinds()).toEqual(['switch', 'state'])
    expect(received.at(-1)).toMatchObject({ state: fresh })
  })

  test('are not asked for while the text changes, and none of an older one is kept', async () => {
    const { scene, answer, asked, kinds, choose, compute } = await openAtRest()
    await answer('shardlens/costs', inFull('data'))
    compute()
    await answer('shardlens/costs', inFull('default', 'other text'))
    scene.state = { kind: 'computing', since: 1 }
    const before = asked.length
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toHaveLength(before)
    await choose('data')
    expect(kinds()).toEqual([])
  })
})
