/** What the data sets from directories have in common: their arguments, and what is wrong with them. */
import { random, ValueError } from '@org/core';
import { type FilePath, filePath } from '@org/core/files';
import { show } from '@org/core/internal';

export type LabelMode = 'int' | 'categorical' | 'binary' | null;
export type Subset = 'training' | 'validation' | 'both' | null;

export interface DirectoryOptions {
  /** The folder. */
  directory: FilePath;
  /** 'inferred': by the folders in it; null: none; or an integer for each file, in the order of their paths. */
  labels?: 'inferred' | readonly number[] | Int32Array | Uint8Array | null;
  /** 'int': int32 [batch]; 'categorical': one-hot [batch, classes]; 'binary': float32 [batch, 1]; null: no labels. */
  labelMode?: LabelMode;
  /** The names of the folders, where their order is to be another than the alphabet's. */
  classNames?: readonly string[] | null;
  /** null: single elements, without a batch axis. */
  batchSize?: number | null;
  /** Whether files come in random order, another one in each pass; otherwise in that of their paths. */
  shuffle?: boolean;
  /** Of the order; the same as in Python. */
  seed?: number | null;
  /** The share of files for validation, in (0, 1). */
  validationSplit?: number | null;
  /** Which part is returned where `validationSplit` is set; of 'both', training and validation data. */
  subset?: Subset;
  /** Whether links to folders are followed. */
  followLinks?: boolean;
  /** Whether the number of files is printed. */
  verbose?: boolean;
}

/** The same with their defaults. */
export type Settled = Required<DirectoryOptions> & {
  readonly directory: string;
  readonly labels: 'inferred' | readonly number[] | null;
  readonly seed: number;
};

/** @throws ValueError for arguments that do not fit together, `kind` of files in words */
export function settled(options: DirectoryOptions, kind: string): Settled {
  const { labelMode = 'int', classNames = null, shuffle = true, seed = null } = options;
  const { validationSplit = null, subset = null, batchSize = 32 } = options;
  const given = options.labels === undefined ? 'inferred' : options.labels;
  const labels = ArrayBuffer.isView(given) ? Array.from(given) : given;
  if (labels !== 'inferred' && labels !== null) {
    if (!isListOf(labels, Number.isSafeInteger)) {
      throw new ValueError(
        '`labels` argument should be a list/tuple of integer labels, of the same size as the number of ' +
          `${kind} files in the target directory. If you wish to infer the labels from the subdirectory names in the target ` +
          'directory, pass `labels="inferred"`. If you wish to get a dataset that only contains ' +
          `${kind} samples (no labels), pass \`labels=null\`. Received: labels=${show(labels)}`,
      );
    }
    if (classNames?.length) {
      throw new ValueError(
        'You can only pass `classNames` if `labels="inferred"`. ' +
          `Received: labels=${labels.join(', ')}, and classNames=${classNames.join(', ')}`,
      );
    }
  }
  if (labelMode !== null && !['int', 'categorical', 'binary'].includes(labelMode)) {
    throw new ValueError(
      `\`labelMode\` argument must be one of "int", "categorical", "binary", or null. Received: labelMode=${labelMode}`,
    );
  }
  if (classNames !== null && !isListOf(classNames, (each) => typeof each === 'string')) {
    throw new ValueError('`classNames` must be a list of the names of folders.', { received: show(classNames) });
  }
  if (batchSize !== null && !(Number.isSafeInteger(batchSize) && batchSize > 0)) {
    throw new ValueError('`batchSize` must be a positive integer, or null for single elements.', {
      received: `batchSize=${show(batchSize)}`,
    });
  }
  if (seed !== null && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw new ValueError('Seed must be an integer between 0 and 2**32 - 1.', { received: `seed=${show(seed)}` });
  }
  checkSplit({ validationSplit, subset, shuffle, seed });
  const hasLabels = labels !== null && labelMode !== null;
  return {
    directory: filePath(options.directory, 'directory'),
    labels: hasLabels ? labels : null,
    labelMode: hasLabels ? labelMode : null,
    classNames,
    batchSize,
    shuffle,
    seed: seed ?? random.makeDefaultSeed() % 1_000_000,
    validationSplit,
    subset,
    followLinks: options.followLinks ?? false,
    verbose: options.verbose ?? true,
  };
}

const isListOf = (value: unknown, isRight: (each: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isRight);

type Split = Required<Pick<DirectoryOptions, 'validationSplit' | 'subset' | 'shuffle' | 'seed'>>;

function checkSplit({ validationSplit, subset, shuffle, seed }: Split): void {
  const isShare = typeof validationSplit === 'number' && validationSplit > 0 && validationSplit < 1;
  if (validationSplit !== null && validationSplit !== 0 && !isShare) {
    throw new ValueError(`\`validationSplit\` must be between 0 and 1, received: ${show(validationSplit)}`);
  }
  if (Boolean(validationSplit) !== Boolean(subset)) {
    throw new ValueError('If `subset` is set, `validationSplit` must be set, and inversely.');
  }
  if (subset !== null && !['training', 'validation', 'both'].includes(subset)) {
    throw new ValueError(`\`subset\` must be either "training", "validation" or "both", received: ${subset}`);
  }
  if (validationSplit && shuffle && seed === null) {
    throw new ValueError(
      'If using `validationSplit` and shuffling the data, you must provide a `seed` argument, to make sure that there is no ' +
        'overlap between the training and validation subset.',
    );
  }
}
