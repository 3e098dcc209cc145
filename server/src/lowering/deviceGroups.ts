// Mesh axes -> device ids: replica groups and source-target pairs. A device's id is its row-major index over the mesh.
import { addToGroup } from '../base/groups'
import type { Mesh } from '../sharding/mesh'
import type { DimAxes } from './shardings'

/** Distance between neighbours along an axis. */
export function axisStride(mesh: Mesh, axis: number): number {
  return mesh.axes.slice(axis + 1).reduce((stride, { size }) => stride * size, 1)
}

/**
 * Groups of devices that differ along `axes` alone. Within a group the first of the axes is the most major, so that the pieces
 * of a dim split by them stand in order. Each device is in one group.
 */
export function replicaGroups(mesh: Mesh, axes: readonly number[]): number[][] {
  const others = mesh.axes.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const members = offsetsAlong(mesh, axes)
  return offsetsAlong(mesh, others).map((first) => members.map((offset) => first + offset))
}

function offsetsAlong(mesh: Mesh, axes: readonly number[]): number[] {
  let offsets = [0]
  for (const axis of axes) {
    const stride = axisStride(mesh, axis)
    const { size } = mesh.axes[axis]!
    offsets = offsets.flatMap((offset) => Array.from({ length: size }, (_, index) => offset + index * stride))
  }
  return offsets
}

/**
 * Which device each device gets its new shard from: a bijection. A device that holds it already keeps it; of the others that
 * hold one shard, the first gives to the first that wants it.
 */
export function sourceTargetPairs(mesh: Mesh, from: DimAxes, to: DimAxes): [source: number, target: number][] {
  const held = shardOfDevices(mesh, from)
  const wanted = shardOfDevices(mesh, to)
  const givers = new Map<number, number[]>()
  held.forEach((shard, device) => {
    if (wanted[device] === shard) return
    addToGroup(givers, shard, device)
  })
  const next = new Map<number, number>()
  return wanted.map((shard, target) => {
    if (held[target] === shard) return [target, target]
    const position = next.get(shard) ?? 0
    next.set(shard, position + 1)
    return [givers.get(shard)?.[position] ?? target, target]
  })
}

/** For each device the row-major index of the shard that it holds. */
function shardOfDevices(mesh: Mesh, dims: DimAxes): number[] {
  const axes = dims.flat()
  const devices = mesh.axes.reduce((count, { size }) => count * size, 1)
  const strides = axes.map((axis) => axisStride(mesh, axis))
  return Array.from({ length: devices }, (_, device) => {
    let shard = 0
    axes.forEach((axis, i) => {
      const { size } = mesh.axes[axis]!
      shard = shard * size + (Math.floor(device / strides[i]!) % size)
    })
    return shard
  })
}
