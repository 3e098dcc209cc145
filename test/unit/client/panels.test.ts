import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CostsSession } from '../../../client/src/panels/costsSession'
import { GraphSession } from '../../../client/src/panels/graphSession'
import type { PageEnd } from '../../../client/src/panels/pageGroup'
import type { PanelContext, PinnedState } from '../../../client/src/panels/panelContext'
import type { PanelState } from '../../../server/src/protocol/panels'
import type { StatusParams } from '../../../server/src/protocol/status'

type Message = Readonly<Record<string, unknown>> & { readonly kind: string; readonly version: number }

/** An editor with one file, and a server that answers when the test says so. */
function openScene() {
  const asked: { method: string; params: object; signal: AbortSignal | undefined; answer: (value: unknown) => void }[] =
    []
  const [did, received]: [string[], Message[]] = [[], []]
  const disk: { pinned: PinnedState | undefined } = { pinned: undefined }
  const scene = {
    uri: 'file:///a.tactics' as string | undefined,
    state: fresh,
    isVisible: true,
    isLoaded: true,
    isSaved: true,
  }
  const status: StatusParams = {
    uri: '',
    schedules: [],
    active: 'default',
    applied: 0,
    tactics: 0,
    state: 'fresh',
    milliseconds: 1,
  }
  const context: PanelContext = {
    target: {
      uri: () => scene.uri,
      status: () => (scene.state.kind === 'fresh' ? status : undefined),
      state: () => scene.state,
      isSaved: () => scene.isSaved,
      isLoaded: () => scene.isLoaded,
      load: () => Promise.resolve(void did.push('load')),
    },
    ask: <Answer>(method: string, params: object, signal?: AbortSignal) =>
      new Promise<Answer>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('called off')))
        asked.push({ method, params, signal, answer: resolve as (value: unknown) => void })
      }),
    reveal: (place) => Promise.resolve(void did.push(`reveal ${place.line}`)),
    pins: {
      read: () => Promise.resolve(disk.pinned),
      write: (pinned) => Promise.resolve(void (disk.pinned = pinned)),
    },
    save: ({ name }) => Promise.resolve(void did.push(`save ${name}`)),
    copy: (text) => Promise.resolve(void did.push(`copy ${text}`)),
    run: (command) => did.push(`run ${command}`),
    log: (text) => did.push(`log ${text}`),
  }
  const page: PageEnd = { post: (message) => received.push(message as Message), isVisible: () => scene.isVisible }
  /** Answers the newest question of a method. */
  const answer = async (method: string, value: unknown): Promise<void> => {
    asked.findLast((one) => one.method === method)?.answer(value)
    await settle()
  }
  return { scene, disk, context, page, asked, did, received, answer, kinds: () => received.map(({ kind }) => kind) }
}

const fresh: PanelState = { kind: 'fresh', milliseconds: 1 }
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
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
