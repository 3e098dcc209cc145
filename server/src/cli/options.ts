// Arguments and options that commands share, and how help is laid out.
import type { Command, Help } from 'commander'
import { addNames, parseMesh } from './parseFlags'
import { parseTripCount } from './parseTripCount'

const widest = 100

/** Help as wide as the terminal, `widest` at most; a command is shown with what it must have. */
export const helpLayout: Partial<Help> & { readonly helpWidth: number } = {
  helpWidth: Math.min(process.stdout.columns ?? widest, widest),
  subcommandTerm: (command) =>
    [
      command.name(),
      ...command.registeredArguments.filter(({ required }) => required).map((one) => `<${one.name()}>`),
    ].join(' '),
}

export const exitCodesHelp = `
Exit codes: 0 done, warnings included; 1 an expectation or a check failed; 2 the input has errors;
3 a fault of Shardlens.`

const withFile = (command: Command): Command =>
  command.argument('<file.tactics>', 'the tactics file; it names its model')

const mesh = ['--mesh <axes>', 'in place of the mesh of the file: batch=8,model=4'] as const

const withoutModule = ['--no-module', 'without the shardings that the model states itself'] as const

/** The file, and which of its schedules. */
export const withSchedules = (command: Command): Command =>
  withFile(command).option('--schedule <names>', 'only these schedules (a,b or repeated)', addNames)

/** What figures are computed for, apart from mesh and device. */
export const withSettings = (command: Command): Command =>
  command
    .option('--device-file <path>', 'devices of your own, in place of the nearest shardlens.devices.json')
    .option('--overlap', 'communication runs beside compute that does not need it')
    .option(...withoutModule)
    .option('--trip-count <number>', 'iterations that a loop of unknown length is taken to run (1)', parseTripCount)
    .option('--json', 'JSON, version 1 (docs/JSON.md)')

export const withMesh = (command: Command): Command => command.option(...mesh, parseMesh)

export const withDevice = (command: Command): Command =>
  command.option('--device <name>', 'in place of the device of the file')

/** Of analyze, check and explain. */
export const withAnalysis = (command: Command): Command => withSettings(withDevice(withMesh(withSchedules(command))))

/** Of commands that work on one schedule. */
export const withOneSchedule = (command: Command): Command =>
  withMesh(withFile(command).option('--schedule <name>', 'which schedule; may be left out when there is one')).option(
    ...withoutModule,
  )
