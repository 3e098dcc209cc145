// `npm run test:shared`: tests on real models and public test programs, which are kept outside of the repository in ../shared.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setUp } from './setup.mjs'
import { root } from './support/process.mjs'
import { finishRun, runVitest } from './support/results.mjs'

if (!existsSync(join(root, '..', 'shared', 'models'))) {
  console.error('test:shared needs the models in ../shared/models')
  process.exit(1)
}
setUp()
finishRun('shared', [runVitest('shared', ['test/shared'])])
