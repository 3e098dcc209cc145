// JSON schemas of `shardlens analyze --json` and of sweeps, version 1; docs/JSON.md says the same in words.

const nullable = (type: string) => ({ type: [type, 'null'] })
/** Null where it overflows, as JSON lacks such numbers. */
const number = nullable('number')
const whole = { type: 'integer' }
const text = { type: 'string' }
const list = (items: object) => ({ type: 'array', items })
const exactly = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

const collectiveFigures = exactly({ count: whole, executed: number, bytes: number, seconds: number })
const kinds = ['all_gather', 'all_reduce', 'reduce_scatter', 'all_to_all', 'collective_permute', 'all_slice']

const figures = exactly({
  collectives: exactly(Object.fromEntries(kinds.map((kind) => [kind, collectiveFigures]))),
  ...Object.fromEntries(
    [
      'conflicts',
      'argumentMemory',
      'resultMemory',
      'temporaryMemory',
      'peakMemory',
      'flops',
      'computeTime',
      'communicationTime',
      'exposedCommunication',
      'stepTime',
      'mfu',
      'hfu',
    ].map((name) => [name, number]),
  ),
})

const share = exactly({
  key: text,
  ...Object.fromEntries(
    ['compute', 'communication', 'exposed', 'flops', 'bytes', 'communicationBytes', 'share'].map((name) => [
      name,
      number,
    ]),
  ),
})

const units = { enum: ['bytes', 'seconds', 'flops', 'bandwidth', 'flopRate', 'share', 'count'] }
const explanation = exactly({
  figure: text,
  title: text,
  value: number,
  unit: units,
  formula: text,
  substituted: text,
  terms: list(exactly({ name: text, symbol: text, value: number, unit: units, source: text })),
  regime: nullable('string'),
  source: text,
  assumptions: list(text),
})

const value = exactly({
  path: text,
  type: text,
  localType: text,
  sharding: list(list(text)),
  bytes: number,
  localBytes: number,
})

const model = exactly({ path: text, operations: whole, arguments: whole, results: whole })

const problems = list(
  exactly({
    file: text,
    line: whole,
    column: whole,
    endLine: whole,
    endColumn: whole,
    severity: { enum: ['error', 'warning', 'information', 'hint'] },
    code: text,
    message: text,
  }),
)

const memoryKinds = [
  'parameter',
  'optimizer state',
  'other state',
  'input',
  'output',
  'gradient',
  'activation',
  'constant',
  'collective buffer',
  'temporary',
]

const memory = exactly({
  peak: exactly({
    bytes: number,
    temporaryBytes: number,
    step: whole,
    steps: whole,
    fit: { enum: ['fits', 'near', 'over'] },
    operation: nullable('string'),
    line: whole,
  }),
  byKind: exactly(Object.fromEntries(memoryKinds.map((kind) => [kind, number]))),
  byScope: list(exactly({ scope: text, depth: number, bytes: number })),
  live: list(
    exactly({
      value: text,
      kind: { enum: memoryKinds },
      bytes: number,
      type: text,
      scope: text,
      tactic: nullable('string'),
      since: number,
      until: number,
      operation: nullable('string'),
      line: whole,
    }),
  ),
  more: exactly({ count: whole, bytes: number }),
})

export const reportSchema = exactly({
  version: { const: 1 },
  model,
  mesh: exactly({ axes: list(exactly({ name: text, size: whole })), devices: whole }),
  device: text,
  topology: exactly({
    links: { enum: ['torus', 'switch', 'full'] },
    dims: list(exactly({ name: text, size: number, ring: { type: 'boolean' } })),
    assumed: { type: 'boolean' },
    axes: list(
      exactly({
        name: text,
        torus: list(exactly({ dim: text, size: number, stride: number })),
        node: number,
        network: number,
      }),
    ),
  }),
  problems,
  schedules: list(
    exactly({
      name: text,
      steps: list(exactly({ tactic: text, matched: whole, refused: whole, figures })),
      figures,
      memory,
      arguments: list(value),
      results: list(value),
      conflicts: list(
        exactly({ axis: text, operation: text, evidence: list(exactly({ value: text, dim: number, tactic: text })) }),
      ),
      collectives: list(
        exactly({
          kind: { enum: kinds },
          axes: list(text),
          reduction: nullable('string'),
          type: text,
          localType: text,
          bytes: number,
          executions: number,
          seconds: number,
          exposedSeconds: number,
          phase: { enum: ['none', 'forward', 'backward', 'update'] },
          onCriticalPath: { type: 'boolean' },
          tactic: nullable('string'),
          reason: text,
          explanation: whole,
          operation: text,
          line: whole,
          scope: text,
          source: { anyOf: [{ type: 'null' }, exactly({ file: text, line: whole })] },
        }),
      ),
      explanations: list(explanation),
      assumptions: list(exactly({ kind: text, text, figures: list(text), isNotable: { type: 'boolean' } })),
      breakdown: exactly(
        Object.fromEntries(
          ['bound', 'opClass', 'tactic', 'scope', 'phase', 'source', 'collective', 'axis'].map((by) => [
            by,
            list(share),
          ]),
        ),
      ),
      expectations: list(exactly({ text, actual: nullable('number'), holds: { type: 'boolean' } })),
    }),
  ),
})

/** Of `shardlens compare --sweep N --json`. */
export const sweepSchema = exactly({
  version: { const: 1 },
  model,
  axes: list(text),
  meshes: exactly({ count: whole, evaluated: number }),
  devices: list(exactly({ name: text, memory: number })),
  problems,
  rows: list(
    exactly({
      schedule: text,
      device: text,
      mesh: { type: 'object', additionalProperties: number },
      matched: whole,
      refused: whole,
      complete: { type: 'boolean' },
      fits: { type: 'boolean' },
      overMemory: number,
      pareto: { type: 'boolean' },
      best: { type: 'boolean' },
      topologyLeftOut: { type: 'boolean' },
      figures,
      found: list(exactly({ name: text, text })),
      problems,
    }),
  ),
})
