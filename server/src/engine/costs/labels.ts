// How the cost panel calls values and nodes: argument paths, else scope and operation; with and without the numbers of layers.
import { indexed } from '../../base/indexed'
import { collectiveOfStep, nodeOfStep } from '../../cost/stepPlaces'
import type { LocalProgram } from '../../lowering/localProgram'
import { lineOf as lineAt } from '../../mlir/positions'
import type { Place } from '../../protocol/costs'
import type { Program } from '../../sharding/program'
import { NodeRole } from '../../sharding/program'
import { getScopeTable } from '../../sharding/scopes'
import { createLayerNames } from '../layerNames'
import { lineOf, operationName, valueName } from '../names'

/** Texts of one program. */
export interface Labels {
  /** `params.layer_0.attn.q`, `layer_0/attn/dot_general`, or `%57` where the model names nothing. */
  readonly value: (value: number) => string
  readonly node: (node: number) => string
  /** The same with `layer_*`. */
  readonly general: (label: string) => string
  /** Line and source of what makes a value; the line alone of arguments. */
  readonly placeOfValue: (value: number) => Place
  readonly placeOfNode: (node: number) => Place
}

/** Made once for each program. */
export const getLabels = indexed(createLabels)

/** Parts of labels that may be the name of a layer: all but the last one, which tells values of a layer apart. */
const layerPart = /[^./\s[\]']+(?=[./\]])/g

function createLabels(program: Program): Labels {
  const { module, values, nodes } = program
  const scopes = getScopeTable(program)
  const fold = createLayerNames([
    ...module.arguments.map(({ segments }) => segments.slice(0, -1)),
    ...scopes.texts.map((text) => text.split('/')),
  ])
  const argumentOf = new Map(Array.from(program.arguments, (value, i) => [value, i]))
  const node = (at: number): string => {
    const scope = scopes.texts[scopes.scope[at]!] ?? ''
    const primitive = scopes.texts[scopes.primitive[at]!] ?? bareName(operationName(program, at))
    return scope === '' ? primitive : `${scope}/${primitive}`
  }
  const placeOfNode = (at: number): Place => {
    const source = scopes.sources[scopes.source[at]!]
    const line = lineOf(program, at)
    return { ...(line > 0 ? { line } : {}), ...(source === undefined ? {} : { source }) }
  }
  const makerOf = (value: number): number => {
    const maker = values.node[value]!
    return maker >= 0 && nodes.role[maker] === NodeRole.output ? makerOf(nodes.ports[nodes.portStart[maker]!]!) : maker
  }
  return {
    value: (value) => {
      const argument = argumentOf.get(value)
      if (argument !== undefined) return module.arguments[argument]!.path
      const maker = makerOf(value)
      return maker < 0 || (scopes.scope[maker] ?? -1) < 0 ? valueName(program, value) : node(maker)
    },
    node,
    general: (label) => label.replaceAll(layerPart, fold),
    placeOfNode,
    placeOfValue: (value) => {
      const maker = makerOf(value)
      return maker >= 0 ? placeOfNode(maker) : placeOfName(program, values.source[value]!)
    },
  }
}

/** Of a value of the module, or -1. */
function placeOfName({ module: { columns } }: Program, source: number): Place {
  return source < 0 ? {} : { line: lineAt(columns, columns.values.nameStart[source]!) + 1 }
}

const bareName = (operation: string): string => operation.slice(operation.lastIndexOf('.') + 1)

/** What a step does, in a few words. */
export function labelStep(labels: Labels, local: LocalProgram, step: number): string {
  const own = local.collectives[collectiveOfStep(local, step)]
  return own === undefined ? labels.node(nodeOfStep(local, step)) : `${own.kind} ${labels.value(own.value)}`
}
