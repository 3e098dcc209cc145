// Small files that a test opens beside the example: a strategy in two files, and ones with a fault each.
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

/** Wants an axis that is called otherwise. */
const typo = `model "mlp.mlir"
mesh { batch: 4 }
device tpu_v4
tactic BP on bacth {
  {x, y}: 0
}
`

/** The example, its model axis left to a search. */
const automatic = `model "t32_fused_train.mlir"
mesh { batch: 16, model: 2 }
device tpu_v4
tactic BP on batch {
  {tokens, targets}: 0
}
tactic Find auto on model {
}
schedule default = BP, Find
`

/** The example by data parallelism alone: 58.8 GiB on a device of 32. */
const tooLarge = `model "t32_fused_train.mlir"
mesh { batch: 16, model: 2 }
device tpu_v4
tactic BP on batch {
  {tokens, targets}: 0
}
schedule default = BP
`

export function writeStrategies(folder: string): void {
  const files = {
    'mlp.mlir': mlpTrain,
    'main.tactics': main,
    'parts.tactics': parts,
    'conflict.tactics': conflict,
    'typo.tactics': typo,
    'tooLarge.tactics': tooLarge,
    'automatic.tactics': automatic,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}
