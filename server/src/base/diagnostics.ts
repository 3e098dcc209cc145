// The one table of diagnostics: stable code -> severity and what it means. docs/DIAGNOSTICS.md has a section for each.

export type Severity = 'error' | 'warning' | 'information' | 'hint'

interface DiagnosticEntry {
  readonly severity: Severity
  /** One sentence for the documentation page. */
  readonly meaning: string
}

export const diagnostics = {
  // mlir.*: reading the model's text
  'mlir.syntax': {
    severity: 'error',
    meaning: 'Text that could not be read as an operation; it is kept as an opaque one.',
  },
  'mlir.undefined-value': { severity: 'error', meaning: 'An operand names no value in scope.' },
  'mlir.redefined-value': { severity: 'error', meaning: 'A value name is defined twice in one scope.' },
  'mlir.undefined-location': { severity: 'hint', meaning: 'A location alias has no definition.' },
  'mlir.unclosed': { severity: 'error', meaning: 'A bracket, string or region is still open where the text ends.' },
  'mlir.binary': { severity: 'error', meaning: 'The file is not StableHLO text: MLIR bytecode, HLO, UTF-16.' },
  'mlir.empty': { severity: 'error', meaning: 'The file has no operations.' },
  // model.*: what the text means
  'model.missing': { severity: 'error', meaning: 'The model file cannot be read.' },
  'model.broken': {
    severity: 'error',
    meaning:
      'Said at the name of a model that has errors of its own, with links to them. What could be read of it is analysed.',
  },
  'model.out-of-memory': {
    severity: 'error',
    meaning:
      'The analysis of the model needs more memory than there is. It is tried again when the file changes or the analysis is restarted.',
  },
  'model.too-large': { severity: 'error', meaning: 'The model file is larger than what is analysed.' },
  'model.no-main': { severity: 'error', meaning: 'The module has no function to analyse.' },
  'model.unknown-operation': {
    severity: 'warning',
    meaning: 'An operation without a sharding rule; every dimension stays whole on each device.',
  },
  'model.broken-operation': {
    severity: 'error',
    meaning:
      'An operation that breaks a constraint of the StableHLO specification; it is computed whole on every device (loops, branches and calls are still followed).',
  },
  'model.dynamic-shape': {
    severity: 'warning',
    meaning: 'A dimension of unknown size; operations on it stay whole on each device and are not counted.',
  },
  'model.overflow': {
    severity: 'warning',
    meaning:
      'A value of more bytes than are counted exactly (8 PiB), most likely a mistyped dimension; figures that count it overflow.',
  },
  'model.unknown-callee': { severity: 'error', meaning: 'A call names no function of the module.' },
  'model.recursion': { severity: 'error', meaning: 'A function calls itself; the inner call is kept opaque.' },
  'model.too-many-operations': {
    severity: 'error',
    meaning:
      'With its calls expanded, each where it stands, the program has more operations than can be analysed; what is called beyond that is kept opaque.',
  },
  'model.unknown-trip-count': {
    severity: 'warning',
    meaning:
      'A loop whose number of iterations is not a constant of the model; figures count one iteration, or as many as the setting `shardlens.tripCount` (`--trip-count`) says.',
  },
  'model.manual-region': {
    severity: 'error',
    meaning:
      'A region partitioned by hand (sdy.manual_computation, SPMD custom calls) that does not fit the mesh: an axis is missing or has another size.',
  },
  'model.bad-sharding': {
    severity: 'warning',
    meaning: 'A sharding written in the model that cannot be read, does not fit, or cannot be represented in part.',
  },
  // tactics.*: reading the tactics file
  'tactics.syntax': { severity: 'error', meaning: 'Text that is not part of the tactics language.' },
  'tactics.redefined': { severity: 'error', meaning: 'A name has a second definition.' },
  'tactics.unknown-name': { severity: 'error', meaning: 'A schedule names a tactic that does not exist.' },
  'tactics.unknown-axis': { severity: 'error', meaning: 'A tactic is on an axis that the mesh does not have.' },
  'tactics.unknown-device': { severity: 'error', meaning: 'A device that is not in the catalogue.' },
  'tactics.unknown-field': { severity: 'error', meaning: 'A field that does not exist here.' },
  'tactics.bad-value': { severity: 'error', meaning: 'A value out of the range or of the kind that is allowed here.' },
  'tactics.no-model': { severity: 'error', meaning: 'The file names no model.' },
  'tactics.no-mesh': { severity: 'error', meaning: 'The file has no mesh.' },
  'tactics.unused-tactic': { severity: 'hint', meaning: 'No schedule uses this tactic.' },
  'tactics.no-match': { severity: 'error', meaning: 'A pattern that matches no value of the model.' },
  'tactics.dead-alternative': {
    severity: 'warning',
    meaning: 'An alternative in braces that matches nothing of the model, while others do.',
  },
  'tactics.no-effect': { severity: 'warning', meaning: 'A tactic that changed nothing.' },
  'tactics.shadowed': {
    severity: 'hint',
    meaning: 'Every value that this action matches was taken by an earlier one.',
  },
  // search.*: what automatic tactics have found
  'search.nothing': {
    severity: 'warning',
    meaning: 'An automatic tactic for which nothing was found that makes the step faster or smaller.',
  },
  'search.over-memory': {
    severity: 'warning',
    meaning: 'An automatic tactic for which nothing was found that fits the memory; the nearest is taken.',
  },
  'search.failed': {
    severity: 'error',
    meaning: 'The search for an automatic tactic ended unexpectedly: figures are those without it.',
  },
  // device.*: the device, its figures and how the mesh lies on its links
  'device.file': {
    severity: 'error',
    meaning: 'A device file that is not JSON, cannot be read, or whose entries are not devices.',
  },
  'device.entry': { severity: 'error', meaning: 'The device comes from a device file whose entry has problems.' },
  'device.wrong-unit': { severity: 'error', meaning: 'A figure of a device in a unit that it is not measured in.' },
  'device.no-torus': {
    severity: 'error',
    meaning: 'A topology for a device whose nodes are switched, or a layout on a torus without its shape.',
  },
  'device.topology-dims': { severity: 'error', meaning: 'A topology with more dims than the torus of the device has.' },
  'device.topology-size': {
    severity: 'error',
    meaning: 'A topology whose number of devices is not that of the mesh; the layout is chosen as if there were none.',
  },
  'device.unknown-place': {
    severity: 'error',
    meaning: 'An axis is to lie where the device has no links: a letter that is no dim, or the same dim twice.',
  },
  'device.axis-misfit': {
    severity: 'error',
    meaning: 'An axis does not fit the dims or the node that it is to lie on.',
  },
  // include.*: reading the files that a tactics file includes
  'include.missing': {
    severity: 'error',
    meaning: 'An included file cannot be read; what it would bring is missing, and the rest goes on.',
  },
  'include.not-tactics': { severity: 'error', meaning: 'An include names a file that does not end in .tactics.' },
  'include.cycle': {
    severity: 'error',
    meaning: 'A file includes itself, directly or through others; the include that closes the cycle is left out.',
  },
  'include.schedule': {
    severity: 'warning',
    meaning: 'An included file holds schedules. An include brings tactics, mesh and device; schedules are left out.',
  },
  // shard.*: what an action or propagation could not do
  'shard.no-such-dim': { severity: 'error', meaning: 'A dimension that the matched value does not have.' },
  'shard.indivisible': { severity: 'error', meaning: 'The local size of the dimension is not divisible by the axis.' },
  'shard.already-tiled': { severity: 'warning', meaning: 'The value is already tiled along this axis.' },
  'shard.pinned': {
    severity: 'warning',
    meaning: 'An earlier action keeps the value whole along this axis, or for another dim.',
  },
  'shard.stacked-dim': {
    severity: 'warning',
    meaning: 'The dimension chosen is a stacked layer dimension, so the whole stack is gathered in every iteration.',
  },
  'shard.left-whole': {
    severity: 'hint',
    meaning: 'Values that have no dimension which divides by the axis stay whole along it.',
  },
  'shard.conflict': {
    severity: 'information',
    meaning: 'Propagation met contradicting evidence; the operation computes whole along the axis.',
  },
  // cost.*, expect.*
  'cost.over-memory': { severity: 'warning', meaning: 'Peak memory is over the limit of the device.' },
  'cost.assumed-trip-count': {
    severity: 'information',
    meaning:
      'The model has loops of unknown length, so figures that count them are per iteration, or for as many as a setting says.',
  },
  'cost.large-replicated': { severity: 'information', meaning: 'A large argument is whole on every device.' },
  'cost.large-reshard': {
    severity: 'information',
    meaning:
      'Gathers, exchanges or permutes that are alike take 5 % of the step or more, because a value is split otherwise than a use needs it. Sums do not count, nor do gathered arguments (ZeRO-3). Of a schedule that is not shown it stands at its name, where no tactic of the one shown has it already.',
  },
  'expect.failed': { severity: 'error', meaning: 'An expectation of the schedule does not hold.' },
  'expect.unknown-figure': { severity: 'error', meaning: 'An expectation names a figure that does not exist.' },
  'internal.error': { severity: 'error', meaning: 'A fault of Shardlens itself.' },
} as const satisfies Record<string, DiagnosticEntry>

export type DiagnosticCode = keyof typeof diagnostics

/** Severity of a code. */
export const severityOf = (code: DiagnosticCode): Severity => diagnostics[code].severity
