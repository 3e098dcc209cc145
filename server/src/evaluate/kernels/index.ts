// Every operation that is evaluated, with its kernel. Control flow, calls and collectives are not kernels.
import type { OperationKind } from '../../model/operations'
import { operationTable } from '../../model/operations'
import type { Kernel } from '../kernel'
import { castKernels } from './casts'
import { contractionKernels } from './contraction'
import { convolutionKernels } from './convolution'
import { binary, broadcastBinary, unary } from './elementwise'
import { indexingKernels } from './indexing'
import { linearAlgebraKernels } from './linearAlgebra'
import { movementKernels } from './movement'
import { raggedDot } from './raggedDot'
import { reductionKernels } from './reductions'
import { scan } from './scan'

const structured: Partial<Record<OperationKind, Kernel>> = {
  ...castKernels,
  ...movementKernels,
  ...contractionKernels,
  ...convolutionKernels,
  ...reductionKernels,
  ...indexingKernels,
  ...linearAlgebraKernels,
  ragged_dot: raggedDot,
  scan,
}

/** The kernel of an operation with so many operands, or undefined. */
export function kernelOf(kind: OperationKind, operandCount: number): Kernel | undefined {
  const known = structured[kind]
  if (known !== undefined) return known
  if (operationTable[kind].family !== 'elementwise') return undefined
  if (kind.startsWith('broadcast_')) return broadcastBinary
  return operandCount === 1 ? unary : binary
}
