// A model in a few lines, for the hover of its path: size, arguments by role, loops, what it states of sharding, what it costs whole.
import { formatBytes, formatCount, formatSeconds } from '../base/format'
import type { LoadedModel } from '../engine/analysis'
import type { Snapshot } from '../engine/snapshot'
import { argumentRoleNames, roleOf } from '../sharding/roles'
import { bulletTable } from './markdown'

export function modelSummary(model: LoadedModel, { active }: Snapshot): string {
  const { module, program, size } = model
  const count = module.columns.operations.count
  const head = `**${formatCount(count)} ${count === 1 ? 'operation' : 'operations'}** · ${formatBytes(size)} of text`
  const whole =
    active === undefined
      ? []
      : [`whole on one device: ${formatBytes(active.initial.peakMemory)} · ${formatSeconds(active.initial.stepTime)}`]
  return [head, roleTable(model), ...loops(program), ...ownShardings(model), ...whole].join('\n\n')
}

/** Arguments by what they are for. */
function roleTable({ module, program }: LoadedModel): string {
  const roles = roleOf(program)
  const rows = argumentRoleNames.flatMap((name, role) => {
    const own = module.arguments.filter((_, i) => roles[i] === role)
    const bytes = own.reduce((sum, { type }) => sum + type.bytes, 0)
    return own.length === 0 ? [] : [[roleTexts[name], formatCount(own.length), formatBytes(bytes)]]
  })
  return bulletTable(['arguments', 'number', 'bytes'], rows)
}

const roleTexts: Readonly<Record<(typeof argumentRoleNames)[number], string>> = {
  input: 'inputs',
  parameter: 'parameters',
  state: 'optimizer state',
  other: 'other state',
}

const mostLoops = 4

function loops({ regions }: LoadedModel['program']): string[] {
  const bodies = regions.filter(({ kind }) => kind === 'body')
  if (bodies.length === 0) return []
  const shown = bodies
    .slice(0, mostLoops)
    .map(({ tripCount, isTripCountAssumed }) => `${isTripCountAssumed ? '~' : ''}${formatCount(tripCount)}`)
  const more = bodies.length > shown.length ? ', …' : ''
  const isEach = bodies.length > 1 && bodies.every(({ tripCount }) => tripCount === bodies[0]?.tripCount)
  const trips = isEach ? `${shown[0] ?? ''} iterations each` : `${shown.join(', ')}${more} iterations`
  return [`${formatCount(bodies.length)} ${bodies.length === 1 ? 'loop' : 'loops'} of ${trips}`]
}

function ownShardings({ shardings: { found, groups, meshes } }: LoadedModel): string[] {
  const count = found.length + groups.length
  if (count === 0 && meshes.length === 0) return ['states no shardings itself']
  const axes = meshes.flatMap((mesh) => mesh.axes.map(({ name, size }) => `${name} ${formatCount(size)}`))
  return [`states ${formatCount(count)} shardings itself${axes.length === 0 ? '' : `, over ${axes.join(', ')}`}`]
}
