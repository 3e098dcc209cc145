// The device of the product's catalogue that stands for each compiler.
import type { Device } from '../../server/src/cost/devices'
import { findDevice } from '../../server/src/cost/devices'
import type { Backend } from './rows'

function named(name: string): Device {
  const device = findDevice(name)
  if (device === undefined) throw new Error(`the catalogue has no ${name}`)
  return device
}

/** XLA for CPU, whose memory figures are those of its own back end. */
export const cpu: Device = { ...named('tpu_v5p'), backend: 'cpu' }

export const deviceOf: Readonly<Record<Backend, Device>> = { cpu, gpu: named('h100'), tpu: named('tpu_v5p') }
