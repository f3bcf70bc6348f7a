import { isTensor, type KerasTensor, KeyError, ops, type Tensor, ValueError } from '@org/core';
import type { FilePath } from '@org/core/files';
import { bindArguments, bindOptions, isPlainObject } from '@org/core/internal';
import {
  type CategoryEncoding,
  Discretization,
  HashedCrossing,
  Input,
  IntegerLookup,
  Layer,
  Normalization,
  StringLookup,
  serializeKerasObject,
  TextVectorization,
} from '@org/layers';
import { newFromConfig, readKerasObject, registerKerasObject } from '@org/layers/internal';
import { Cross } from './cross.js';
import { Feature } from './feature.js';
import { type FeatureData, featureBatches, repeatable } from './feature-batches.js';
import * as kinds from './feature-kinds.js';
import { TFDConcat } from './inner-layers.js';
import { oneHotEncoder } from './one-hot-encoder.js';
import {
  type CrossArguments as CrossGiven,
  FEATURE_SPACE_PARAMETERS,
  type FeatureArguments as FeatureGiven,
  type FeatureSpaceArguments,
} from './signatures.js';
import { toTensor } from './to-tensor.js';

/** A kind of feature by its name, with default options. */
export type FeatureKind =
  | 'float'
  | 'float_rescaled'
  | 'float_normalized'
  | 'float_discretized'
  | 'integer_categorical'
  | 'string_categorical'
  | 'integer_hashed'
  | 'string_hashed';

export interface FeatureSpaceOptions {
  /** What each feature is: a kind, or what the static functions make, such as `FeatureSpace.floatRescaled(0.1)`. */
  features: Readonly<Record<string, FeatureKind | Feature>>;
  /** 'concat': all features side by side, in the order of their names; 'dict': each by itself. */
  outputMode?: 'concat' | 'dict';
  /** Features that are combined: lists of their names, or what {@link FeatureSpace.cross} makes. */
  crosses?: readonly (readonly string[] | Cross)[] | null;
  /** How many bins combinations are spread over. */
  crossingDim?: number;
  /** How many bins hashed features are spread over. */
  hashingDim?: number;
  /** How many bins discretized features have. */
  numDiscretizationBins?: number;
  name?: string | null;
}

type ByName<T> = Record<string, T>;

/**
 * The columns of a table as inputs of a model: each is normalized, looked up, hashed or cut into ranges, and encoded.
 *
 * It is called on a dict of columns, `[batch]` or `[batch, 1]`, or of single values, and gives one tensor `[batch, size]`, or a dict. In a
 * functional model `getInputs()` and `getEncodedFeatures()` stand for what goes in and comes out.
 *
 * @throws ValueError for no features, kinds that do not exist, or crosses of features that do not
 * @example
 * const space = new FeatureSpace({ age: 'float_normalized', job: FeatureSpace.stringCategorical({ numOovIndices: 0 }) });
 * await space.adapt({ age: [20, 30, 40], job: ['cook', 'judge', 'cook'] });
 * space({ age: [30, 40], job: ['judge', 'cook'] }); // shape [2, 3]
 */
export class FeatureSpace extends Layer {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.utils',
    name: 'FeatureSpace',
  });

  static readonly float = kinds.float;
  static readonly floatRescaled = kinds.floatRescaled;
  static readonly floatNormalized = kinds.floatNormalized;
  static readonly floatDiscretized = kinds.floatDiscretized;
  static readonly integerCategorical = kinds.integerCategorical;
  static readonly stringCategorical = kinds.stringCategorical;
  static readonly integerHashed = kinds.integerHashed;
  static readonly stringHashed = kinds.stringHashed;

  /** A combination of features, for the option `crosses`. */
  static cross(...args: CrossGiven): Cross {
    return new Cross(...args);
  }

  /** A feature with a layer of one's own to prepare it. */
  static feature(...args: FeatureGiven): Feature {
    return new Feature(...args);
  }

  readonly features: Readonly<ByName<Feature>>;
  readonly crosses: readonly Cross[];
  readonly outputMode: 'concat' | 'dict';
  readonly crossingDim: number;
  readonly hashingDim: number;
  readonly numDiscretizationBins: number;
  /** A symbolic tensor for each feature. */
  readonly inputs: Readonly<ByName<KerasTensor>>;
  /** The layer that prepares each feature. */
  readonly preprocessors: Readonly<ByName<Layer>>;
  /** The layer that combines features, for each cross: `a_X_b`. */
  readonly crossers: Readonly<ByName<HashedCrossing>>;
  /** The layers that make vectors of whole numbers. */
  readonly oneHotEncoders: ByName<CategoryEncoding> = {};
  concat: TFDConcat | null = null;
  #encodedFeatures: Tensor | ByName<Tensor> | null = null;
  #isAdapted = false;

  constructor(...args: FeatureSpaceArguments) {
    const options = bindOptions(FEATURE_SPACE_PARAMETERS, args);
    super({ name: options.name ?? null });
    const { features, crosses = null, outputMode = 'concat', crossingDim = 32 } = options;
    if (!isPlainObject(features) || Object.keys(features).length === 0)
      throw new ValueError('The `features` argument cannot be None or empty.');
    if (outputMode !== 'dict' && outputMode !== 'concat') {
      throw new ValueError('Invalid value for argument `output_mode`.', {
        expected: "'dict' or 'concat'",
        received: `output_mode=${String(outputMode)}`,
      });
    }
    this.outputMode = outputMode;
    this.crossingDim = crossingDim;
    this.hashingDim = options.hashingDim ?? 32;
    this.numDiscretizationBins = options.numDiscretizationBins ?? 32;
    this.features = mapValues(features, (feature, name) => this.#standardized(name, feature));
    this.crosses = (crosses ?? []).map((cross) => this.#crossOf(cross));
    this.inputs = mapValues(this.features, ({ dtype }, name) => Input({ shape: [1], dtype, name }));
    this.preprocessors = mapValues(this.features, ({ preprocessor }) => preprocessor);
    this.crossers = Object.fromEntries(
      this.crosses.map(({ name, crossingDim }) => [name, new HashedCrossing({ numBins: crossingDim, name })]),
    );
  }

  #standardized(name: string, feature: unknown): Feature {
    if (feature instanceof Feature) return feature;
    if (isPlainObject(feature)) return readKerasObject(feature) as Feature;
    const make: ByName<() => Feature> = {
      float: () => kinds.float({ name }),
      float_normalized: () => kinds.floatNormalized({ name }),
      float_rescaled: () => kinds.floatRescaled({ name }),
      float_discretized: () => kinds.floatDiscretized({ name, numBins: this.numDiscretizationBins }),
      integer_categorical: () => kinds.integerCategorical({ name }),
      string_categorical: () => kinds.stringCategorical({ name }),
      integer_hashed: () => kinds.integerHashed({ name, numBins: this.hashingDim }),
      string_hashed: () => kinds.stringHashed({ name, numBins: this.hashingDim }),
    };
    if (typeof feature === 'string' && Object.hasOwn(make, feature)) return make[feature]!();
    throw new ValueError(`Invalid feature type: ${String(feature)}`, { expected: Object.keys(make).join(', ') });
  }

  #crossOf(cross: unknown): Cross {
    const given = isPlainObject(cross) ? readKerasObject(cross) : cross;
    if (given instanceof Cross) return given;
    if (!this.crossingDim) {
      throw new ValueError('When specifying `crosses`, the argument `crossing_dim` should be specified as well.');
    }
    const unknown = (given as readonly string[]).filter((name) => !Object.hasOwn(this.features, name));
    if (unknown.length > 0) {
      throw new ValueError(
        'All features referenced in the `crosses` argument should be present in the `features` dict.',
        {
          received: `unknown features: ${unknown.join(', ')}`,
        },
      );
    }
    return new Cross(given as readonly string[], this.crossingDim);
  }

  // ---- learning

  #adaptable(): string[] {
    return Object.keys(this.features).filter((name) => isAdaptable(this.preprocessors[name]!));
  }

  /**
   * Learns from data what the features need: means, vocabularies, boundaries.
   *
   * @param dataset a dict of columns; or dicts of samples or batches, from an array, a data set, a generator or a function that makes one
   * @throws ValueError for anything else, or where a feature is missing
   */
  async adapt(...args: [dataset: FeatureData] | [keywords: { dataset: FeatureData }]): Promise<void> {
    const [first] = args;
    const isNamed = isPlainObject(first) && Object.keys(first).join() === 'dataset' && !('dataset' in this.features);
    const data = await repeatable((isNamed ? first.dataset : first) as FeatureData);
    for (const name of this.#adaptable()) {
      const layer = this.preprocessors[name] as Layer & { adapt(data: unknown): unknown };
      await layer.adapt(featureBatches(data, name, this.features[name]!.dtype));
    }
    this.#isAdapted = true;
    this.getEncodedFeatures();
  }

  #requireAdapted(): void {
    if (this.#isAdapted || this.#adaptable().length === 0) return;
    throw new ValueError('You need to call `.adapt(dataset)` on the FeatureSpace before you can start using it.');
  }

  // ---- calls

  /** A symbolic tensor for each feature: the inputs of a functional model. */
  getInputs(): Readonly<ByName<KerasTensor>> {
    this.getEncodedFeatures();
    return this.inputs;
  }

  /** What becomes of {@link getInputs}: one symbolic tensor, or one for each feature. */
  getEncodedFeatures<Encoded = Tensor>(): Encoded {
    if (this.#encodedFeatures === null) {
      this.#requireAdapted();
      this.#encodedFeatures = this.#encode(this.inputs, true);
      this.built = true;
    }
    return this.#encodedFeatures as Encoded;
  }

  override invoke(...given: readonly unknown[]): unknown {
    const [data] = given;
    this.getEncodedFeatures();
    if (!isPlainObject(data)) {
      throw new ValueError('A FeatureSpace can only be called with a dict.', { received: String(data) });
    }
    const columns = mapValues(this.features, ({ dtype }, name) => toTensor(required(data, name), dtype));
    const isSingle = Object.values(columns).some(({ rank }) => rank === 0);
    const encoded = this.#encode(
      mapValues(columns, (x) => (x.rank < 2 ? ops.reshape(x, [-1, 1]) : x)),
      false,
    );
    if (!isSingle) return encoded;
    return isTensor(encoded) ? firstRow(encoded) : mapValues(encoded, (x) => (x.rank === 2 ? firstRow(x) : x));
  }

  #encode(columns: Readonly<ByName<Tensor>>, isFirst: boolean): Tensor | ByName<Tensor> {
    const prepared = mapValues(columns, (x, name) => this.preprocessors[name]!(x));
    const crossed = Object.fromEntries(
      this.crosses.map(({ name, featureNames }): [string, Tensor] => [
        name,
        this.crossers[name]!(featureNames.map((each) => required(prepared, each) as Tensor)),
      ]),
    );
    if (isFirst) this.#makeEncoders(prepared, crossed);
    const all = [...sortedEntries(prepared), ...sortedEntries(crossed)];
    const encoded = all.map(([name, x]): [string, Tensor] => [name, this.oneHotEncoders[name]?.(x) ?? x]);
    if (this.outputMode === 'dict') return Object.fromEntries(encoded);
    if (isFirst) {
      for (const each of encoded) assertEncoded(...each);
      this.concat = new TFDConcat({ axis: -1 });
    }
    return this.concat!(encoded.map(([, x]) => x));
  }

  #makeEncoders(prepared: Readonly<ByName<Tensor>>, crossed: Readonly<ByName<Tensor>>): void {
    const add = (name: string, layer: Layer, { outputMode }: Feature | Cross, { dtype }: Tensor) => {
      if (outputMode === 'one_hot') this.oneHotEncoders[name] = oneHotEncoder(name, layer, dtype);
    };
    for (const [name, x] of sortedEntries(prepared)) add(name, this.preprocessors[name]!, this.features[name]!, x);
    const crossNamed = new Map(this.crosses.map((cross) => [cross.name, cross]));
    for (const [name, x] of sortedEntries(crossed)) add(name, this.crossers[name]!, crossNamed.get(name)!, x);
  }

  // ---- files

  override getConfig(): Record<string, unknown> {
    return {
      features: serializeKerasObject(this.features),
      output_mode: this.outputMode,
      crosses: serializeKerasObject(this.crosses),
      crossing_dim: this.crossingDim,
      hashing_dim: this.hashingDim,
      num_discretization_bins: this.numDiscretizationBins,
    };
  }

  override getBuildConfig(): Record<string, unknown> {
    return mapValues(this.preprocessors, (layer) => layer.getBuildConfig());
  }

  override buildFromConfig(...args: [config: ByName<unknown>] | [keywords: { config: ByName<unknown> }]): void {
    const [config] = bindArguments('buildFromConfig', ['config'], 1, args) as [ByName<unknown>];
    for (const [name, each] of Object.entries(config)) {
      const layer = this.preprocessors[name];
      if (layer && !layer.built && isPlainObject(each)) layer.buildFromConfig(each);
    }
    this.#isAdapted = true;
  }

  /**
   * Writes the features, and what they learned, to a `.keras` file; `loadModel` reads it.
   *
   * @throws ValueError for another ending of the name
   * @example
   * const space = new FeatureSpace({ age: 'float' });
   * await space.save('features.keras');
   * const same = await keras.saving.loadModel<FeatureSpace>('features.keras');
   */
  async save(...args: [filepath: FilePath] | [keywords: { filepath: FilePath }]): Promise<void> {
    const [filepath] = bindArguments('save', ['filepath'], 1, args) as [FilePath];
    const { saveModel } = await import('../../saving/save-model.js');
    await saveModel(this, filepath);
  }

  override saveOwnVariables(): void {}

  override loadOwnVariables(): void {}

  static override fromConfig<T extends Layer>(config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig(config: Record<string, unknown>): Layer {
    return newFromConfig(FeatureSpace, config, { features: config.features, crosses: config.crosses });
  }
}

const mapValues = <T, U>(values: Readonly<ByName<T>>, f: (value: T, name: string) => U): ByName<U> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, f(value, name)]));

/** By their names, as Python sorts them. */
const sortedEntries = <T>(values: Readonly<ByName<T>>): [string, T][] =>
  Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));

const firstRow = (x: Tensor): Tensor => ops.squeeze(x, 0);

/** @throws KeyError where a feature is missing */
function required(data: Readonly<ByName<unknown>>, name: string): unknown {
  if (Object.hasOwn(data, name)) return data[name];
  throw new KeyError(`There is no feature '${name}'.`, { received: Object.keys(data).join(', ') });
}

/** @throws ValueError for a feature that cannot stand beside numbers */
function assertEncoded(name: string, { dtype }: Tensor): void {
  if (!dtype.startsWith('int') && dtype !== 'string') return;
  throw new ValueError(
    `Cannot concatenate features because feature '${name}' has not been encoded (it has dtype ${dtype}).`,
    { hint: "Consider using `output_mode='dict'`." },
  );
}

/** Whether a layer learns from data, and was not told what it would learn. */
function isAdaptable(layer: Layer): boolean {
  if (!('adapt' in layer)) return false;
  if (layer instanceof Discretization) return layer.numBins !== null;
  if (layer instanceof Normalization) return layer.getConfig().mean === null;
  const isLookup =
    layer instanceof TextVectorization || layer instanceof StringLookup || layer instanceof IntegerLookup;
  return !isLookup || layer.getConfig().vocabulary === null;
}
