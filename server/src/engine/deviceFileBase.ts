// A device of a user's file that extends no other: what it must say, and what is taken for the rest.
import type { Problem, Span } from '../base/problems'
import type { Device } from '../cost/devices'
import { fullEfficiency } from '../cost/operationClasses'
import { readFileField } from './deviceFileFields'
import type { Property } from './jsonNodes'
import { problemIn } from './jsonNodes'

/** Without these nothing can be said of a device. */
export const requiredFields = [
  'links',
  'backend',
  'memory',
  'memory_bandwidth',
  'bf16',
  'vector',
  'link',
  'network',
  'domain',
] as const

/** Undefined when something is missing, which is reported at the name of the entry. */
export function standAlone(properties: readonly Property[], span: Span, problems: Problem[]): Device | undefined {
  const missing = requiredFields.filter((field) => !properties.some(({ name }) => name === field))
  if (missing.length > 0) {
    const names = missing.map((name) => `\`${name}\``).join(', ')
    problems.push(problemIn(span, `a device that extends no other needs ${names} too, or \`"extends": "h100"\``))
    return undefined
  }
  const figure = (name: string): number => {
    const property = properties.find((one) => one.name === name)
    const field = property && readFileField(property, [])
    return field?.kind === 'figure' ? field.value : 1
  }
  return { ...unknownDevice, ...ratesOf(figure('bf16'), figure('vector')) }
}

function ratesOf(bf16: number, vector: number) {
  return { bf16, f32: bf16, f32High: bf16, f32Highest: vector, f64: vector, int8: bf16, fp8: bf16, fp4: bf16, vector }
}

const likeBf16 = 'not given: that of bf16'
const likeVector = 'not given: that of the vector units'

/** Every figure that a file may leave out; those that it must say are replaced. */
const unknownDevice: Device = {
  name: '',
  memory: 1,
  memoryBandwidth: 1,
  ...ratesOf(1, 1),
  matrixEfficiency: 1,
  vectorEfficiency: 1,
  memoryEfficiency: 1,
  linkEfficiency: 1,
  efficiency: fullEfficiency,
  kernelLaunch: 0,
  linkKind: 'switch',
  link: 1,
  wrap: { kind: 'never' },
  torusDims: 2,
  longestDim: 0,
  hopLatency: 0,
  launchLatency: 1e-6,
  inNetworkReduction: false,
  domain: 1,
  network: 1,
  networkLatency: 0,
  overlap: false,
  backend: 'gpu',
  topology: undefined,
  source: 'not given: a default',
  sources: {
    ...{ f32: likeBf16, f32High: likeBf16, int8: likeBf16, fp8: likeBf16, fp4: likeBf16 },
    ...{ f32Highest: likeVector, f64: likeVector },
  },
}
