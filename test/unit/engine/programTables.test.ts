import { expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { keepTables, makeFurtherTables, tablesOf } from '../../../server/src/engine/programTables'
import { viewsOf } from '../../../server/src/lowering/lowering'
import { findStrategies } from '../../../server/src/engine/strategies'
import { phaseOf } from '../../../server/src/sharding/phases'
import { roleOf } from '../../../server/src/sharding/roles'
import { getScopeTable } from '../../../server/src/sharding/scopes'
import { getSourceFrames } from '../../../server/src/sharding/sourceFrames'
import { mlpTrain } from '../../support/models'

const load = () => loadModel(new TextEncoder().encode(mlpTrain), 1).program
const mesh = { axes: [{ name: 'batch', size: 4 }] }

test('tables that one thread has made serve the program of another', () => {
  const [worker, server] = [load(), load()]
  expect(Object.values(tablesOf(worker)).every((table) => table === undefined)).toBe(true)
  phaseOf(worker)
  roleOf(worker)
  expect([...makeFurtherTables(worker)].length).toBeGreaterThan(1)
  const sent = structuredClone(tablesOf(worker))
  keepTables(server, sent)
  expect(getScopeTable(server)).toBe(sent.scopes)
  expect(phaseOf(server)).toBe(sent.phases)
  expect(roleOf(server)).toEqual(roleOf(load()))
  expect(findStrategies(server, mesh)).toEqual(findStrategies(load(), mesh))
  expect(getSourceFrames(server)).toBe(sent.frames)
  expect(getSourceFrames(server)).toEqual(getSourceFrames(load()))
  // What nobody has made is made here.
  expect(sent.assumptions).toBeUndefined()
})

test('arrays by node are shared, not copied', () => {
  const program = load()
  phaseOf(program)
  viewsOf(program)
  getSourceFrames(program)
  const { phases, scopes, views, frames } = tablesOf(program)
  for (const array of [phases, scopes?.scope, scopes?.source, views, frames?.stackOf])
    expect(array?.buffer).toBeInstanceOf(SharedArrayBuffer)
})
