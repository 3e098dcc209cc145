// One kernel -> its roofline: matrix units, vector units and memory work at once, and the longest decides.
import { textsFor } from '../assumptions'
import type { Device } from '../devices'
import { sourceOf } from '../devices'
import { kernelBounds } from '../kernels'
import type { MatrixRate } from '../matrixRates'
import { matrixRates } from '../matrixRates'
import { operationClasses } from '../operationClasses'
import type { Explanation, Term } from './explanation'
import { explain } from './explanation'
import type { Simulated } from './explainTotals'

const roofline = 'Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009'

const bounds: Readonly<Record<(typeof kernelBounds)[number], string>> = {
  none: 'takes no time',
  matrix: 'bound by the matrix units',
  vector: 'bound by the vector units',
  memory: 'bound by memory bandwidth',
}

/** Seconds of one execution of a step; undefined for what is computed inside its consumers or takes no time. */
export function explainKernel(simulated: Simulated, step: number, title: string): Explanation | undefined {
  const { simulation, assumptions } = simulated
  const { kernels } = simulation
  if (kernels.seconds[step] === 0) return undefined
  return explain({
    figure: 'kernel',
    title,
    value: kernels.seconds[step]!,
    unit: 'seconds',
    source: roofline,
    regime: bounds[kernelBounds[kernels.bound[step]!] ?? 'none'],
    assumptions: textsFor(assumptions, 'kernel'),
    ...writeRoofline(simulated, step),
  })
}

type Rate = Exclude<MatrixRate, 'none'>

/** The rate of the device that products ran at, and how often each was done, from what they reached. */
function rateOf(device: Device, reached: number): { readonly rate: Rate; readonly passes: number } | undefined {
  for (let passes = 1; passes <= mostPasses; passes++) {
    const rate = matrixRates.find(
      (name): name is Rate =>
        name !== 'none' && Math.abs((device[name] * device.matrixEfficiency) / passes / reached - 1) < 1e-9,
    )
    if (rate !== undefined) return { rate, passes }
  }
  return undefined
}

/** Of the most precise algorithm that StableHLO names. */
const mostPasses = 16

const rateName = (rate: Rate): string =>
  rate.replace('Highest', ' at precision HIGHEST').replace('High', ' at precision HIGH')

/** Terms of the matrix units, and their side of the roofline. */
function matrixSide(
  device: Device,
  { flops, seconds, operations }: { readonly flops: number; readonly seconds: number; readonly operations: string },
): { readonly side: string; readonly terms: Term[] } {
  const terms: Term[] = [{ name: 'operations', symbol: 'flops', value: flops, unit: 'flops', source: operations }]
  const found = rateOf(device, flops / seconds)
  const { rate, passes } = found ?? { rate: 'bf16', passes: 1 }
  if (passes !== 1) {
    const source = 'StableHLO specification, dot_general: precision and algorithm'
    terms.push({ name: 'passes of each product', symbol: 'passes', value: passes, unit: 'count', source })
  }
  const name = found === undefined ? 'matrix units' : `matrix units, ${rateName(rate)}`
  const value = found === undefined ? flops / seconds : device[rate] * device.matrixEfficiency
  terms.push({ name, symbol: 'rate', value, unit: 'flopRate', source: sourceOf(device, rate) })
  return { side: passes === 1 ? 'flops / rate' : 'passes · flops / rate', terms }
}

/** Work of a custom_call. */
const statedOrKnown = 'stated by the kernel, else by its target or local types; docs/COSTS.md, Compute'

function writeRoofline(simulated: Simulated, step: number) {
  const {
    simulation: { kernels },
    basis: { device },
  } = simulated
  const terms: Term[] = []
  const sides: string[] = []
  const isCustom = operationClasses[kernels.opClass[step]!] === 'custom'
  const [matrix, vector, traffic] = [kernels.matrixSeconds[step]!, kernels.vectorSeconds[step]!, kernels.bytes[step]!]
  if (matrix > 0) {
    const operations = isCustom ? statedOrKnown : 'StableHLO specification, by operation'
    const own = matrixSide(device, { flops: kernels.flops[step]!, seconds: matrix, operations })
    sides.push(own.side)
    terms.push(...own.terms)
  }
  if (vector > 0) {
    sides.push('vector')
    const name = matrix > 0 ? 'vector units, for what is fused into it' : 'vector units, what is fused into it included'
    terms.push({ name, symbol: 'vector', value: vector, unit: 'seconds', source: sourceOf(device, 'vector') })
  }
  if (traffic > 0) {
    sides.push('bytes / bandwidth')
    const bandwidth = device.memoryBandwidth * device.memoryEfficiency
    terms.push({
      name: 'read and written',
      symbol: 'bytes',
      value: traffic,
      unit: 'bytes',
      source: isCustom ? statedOrKnown : 'local types; docs/COSTS.md, Compute',
    })
    terms.push({
      name: 'memory',
      symbol: 'bandwidth',
      value: bandwidth,
      unit: 'bandwidth',
      source: sourceOf(device, 'memoryBandwidth'),
    })
  }
  const longest = sides.length === 1 ? sides.join('') : `max(${sides.join(', ')})`
  return { terms, formula: withLosses(simulated, step, longest, terms) }
}

/** Over the efficiency of the class, and the launch, where the device has them. */
function withLosses(
  { simulation, basis: { device } }: Simulated,
  step: number,
  longest: string,
  terms: Term[],
): string {
  const kernelClass = operationClasses[simulation.kernels.opClass[step]!] ?? 'none'
  const efficiency = device.efficiency[kernelClass]
  let formula = longest
  if (efficiency !== 1) {
    formula = `${longest} / efficiency`
    const source = sourceOf(device, 'efficiency')
    terms.push({ name: `efficiency of ${kernelClass}`, symbol: 'efficiency', value: efficiency, unit: 'share', source })
  }
  if (device.kernelLaunch === 0) return formula
  const source = sourceOf(device, 'kernelLaunch')
  terms.push({ name: 'launch of a kernel', symbol: 'launch', value: device.kernelLaunch, unit: 'seconds', source })
  return `${formula} + launch`
}
