/** The command lines of the experiments, with the original's names of arguments. */
import { OSError, ValueError } from '@org/core';
import { fromPythonName } from '@org/core/python';
import * as cifar10 from './cifar10.js';
import * as dsprites from './dsprites.js';
import * as ecg5000 from './ecg5000.js';
import { disvaeFeatureImportance } from './mnist-disvae.js';
import { consistencyExamples } from './mnist-examples.js';
import { consistencyFeatureImportance } from './mnist-features.js';
import { pretextTaskSensitivity } from './mnist-pretext.js';
import { roarTest } from './mnist-roar.js';

type Values = Record<string, string | number>;
type Experiment = (options: never) => Promise<unknown>;

interface Command {
  /** What runs by which name. */
  readonly experiments: Readonly<Record<string, Experiment>>;
  /** The argument that holds the name, if there is one. */
  readonly nameArgument: string | null;
  /** What the script of the original gives unless told otherwise. */
  readonly defaults: Values;
  /** Of a single experiment. */
  readonly defaultsOf?: Readonly<Record<string, Values>>;
  /** Arguments that go by other names in the functions. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** What else may be given. */
  readonly further: readonly string[];
}

const COMMON = ['n_epochs', 'save_dir', 'data_dir'];

export const COMMANDS: Readonly<Record<string, Command>> = {
  mnist: {
    experiments: {
      disvae: disvaeFeatureImportance,
      pretext: pretextTaskSensitivity,
      consistency_features: consistencyFeatureImportance,
      consistency_examples: consistencyExamples,
      roar_test: roarTest,
    },
    nameArgument: 'name',
    defaults: { name: 'disvae', n_runs: 5, batch_size: 300, random_seed: 1 },
    defaultsOf: { roar_test: { n_epochs: 10 } },
    further: [...COMMON, 'n_train', 'n_test', 'dim_latent', 'subtrain_size', 'recursion_depth'],
  },
  ecg5000: {
    experiments: {
      consistency_features: ecg5000.consistencyFeatureImportance,
      consistency_examples: ecg5000.consistencyExampleImportance,
    },
    nameArgument: 'name',
    defaults: {
      name: 'consistency_features',
      batch_size: 20,
      random_seed: 42,
      dim_latent: 64,
      checkpoint_interval: 10,
      subset_size: 1000,
    },
    renamed: { subset_size: 'subtrainSize' },
    further: [...COMMON, 'recursion_depth'],
  },
  cifar10: {
    experiments: {
      consistency_features: cifar10.consistencyFeatureImportance,
      consistency_examples: cifar10.consistencyExampleImportance,
    },
    nameArgument: 'experiment_name',
    defaults: { experiment_name: 'consistency_features', backbone: 'resnet18', projection_dim: 128, seed: 42 },
    further: [
      ...['batch_size', 'epochs', 'log_interval', 'learning_rate', 'momentum', 'weight_decay', 'temperature'],
      ...['save_dir', 'data_dir'],
    ],
  },
  dsprites: {
    experiments: { disvae: dsprites.disvaeFeatureImportance },
    nameArgument: null,
    defaults: { n_runs: 5, batch_size: 500, seed: 1 },
    renamed: { seed: 'randomSeed' },
    further: [...COMMON, 'dim_latent'],
  },
};

/** What can be said of a command line: an error, or what is asked for. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Arguments that are texts, numbers of any size, and seeds; all others count something. */
const TEXTS = ['name', 'experiment_name', 'backbone', 'save_dir', 'data_dir'];
const NUMBERS = ['learning_rate', 'momentum', 'weight_decay', 'temperature'];
const SEEDS = ['seed', 'random_seed'];

function numberOf(name: string, text: string): number {
  if (text.trim() === '' || !Number.isFinite(Number(text)))
    throw new UsageError(`argument --${name}: invalid number: '${text}'`);
  const least = SEEDS.includes(name) ? 0 : 1;
  if (!NUMBERS.includes(name) && !(Number.isInteger(Number(text)) && Number(text) >= least))
    throw new UsageError(`argument --${name}: a whole number, ${least} or more, is needed, not '${text}'`);
  return Number(text);
}

/** `--batch_size 100`, `--batch_size=100`, `--batch-size 100` and, as hydra has it, `batch_size=100`. */
function valuesOf(args: readonly string[], known: readonly string[]): Values {
  const values: Values = {};
  for (let i = 0; i < args.length; i++) {
    const [, rawName, inline] = /^(?:--)?([\w-]+)(?:=(.*))?$/s.exec(args[i]!) ?? [];
    const name = rawName?.replaceAll('-', '_');
    if (name === undefined || !known.includes(name) || (inline === undefined && !args[i]!.startsWith('--'))) {
      throw new UsageError(
        `unrecognized argument: ${args[i]}. Arguments are ${known.map((each) => `--${each}`).join(', ')}.`,
      );
    }
    const text = inline ?? args[++i];
    if (text === undefined) throw new UsageError(`argument --${name}: expected one argument`);
    values[name] = TEXTS.includes(name) ? text : numberOf(name, text);
  }
  return values;
}

/** What a command line asks for. @throws UsageError for arguments that are not known */
export function parseCommand(command: string, args: readonly string[]): { name: string; options: Values } {
  const { experiments, nameArgument, defaults, defaultsOf = {}, renamed = {}, further } = COMMANDS[command]!;
  const given = valuesOf(args, [...Object.keys(defaults), ...further]);
  const name = nameArgument ? String(given[nameArgument] ?? defaults[nameArgument]) : Object.keys(experiments)[0]!;
  if (!Object.hasOwn(experiments, name)) {
    throw new UsageError(`Invalid experiment name: ${name}. There are ${Object.keys(experiments).join(', ')}.`);
  }
  const { [nameArgument ?? '']: _, ...all } = { ...defaults, ...defaultsOf[name], ...given };
  const options = Object.fromEntries(
    Object.entries(all).map(([key, value]) => [renamed[key] ?? fromPythonName(key), value]),
  );
  return { name, options };
}

/** What `--help` prints. */
function helpOf(command: string): string {
  const { experiments, nameArgument, defaults, further } = COMMANDS[command]!;
  const usual = Object.entries(defaults).map(([name, value]) => `  --${name} ${value}`);
  return [
    `lfxai-${command}: experiments of LFXAI. Arguments, with what they are unless given:`,
    ...usual,
    `Further: ${further.map((each) => `--${each}`).join(', ')}`,
    ...(nameArgument ? [`Experiments (--${nameArgument}): ${Object.keys(experiments).join(', ')}`] : []),
    'Exit code: 0; 1 where something failed; 2 where the command was wrong.',
  ].join('\n');
}

/** Runs an experiment by a command line. @returns the exit code */
export async function main(command: string, args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(helpOf(command));
    return 0;
  }
  try {
    const { name, options } = parseCommand(command, args);
    await COMMANDS[command]!.experiments[name]!(options as never);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    if (!isUsage && !(error instanceof OSError || error instanceof ValueError)) throw error;
    console.error(`lfxai-${command}: ${isUsage ? '' : `${error.name}: `}${error.message}`);
    return isUsage ? 2 : 1;
  }
}
