// `npm run prove -- --programs 10000 --seed 7 [--path 12:3] [--shrink]`: random programs, original against partitioned. A seed and a
// path, as a failure prints them, run one program again.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { setUp } from './setup.mjs'
import { root } from './support/process.mjs'

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '20240111' },
    path: { type: 'string' },
    shrink: { type: 'boolean', default: false },
  },
})
setUp()
const environment = {
  ...process.env,
  PROVE_PROGRAMS: values.programs,
  PROVE_SEED: values.seed,
  ...(values.path === undefined ? {} : { PROVE_PATH: values.path }),
  ...(values.shrink ? { PROVE_SHRINK: 'yes' } : {}),
}
const vitest = ['vitest', 'run', 'test/numeric/randomPrograms.test.ts']
const { status } = spawnSync('npx', vitest, { cwd: root, env: environment, stdio: 'inherit' })
process.exit(status ?? 1)
