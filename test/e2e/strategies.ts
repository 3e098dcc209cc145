// Small files that a test opens beside the example: a strategy in two files, and one that conflicts with itself.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mlpTrain } from '../support/models'

const main = `model "mlp.mlir"
mesh { batch: 4, model: 2 }
device tpu_v4
include "parts.tactics"

tactic BP on batch {
  {x, y}: 0
}

schedule default = BP, Z3
schedule data = BP
`

const parts = `tactic Z3 on batch {
  params.**: first_divisible
}
`

/** The batch and the columns of a weight want one axis of one product. */
const conflict = `model "mlp.mlir"
mesh { batch: 4 }
tactic Both on batch {
  x: 0
  params.w1: 1
}
`

export function writeStrategies(folder: string): void {
  const files = { 'mlp.mlir': mlpTrain, 'main.tactics': main, 'parts.tactics': parts, 'conflict.tactics': conflict }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}
