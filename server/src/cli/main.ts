// The command line: `shardlens analyze | compare | search | check | inspect | partition | export | verify`. Text for people on stdout, or JSON; progress on stderr.
import { Command, Option } from 'commander'
import { runAnalyze } from './analyze'
import { breakdownFlags } from './breakdown'
import { runCheck } from './check'
import { runCompare } from './compare'
import { runExplain } from './explain'
import { exportFormats, runExport } from './export'
import { runInspect } from './inspect'
import { ExitCode } from './exitCodes'
import {
  exitCodesHelp,
  helpLayout,
  withAnalysis,
  withDevice,
  withMesh,
  withOneSchedule,
  withSchedules,
  withSettings,
} from './options'
import type { AnalyzeFlags } from './request'
import { runSearchCommand } from './search'
import { runPartition } from './partition'
import { addNames, parseCount, parseMeshOrCount, parseSeconds, parseSeed } from './parseFlags'
import { runVerify } from './verify'
import { tuneEngine } from '../worker/tuneEngine'

tuneEngine()

// A reader such as `head` that has seen enough is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  process.stderr.write(`shardlens: the output cannot be written (${error.message})\n`)
  process.exit(ExitCode.badInput)
})

const program = new Command('shardlens')
  .description('Shows what a sharding strategy does to a model: collectives, memory, time.')
  .version('0.1.0')
  .configureHelp(helpLayout)
  .showHelpAfterError('(try `shardlens --help`)')
  .configureOutput({ outputError: (text, write) => write(text) })
  .addHelpText('after', exitCodesHelp)
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? ExitCode.done : ExitCode.badInput)
  })

const run =
  <Flags>(action: (file: string, flags: Flags) => Promise<number>) =>
  async (file: string, flags: Flags) => {
    try {
      process.exitCode = await action(file, flags)
    } catch (error) {
      process.stderr.write(
        `shardlens: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      )
      process.exitCode = ExitCode.internal
    }
  }

withAnalysis(program.command('analyze').description('every schedule, figures after each tactic'))
  .addOption(new Option('--breakdown <kind>', 'where the step time goes').choices(Object.keys(breakdownFlags)))
  .option('--memory', 'what fills the memory at the peak instead: by kind, by scope, the largest tensors')
  .action(run(runAnalyze))
withSettings(
  withMesh(
    withSchedules(program.command('compare').description('schedules side by side, or on other devices and meshes')),
  )
    .option(
      '--device <names>',
      'in place of the device of the file; several (a,b or repeated) for a table of them',
      addNames,
    )
    .option('--sweep <devices>', 'every mesh of so many devices over the axes of the file', parseCount)
    .option('--most <meshes>', 'meshes of a sweep at most, chosen evenly', parseCount, 256),
).action(run(runCompare))
withAnalysis(program.command('explain').description('how figures come about: formula, numbers, sources, assumptions'))
  .argument('[figures...]', 'names that `expect` takes, `collectives`, `kernels`; all totals when left out')
  .action((file: string, figures: string[], flags: AnalyzeFlags) =>
    run<AnalyzeFlags>((path, given) => runExplain(path, figures, given))(file, flags),
  )
withSettings(
  withDevice(
    withSchedules(
      program
        .command('search')
        .description('automatic tactics, or one over the axes of the mesh; prints what was found'),
    )
      .option('--on <axes>', 'search over these axes (a,b) after the tactics of each schedule', addNames)
      .option(
        '--mesh <axes>',
        'in place of the mesh of the file: batch=8,model=4; auto:256 for every mesh of 256 devices',
        parseMeshOrCount,
      )
      .option('--memory <size>', 'what the result should fit, such as "32 GiB"; the memory of the device when left out')
      .option('--over <pattern>', 'only arguments that the pattern names, such as "params.**"')
      .option('--evaluations <number>', 'states that are looked at (60)', parseCount)
      .option('--seconds <number>', 'ends the search then, with the best so far', parseSeconds)
      .option(
        '--seed <number>',
        'of the order in which unknown candidates are tried; the heaviest first when left out',
        parseCount,
      )
      .option(
        '--workers <number>',
        'threads that evaluate at most; one a processor, up to four, when left out',
        parseCount,
      )
      .option('--progress', 'says how far it is even where standard error is no terminal')
      .option('--write', 'writes what was found into the file'),
  ),
).action(run(runSearchCommand))
withAnalysis(program.command('check').description('runs `expect` lines and error diagnostics')).action(run(runCheck))
withOneSchedule(
  program.command('partition').description("one device's program as StableHLO, and how its arguments are split"),
)
  .requiredOption('--out <folder>', 'where local.mlir and spec.json are written')
  .action(run(runPartition))
withOneSchedule(program.command('export').description('shardings for other tools'))
  .addOption(
    new Option('--format <format>', "the model with Shardy's attributes, or PartitionSpecs by argument path")
      .choices(exportFormats)
      .makeOptionMandatory(),
  )
  .option('--out <file>', 'where to write; standard output when left out')
  .action(run(runExport))
withOneSchedule(program.command('verify').description('evaluates original and partitioned program and compares them'))
  .option('--seed <number>', 'of the inputs (0)', parseSeed)
  .action(run(runVerify))
program
  .command('inspect')
  .description('arguments with paths and shapes, operations, scopes, loops, shardings found inside')
  .argument('<model.mlir>', 'StableHLO text, or the same compressed (.gz)')
  .option('--all', 'every argument, operation and scope; else layers that are alike are one row')
  .option('--json', 'as JSON')
  .action(run(runInspect))

await program.parseAsync()
