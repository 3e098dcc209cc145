// The device mesh: ordered named axes. Device ids are row-major indices; nothing here grows with the number of devices.

export interface MeshAxis {
  readonly name: string
  readonly size: number
}

export interface Mesh {
  readonly axes: readonly MeshAxis[]
}

/** Number of devices. */
export const deviceCount = (mesh: Mesh): number => mesh.axes.reduce((count, axis) => count * axis.size, 1)

/** Size of an axis by its index. */
export const axisSize = (mesh: Mesh, axis: number): number => mesh.axes[axis]?.size ?? 1
