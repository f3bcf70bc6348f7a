import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Tensor, ValueError } from '@org/core';
import { Dataset, type Item } from './dataset.js';
import { find, provide } from './files.js';
import { asTensor, type HostArray, hostArray, takeRows } from './host-array.js';

const URL = 'http://timeseriesclassification.com/Downloads/ECG5000.zip';
const ENDINGS = ['arff', 'ts', 'txt'];
/** The label of beats that are normal. */
const NORMAL = 1;

export interface ECG5000Options {
  /** For features: normal beats, or all others. */
  train?: boolean;
  /** Kept from the original, which draws nothing. */
  randomSeed?: number;
  /** `features`: normal beats to train with and others to explain. `examples`: all, with labels 0 (normal) and 1. */
  experiment?: 'features' | 'examples';
  /** Whether files that are not in the folder are downloaded. */
  download?: boolean;
  /** Where to download from. */
  url?: string;
}

interface Beats {
  readonly values: number[][];
  readonly labels: number[];
}

/**
 * Beats of one electrocardiogram, `[140, 1]` each. Made by {@link ECG5000.load}.
 *
 * @example
 * const load = () => ECG5000.load('data/ecg5000', { experiment: 'examples' });
 */
export class ECG5000 extends Dataset {
  readonly nSeq: number;
  readonly seqLen: number;
  readonly nFeatures = 1;

  constructor(
    readonly rows: HostArray,
    readonly labels: readonly number[],
  ) {
    super();
    this.nSeq = rows.shape[0]!;
    this.seqLen = rows.shape[1]!;
  }

  /**
   * The beats in a folder: `ECG5000_TRAIN` and `ECG5000_TEST`, as .arff, .ts or .txt, of which one may lack.
   *
   * @throws FileNotFoundError where they are not there, and `download` is not set
   */
  static async load(dir: string, options: ECG5000Options = {}): Promise<ECG5000> {
    const { train = true, experiment = 'features', download = false, url = URL } = options;
    if (experiment !== 'features' && experiment !== 'examples') {
      throw new ValueError('The experiment name is either features or examples.', { received: String(experiment) });
    }
    const names = (part: string) =>
      ['', 'ECG5000/'].flatMap((sub) => ENDINGS.map((ending) => `${sub}ECG5000_${part}.${ending}`));
    const remote = download ? { name: 'ECG5000', url, extract: true } : null;
    const first = (await find(dir, names('TEST'))) ?? (await provide(dir, names('TRAIN'), remote));
    const folder = join(first, '..');
    const files = [await find(folder, names('TRAIN')), await find(folder, names('TEST'))].filter(
      (file) => file !== null,
    );
    const parts = await Promise.all(files.map(async (file) => parseBeats(await readFile(file, 'utf8'), file)));
    const all = { values: parts.flatMap(({ values }) => values), labels: parts.flatMap(({ labels }) => labels) };
    const kept =
      experiment === 'examples'
        ? all.values.map((_, i) => i)
        : indicesWhere(all.labels, (label) => (label === NORMAL) === train);
    const labels = kept.map((i) => (experiment === 'features' ? Number(train) : Number(all.labels[i] !== NORMAL)));
    const length = all.values[0]!.length;
    const rows = Float32Array.from(kept.flatMap((i) => all.values[i]!));
    return new ECG5000(hostArray(rows, [kept.length, length, 1]), labels);
  }

  get length(): number {
    return this.nSeq;
  }

  /** All beats, `[N, 140, 1]`. */
  get sequences(): Tensor {
    return asTensor(this.rows);
  }

  getItem(index: number): Item {
    const { shape } = this.rows;
    const row = takeRows(this.rows, [index]);
    return [asTensor(hostArray(row.data, shape.slice(1))), this.labels[index]!];
  }

  override getItems(indices: readonly number[]): HostArray[] {
    return [
      takeRows(this.rows, indices),
      hostArray(
        Int32Array.from(indices, (i) => this.labels[i]!),
        [indices.length],
      ),
    ];
  }
}

const indicesWhere = (values: readonly number[], test: (value: number) => boolean): number[] =>
  values.flatMap((value, i) => (test(value) ? [i] : []));

/** The beats of a file: in .arff and .ts the label comes last, in .txt first. */
function parseBeats(text: string, file: string): Beats {
  const labelFirst = file.endsWith('.txt');
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const isData = (line: string) => line !== '' && !/^[@%#]/.test(line);
  const rows = lines.filter(isData).map((line) => line.split(/[\s,:]+/).map(Number));
  const size = rows[0]?.length ?? 0;
  if (size < 2 || rows.some((row) => row.length !== size || row.some(Number.isNaN))) {
    throw new ValueError(`${file} holds no beats of one length.`);
  }
  return {
    values: rows.map((row) => (labelFirst ? row.slice(1) : row.slice(0, -1))),
    labels: rows.map((row) => (labelFirst ? row[0]! : row[row.length - 1]!)),
  };
}
