import { join } from 'node:path';
import { ops, random, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { FeatureRange } from '../data/index.js';
import { type Batch, DataModule } from '../data/module/index.js';
import { MLModule } from '../ml-model/index.js';
import { writeWhole } from '../utils/files.js';
import { loadJson, loadPytree, savePytree } from '../utils/index.js';
import { EXPLANATION_PARAMETERS, type ExplanationArguments } from './signatures.js';

export interface ExplanationOptions {
  /** The counterfactuals, `[n, k]`, or `[n, c, k]` where a row has several. */
  cfs: TensorLike;
  /** The predictor that was explained; null where it is not at hand. */
  predFn: ((xs: Tensor) => Tensor) | null;
  /** The data that was explained. */
  dataModule?: DataModule | null;
  /** The rows, `[n, k]`, where they are not those of the data module. */
  xs?: TensorLike | null;
  /** Their labels. */
  ys?: TensorLike | null;
  /** How long it took, in seconds. */
  totalTime?: number | null;
  /** The name of the method. */
  cfName?: string;
  /** Another name of `dataModule`. */
  data?: DataModule | null;
  /** The class that was wanted, of all rows or of each; null: another one than is predicted. */
  desiredClass?: number | readonly number[] | null;
  /** Bounds that a predicted number was to lie in. */
  desiredRange?: readonly [number, number] | null;
}

/** A part of an explanation: rows and labels, as a data module gives them, and counterfactuals. */
export type ExplainedBatch = Batch & { readonly xs: Tensor; readonly ys: Tensor; readonly cfs: Tensor };

/**
 * Counterfactuals of the rows of a data module.
 *
 * @throws ValueError without a data module or rows with labels, and where there are not as many counterfactuals as rows
 * @example
 * const mine = new Explanation(x, null, { xs: x, ys: y, cfName: 'mine' });
 * mine.cfs.shape; // [10, 1, 4]
 */
export class Explanation extends DataModule {
  /** The counterfactuals, `[n, c, k]`. */
  readonly cfs: Tensor;
  readonly predFn: ((xs: Tensor) => Tensor) | null;
  readonly totalTime: number | null;
  readonly cfName: string;
  /** The class that was wanted, of all rows or of each; null: another one than is predicted. */
  readonly desiredClass: number | readonly number[] | null;
  /** Bounds that a predicted number was to lie in; null for classes. */
  readonly desiredRange: readonly [number, number] | null;
  readonly #rows: Tensor | null;
  readonly #labels: Tensor | null;

  constructor(...args: ExplanationArguments) {
    const options = bindOptions(EXPLANATION_PARAMETERS, args);
    const { cfs, predFn, xs = null, ys = null, totalTime = null, cfName = 'CFModule' } = options;
    const dm = options.dataModule ?? options.data ?? dataModuleOf(xs, ys);
    super(dm.features, dm.label, dm.config);
    this.#rows = xs === null ? null : ops.convertToTensor(xs, { dtype: 'float32' });
    this.#labels = ys === null ? null : asColumn(ys);
    const found = ops.convertToTensor(cfs, { dtype: 'float32' });
    this.cfs = found.rank === 2 ? ops.expandDims(found, 1) : found;
    this.predFn = predFn;
    this.totalTime = totalTime;
    this.cfName = cfName;
    this.desiredClass = options.desiredClass ?? null;
    this.desiredRange = options.desiredRange ?? null;
    const [n, k] = this.xs.shape;
    if (this.cfs.rank !== 3 || this.cfs.shape[0] !== n || this.cfs.shape[2] !== k) {
      throw new ValueError('Counterfactuals have the columns of rows, and each row has as many.', {
        expected: `[${n}, ${k}] or [${n}, c, ${k}]`,
        received: `[${found.shape}]`,
      });
    }
  }

  override get xs(): Tensor {
    // The base asks while it is made, before there are fields.
    return (#rows in this ? this.#rows : null) ?? super.xs;
  }

  override get ys(): Tensor {
    return (#labels in this ? this.#labels : null) ?? super.ys;
  }

  /** The rows of the data module with their labels, whichever were explained. */
  get reference(): Batch {
    return [super.xs, super.ys];
  }

  /** The name of the data. */
  get dataName(): string {
    return this.name;
  }

  /** Which columns belong to each feature. */
  get featureIndices(): FeatureRange[] {
    return this.features.featureIndices;
  }

  /** The features with their columns. */
  get featuresAndIndices(): ReturnType<DataModule['features']['featuresAndIndices']['slice']> {
    return this.features.featuresAndIndices;
  }

  /** The rows, labels and counterfactuals of a part: 'train', 'val' or 'test'. */
  override get(name: 'train' | 'val' | 'valid' | 'test'): ExplainedBatch {
    if (this.xs.shape[0] !== super.xs.shape[0]) {
      throw new ValueError('Rows that are not those of the data module have no parts for training and testing.', {
        hint: '`xs`, `ys` and `cfs` are all that were explained.',
      });
    }
    const [xs, ys] = super.get(name === 'val' ? 'valid' : name);
    const indices = name === 'train' ? this.trainIndices : this.testIndices;
    const cfs = ops.take(this.cfs, ops.convertToTensor(indices as number[], { dtype: 'int32' }), 0);
    return Object.assign([xs, ys] as Batch, { xs, ys, cfs });
  }

  override getItem(name: 'train' | 'val' | 'valid' | 'test'): ExplainedBatch {
    return this.get(name);
  }

  /**
   * How many different counterfactuals each row has. They are fewer than were asked for (`k`) where the constraints leave no others, or no
   * others were found: the same one then comes several times.
   */
  async distinctCounts(): Promise<number[]> {
    const [rows, count, width] = this.cfs.shape as [number, number, number];
    const numbers = await this.cfs.data();
    const at = (row: number, i: number): string => {
      const start = (row * count + i) * width;
      return numbers.subarray(start, start + width).join();
    };
    return Array.from({ length: rows }, (_, row) => new Set(Array.from({ length: count }, (_, i) => at(row, i))).size);
  }

  /** Another explanation of the same. */
  copy(): Explanation {
    const { cfs, predFn, xs, ys, totalTime, cfName, desiredClass, desiredRange } = this;
    return new Explanation(cfs, predFn, { dataModule: this, xs, ys, totalTime, cfName, desiredClass, desiredRange });
  }

  /** Writes a folder: data/ as a data module does, explanations/ with the counterfactuals. */
  override async save(path: string): Promise<void> {
    await super.save(join(path, 'data'));
    const { xs, ys, cfs, cfName, totalTime } = this;
    await savePytree({ xs, ys, cfs, cf_name: cfName, total_time: totalTime }, join(path, 'explanations'));
    // Beside the original's files, which has no such thing and would refuse it among its own.
    const desired = { desired_class: this.desiredClass, desired_range: this.desiredRange };
    await writeWhole(join(path, 'desired.json'), JSON.stringify(desired, null, 4));
  }

  /**
   * Reads what `save` wrote.
   *
   * @param options.mlModulePath the folder of the predictor
   */
  static override async loadFromPath(
    path: string,
    { mlModulePath = null }: { mlModulePath?: string | null } = {},
  ): Promise<Explanation> {
    const dataModule = await DataModule.loadFromPath(join(path, 'data'));
    const saved = (await loadPytree(join(path, 'explanations'))) as Record<string, Tensor> & {
      readonly cf_name: string;
      readonly total_time: number | null;
    };
    const module = mlModulePath === null ? null : await MLModule.loadFromPath(mlModulePath);
    const predFn = module && ((xs: Tensor) => module.predFn(xs));
    const { xs, ys, cfs, cf_name: cfName, total_time: totalTime } = saved;
    const desired: Record<string, unknown> = await loadJson(join(path, 'desired.json')).catch(orNothing);
    return new Explanation(cfs!, predFn, {
      ...{ dataModule, xs: xs ?? null, ys: ys ?? null, cfName, totalTime: totalTime ?? null },
      desiredClass: (desired.desired_class ?? null) as ExplanationOptions['desiredClass'],
      desiredRange: (desired.desired_range ?? null) as ExplanationOptions['desiredRange'],
    });
  }
}

/** The original has no such file. */
const orNothing = (error: Error): Record<string, unknown> => {
  if (error.name === 'FileNotFoundError') return {};
  throw error;
};

const asColumn = (ys: TensorLike): Tensor => {
  const labels = ops.convertToTensor(ys);
  return labels.rank === 1 ? (ops.expandDims(labels, -1) as Tensor) : labels;
};

function dataModuleOf(xs: TensorLike | null, ys: TensorLike | null): DataModule {
  if (xs !== null && ys !== null) return DataModule.fromNumpy(xs, ys, { transformation: 'identity' });
  throw new ValueError('An explanation needs to know what was explained.', {
    expected: '`dataModule`, or `xs` and `ys`',
    received: 'neither',
  });
}

/**
 * An explanation to try things with: 1,000 rows of ten numbers in two classes, and the rows themselves for counterfactuals.
 *
 * @param nCfs how many counterfactuals a row has
 * @example
 * fakeExplanation(2).cfs.shape; // [1000, 2, 10]
 */
export function fakeExplanation(nCfs: number | { nCfs?: number } = 1): Explanation {
  const count = typeof nCfs === 'number' ? nCfs : (nCfs.nCfs ?? 1);
  const [rowsKey, noiseKey, weightsKey] = random.split(random.PRNGKey(42), 3) as unknown as [Tensor, Tensor, Tensor];
  const rows = random.normal(rowsKey, [1000, 10]) as Tensor;
  const weights = random.normal(weightsKey, [10, 1]) as Tensor;
  const score = rows.matmul(weights);
  const noise = (random.normal(noiseKey, [1000, 1]) as Tensor).mul(0.5);
  const ys = score.add(noise).greater(0).cast('int32');
  const dataModule = DataModule.fromNumpy(rows, ys, { name: 'dummy' });
  const { min_: low, max_: high } = scaleOf(dataModule);
  const predFn = (xs: Tensor) => {
    const values = ops.convertToTensor(xs, { dtype: 'float32' }).mul(high.sub(low)).add(low);
    const positive = ops.sigmoid(values.matmul(weights));
    return ops.concatenate([ops.subtract(1, positive), positive], -1);
  };
  const cfs = ops.tile(ops.expandDims(dataModule.xs, 1), [1, count, 1]);
  return new Explanation(cfs, predFn, { dataModule, totalTime: 0, cfName: 'dummy_method' });
}

const scaleOf = ({ features }: DataModule): { min_: Tensor; max_: Tensor } => {
  const states = [...features].map(
    (feature) => feature.transformation.toDict().transformer as Record<string, number[]>,
  );
  const column = (name: string) => ops.convertToTensor([states.flatMap((state) => state[name]!)], { dtype: 'float32' });
  return { min_: column('min_'), max_: column('max_') };
};
