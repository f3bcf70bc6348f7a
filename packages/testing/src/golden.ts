/** Reads golden files: packages/testing/goldens, described in its README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { EncodedArray } from './decode.js';

const root = new URL('../goldens/', import.meta.url);

/** Fields that cases of every family may have. */
export interface GoldenCase {
  readonly id: string;
  readonly note?: string;
  /** Keras backends that do not reproduce this value. */
  readonly disputed?: readonly string[];
  /** false: gradients are not recorded. */
  readonly grad?: false;
  readonly [key: string]: unknown;
}

/** A call of a function: families ops_*, activations, loss_functions, metric_functions, utils, quantizers. */
export interface FunctionCase extends GoldenCase {
  /** Dotted Python name: `keras.ops.log_softmax`. */
  readonly fn: string;
  readonly args: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly out: unknown;
  readonly grad_args?: readonly unknown[];
  readonly grad_kwargs?: Readonly<Record<string, unknown>>;
}

export interface WeightEntry {
  readonly path: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly value: EncodedArray;
}

/** Families layers_*. */
export interface LayerCase extends GoldenCase {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly config_after_build?: Readonly<Record<string, unknown>>;
  readonly adapt?: unknown;
  readonly vocabulary?: unknown;
  readonly weights?: readonly WeightEntry[];
  readonly args: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly out: unknown;
  readonly out_mask?: readonly unknown[];
  readonly losses?: readonly EncodedArray[];
  /** Index in `weights` -> value after the call. */
  readonly weights_after?: Readonly<Record<string, EncodedArray>>;
  readonly calls?: number;
  readonly states_after?: unknown;
  readonly grad_args?: readonly unknown[];
  readonly grad_kwargs?: Readonly<Record<string, unknown>>;
  /** Index in `weights` -> gradient. */
  readonly grad_weights?: Readonly<Record<string, EncodedArray>>;
}

export interface LossCase extends GoldenCase {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly y_true: EncodedArray;
  readonly y_pred: EncodedArray;
  readonly sample_weight?: EncodedArray;
  readonly out: EncodedArray;
  readonly grad_y_pred?: EncodedArray;
}

export interface MetricCase extends GoldenCase {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly updates: readonly { args: readonly unknown[]; kwargs?: Readonly<Record<string, unknown>> }[];
  /** The result after each update. */
  readonly results: readonly unknown[];
  readonly variables: readonly { path: string; value: EncodedArray }[];
  readonly after_reset: unknown;
}

export interface OptimizerCase extends GoldenCase {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps: number;
  readonly variables: readonly string[];
  readonly init: readonly EncodedArray[];
  readonly target: readonly EncodedArray[];
  readonly curvature: unknown;
  readonly grads: readonly (readonly EncodedArray[])[];
  /** The variables after each step. */
  readonly steps_out: readonly (readonly EncodedArray[])[];
  readonly lr: readonly number[];
  readonly iterations: number;
  readonly opt_variables: unknown;
  readonly finalized?: readonly EncodedArray[];
  readonly scale_grads?: unknown;
  readonly exclude?: readonly string[];
}

export interface GoldenFile<Case extends GoldenCase = GoldenCase> {
  readonly format: string;
  /** Version that computed the values. */
  readonly keras: string;
  readonly backend: string;
  readonly family: string;
  readonly count: number;
  readonly cases: readonly Case[];
}

const readJson = (url: URL): unknown => JSON.parse(gunzipSync(readFileSync(url)).toString('utf8'));

/** The families that {@link loadGolden} reads. */
export const goldenFamilies = (): string[] =>
  readdirSync(new URL('keras/', root))
    .filter((file) => file.endsWith('.json.gz'))
    .map((file) => file.replace('.json.gz', ''));

/**
 * One family of cases.
 *
 * @example
 * const names = loadGolden<LayerCase>('layers_conv').cases.map((each) => each.class);
 */
export const loadGolden = <Case extends GoldenCase = FunctionCase>(family: string): GoldenFile<Case> =>
  readJson(new URL(`keras/${family}.json.gz`, root)) as GoldenFile<Case>;

/** A trained model's record: `loadModelGolden('mlp_sequential')`. Its files: {@link goldenPath}. */
export const loadModelGolden = (model: string): Readonly<Record<string, unknown>> =>
  readJson(new URL(`keras/models/${model}/golden.json.gz`, root)) as Record<string, unknown>;

/** The path of a file below goldens/keras: `goldenPath('models/mlp_sequential/init.keras')`. */
export const goldenPath = (name: string): string => fileURLToPath(new URL(`keras/${name}`, root));

/** Whether Keras's other two backends both disagree with the recorded value, so that it need not hold. */
export const isDisputed = ({ disputed = [] }: GoldenCase): boolean =>
  disputed.includes('torch') && disputed.includes('tensorflow');
