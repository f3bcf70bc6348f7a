import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type ExplainOptions, explain, METHODS } from './explain.js';
import { UsageError } from './usage-error.js';

/** Where a command writes. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const list = (text: string, before: string[] = []): string[] => [
  ...before,
  ...text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
];

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || text.trim() === '')
    throw new InvalidArgumentError('A whole number of at least 0 is needed.');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('A whole number of at least 1 is needed.');
  return value;
}

function range(text: string): [number, number] {
  const [low, high, ...others] = text.split(',').map(Number);
  if (low === undefined || high === undefined || others.length > 0 || !(low <= high)) {
    throw new InvalidArgumentError('Two numbers are needed, the lower one first, such as 10,20.');
  }
  return [low, high];
}

function setting(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('A name and a value are needed, such as nSteps=50.');
  try {
    return { ...before, [name]: JSON.parse(value) };
  } catch {
    return { ...before, [name]: value };
  }
}

function program({ stdout, stderr }: Streams): Command {
  const command = new Command('relax')
    .description('Counterfactual recourse: how little has to change for a model to decide otherwise.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .showHelpAfterError("('relax explain --help' lists the options)");
  command
    .command('explain')
    .description('Finds, for each row of a table, the nearest values for which a model predicts another class.')
    .argument('<data>', 'the table: a .csv (also .csv.gz), .json or .arrow file; - for CSV from the standard input')
    .requiredOption('--target <column>', 'the column that is predicted')
    .option(
      '--model <file>',
      'what predicts: a .keras or .onnx file, or a folder that MLModule wrote; left out: a network is trained',
    )
    .addOption(
      new Option('--method <name>', 'how counterfactuals are found').choices(Object.keys(METHODS)).default('vanilla'),
    )
    .option('--out <file>', 'a .csv, .json or .jsonl file; left out: CSV on the standard output')
    .option('--immutable <columns>', 'columns that may not change, separated by commas', list)
    .option('--continuous <columns>', 'columns of numbers; left out: those that hold numbers alone', list)
    .option('--categorical <columns>', 'columns of categories, one-hot; left out: all others', list)
    .option('--ordinal <columns>', 'columns of categories that the model takes as whole numbers', list)
    .option('--order <columns>', 'columns in the order of the model; left out: numbers first, then categories', list)
    .option('--raw-numbers', 'the model takes numbers as the table has them, not scaled to 0 to 1')
    .option('--label-encoded', 'the model takes categories as 0, 1, ... in sorted order; they stay categories here')
    .option('--drop <columns>', 'columns that the model does not take', list)
    .option(
      '--config <file>',
      'a JSON file with continous_cols, discret_cols, imutable_cols, ..., in place of the five above',
    )
    .option('--set <name=value>', 'a setting of the method, such as nSteps=50; may be repeated', setting)
    .option('--epochs <n>', 'how long networks are trained, the one that predicts and that of the method', positive, 10)
    .addOption(
      new Option('--desired-class <class>', 'the class to reach; left out: the other one').conflicts('desiredRange'),
    )
    .option('--desired-range <low,high>', 'bounds of the number to reach, where the model predicts one', range)
    .addOption(
      new Option('--only <class>', 'explain the rows alone for which the model predicts this class').conflicts(
        'desiredRange',
      ),
    )
    .option('--limit <n>', 'explain the first n rows alone', positive)
    .option('--chunk <n>', 'how many rows are explained, and written, at a time', positive, 4096)
    .option('--seed <n>', 'where random numbers come from', whole, 42)
    .option('--quiet', 'say nothing of the progress', false)
    .addHelpText(
      'after',
      `
Output: a line for each counterfactual with the number of its row, its values, the prediction before and after, whether it is as
desired, and what changed. JSON has the original row beside it. Where the table has a column of such a name, CSV has ours with a _ behind
it: row_.

Example:
  relax explain loans.csv --model model.keras --method l2c --target income --immutable age,sex --out cf.csv

Exit code: 0; 1 where something failed; 2 where the command was wrong.`,
    )
    .action((data: string, options: ExplainOptions) => explain(data, options, { stdout, stderr }));
  return command;
}

/**
 * Runs a command line.
 *
 * @returns the exit code: 0, 1 where something failed, 2 where the command was wrong; what went wrong is on `stderr`
 * @example
 * const code = () => runCommand(['explain', 'data.csv', '--target', 'income'], process);
 */
export async function runCommand(args: readonly string[], streams: Streams): Promise<number> {
  try {
    await program(streams).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    streams.stderr.write(`relax: ${error instanceof UsageError ? message : `${name}: ${message}`}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
