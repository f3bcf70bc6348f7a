import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTensor, type Tensor, tensor } from '@org/core';
import { fromPythonName, renameKeys } from '@org/core/internal';
import { Dense, Identity, Normalization, Rescaling, StringLookup, TextVectorization } from '@org/layers';
import {
  type DecodedArray,
  decodeArray,
  decodeValue,
  type EncodedArray,
  expectClose,
  type GoldenCase,
  isEncodedArray,
  loadGolden,
} from '@org/testing';
import { Model } from '../../model.js';
import { loadModel } from '../../saving/load-model.js';
import type { Feature } from './feature.js';
import { FeatureSpace, type FeatureSpaceOptions } from './feature-space.js';

type Columns = Record<string, Tensor>;

const toTensor = ({ values, strings, shape, dtype }: DecodedArray): Tensor =>
  tensor(strings ?? values, shape, dtype as 'float32');
const decode = (value: unknown): unknown => decodeValue(value, { array: toTensor });

interface FeatureSpaceCase extends GoldenCase {
  readonly features: Readonly<Record<string, string | ({ ctor: string } & Record<string, unknown>)>>;
  readonly kwargs: Record<string, unknown>;
  readonly adapt: unknown;
  readonly inputs: unknown;
  readonly out: EncodedArray | Record<string, EncodedArray>;
}

/** A feature as the goldens describe it. */
function featureOf(described: FeatureSpaceCase['features'][string]): unknown {
  if (typeof described === 'string') return described;
  const { ctor, ...options } = described;
  const make = FeatureSpace[fromPythonName(ctor) as 'float'] as (options: object) => unknown;
  return make(renameKeys(options, fromPythonName));
}

describe("Keras's cases", () => {
  const { cases } = loadGolden<FeatureSpaceCase>('layers_featurespace');
  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', async (_id, golden) => {
    const features = Object.fromEntries(Object.entries(golden.features).map(([name, each]) => [name, featureOf(each)]));
    const space = new FeatureSpace({ features, ...renameKeys(golden.kwargs, fromPythonName) } as FeatureSpaceOptions);
    await space.adapt(decode(golden.adapt) as Columns);
    const out = space(decode(golden.inputs) as Columns) as unknown as Tensor | Columns;
    const results = isTensor(out) ? [out] : Object.values(out);
    const expected = isEncodedArray(golden.out) ? [golden.out] : Object.values(golden.out);
    expect(results.length).toBe(expected.length);
    for (const [i, result] of results.entries()) {
      const { values, shape, dtype } = decodeArray(expected[i]!);
      expect([result.shape, result.dtype]).toEqual([shape, dtype]);
      expectClose(await result.data(), values, { rtol: 1e-5, atol: 1e-6, label: golden.id });
    }
  });
});

interface Python {
  readonly data: Record<string, (number | string)[]>;
  readonly encoded: number[][];
  readonly one: number[];
  readonly boundaries: number[];
}

const fixture = (name: string): string => join(__dirname, 'fixtures', name);
const python = JSON.parse(readFileSync(fixture('space.json'), 'utf8')) as Python;
const rows = (start: number, end: number) =>
  Object.fromEntries(Object.entries(python.data).map(([name, column]) => [name, column.slice(start, end)]));
const row = (i: number) => Object.fromEntries(Object.entries(python.data).map(([name, column]) => [name, column[i]!]));

const makeSpace = () =>
  new FeatureSpace({
    features: {
      f: 'float',
      fn: 'float_normalized',
      fr: FeatureSpace.floatRescaled(2, 1),
      fd: 'float_discretized',
      ic: 'integer_categorical',
      sc: FeatureSpace.stringCategorical({ maxTokens: 4 }),
      sh: FeatureSpace.stringHashed(5),
      ih: 'integer_hashed',
    },
    crosses: [['sc', 'ic'], FeatureSpace.cross(['sc', 'ih'], 8)],
    numDiscretizationBins: 4,
    hashingDim: 6,
    crossingDim: 9,
  });

async function expectPythons(space: FeatureSpace): Promise<void> {
  const out = space(rows(0, 6));
  expect(out.shape).toEqual([6, python.encoded[0]!.length]);
  expectClose(await out.data(), python.encoded.flat(), { rtol: 1e-5, atol: 1e-6, label: 'a batch' });
  const one = space(row(1));
  expect(one.shape).toEqual([python.one.length]);
  expectClose(await one.data(), python.one, { rtol: 1e-5, atol: 1e-6, label: 'one sample' });
}

describe('FeatureSpace', () => {
  it('encodes all kinds of features as Python does', async () => {
    const space = makeSpace();
    await space.adapt(python.data);
    expect((space.preprocessors.fd as unknown as { binBoundaries: number[] }).binBoundaries).toEqual(python.boundaries);
    await expectPythons(space);
  });

  it('reads what Python wrote', async () => {
    await expectPythons(await loadModel<FeatureSpace>(fixture('space.keras')));
  });

  it('reads what it wrote', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'feature-space-'));
    const path = join(folder, 'space.keras');
    try {
      const space = makeSpace();
      await space.adapt(python.data);
      await space.save(path);
      const copy = await loadModel<FeatureSpace>(path);
      expect(copy).toBeInstanceOf(FeatureSpace);
      expect(copy.getConfig()).toEqual(space.getConfig());
      await expectPythons(copy);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('learns from dicts of samples and of batches as from columns', async () => {
    const whole = makeSpace();
    await whole.adapt(python.data);
    const expected = await whole(rows(0, 6)).array();
    const batches = function* () {
      for (let start = 0; start < 70; start += 32) yield rows(start, Math.min(start + 32, 70));
    };
    const samples = async function* () {
      for (let i = 0; i < 70; i += 1) yield row(i);
    };
    const pairs = [...batches()].map((batch) => [batch, [1]]);
    for (const data of [batches(), batches, samples(), pairs]) {
      const space = makeSpace();
      await space.adapt(data);
      expect(await space(rows(0, 6)).array()).toEqual(expected);
    }
  });

  it('has symbolic inputs and outputs for functional models', async () => {
    const space = new FeatureSpace({ age: 'float_normalized', id: FeatureSpace.integerHashed(6) }, { crosses: null });
    const data = { age: [20, 30, 40, 50], id: [1, 2, 3, 4] };
    await space.adapt(data);
    expect(Object.keys(space.getInputs())).toEqual(['age', 'id']);
    expect(space.getEncodedFeatures().shape).toEqual([null, 7]);
    const model = new Model({ inputs: space.getInputs(), outputs: space.getEncodedFeatures() });
    expect(await (await model.predict(data, { verbose: 0 })).array()).toEqual(await space(data).array());
    expect(space(space.getInputs()).shape).toEqual([null, 7]);
  });

  it('is part of models that train on the columns themselves, texts among them', async () => {
    const { fn, ic, sc, sh, ih } = python.data;
    const data = { fn, ic, sc, sh, ih };
    const space = new FeatureSpace({
      features: {
        fn: 'float_normalized',
        ic: 'integer_categorical',
        sc: 'string_categorical',
        sh: 'string_hashed',
        ih: 'integer_hashed',
      },
      crosses: [['sc', 'ic']],
    });
    await space.adapt(data);
    const y = fn!.map((x) => Number(Number(x) > 40));
    const train = async (inputs: unknown, encoded: Tensor, x: unknown) => {
      const outputs = new Dense(1, { activation: 'sigmoid', kernelInitializer: 'zeros' })(encoded);
      const model = new Model({ inputs, outputs } as never);
      model.compile({ optimizer: 'adam', loss: 'binary_crossentropy' });
      const { history } = await model.fit(x as never, y, { epochs: 3, shuffle: false, verbose: 0 });
      const evaluated = await model.evaluate(x as never, y, { verbose: 0 });
      return [...(history.loss as number[]), evaluated as unknown as number];
    };
    const ofColumns = await train(space.getInputs(), space.getEncodedFeatures(), data);
    const ofEncoded = await train(space.getEncodedFeatures(), space.getEncodedFeatures(), space(data));
    expectClose(ofColumns, ofEncoded, { rtol: 1e-6, atol: 0, label: 'losses' });
    expect(ofColumns.at(-1)).toBeLessThan(ofColumns[0]!);
  });

  it('gives a dict where it is asked to, of batches or of one sample', async () => {
    const features = { n: 'float_rescaled', id: FeatureSpace.integerHashed(5, 'int') } as const;
    const cross = FeatureSpace.cross(['id', 'id'], 4, { outputMode: 'int' });
    const space = new FeatureSpace({ features, outputMode: 'dict', crosses: [cross] });
    type Encoded = Record<string, Tensor>;
    const batch = space<Encoded>({ n: [1, 2], id: [3, 4] });
    expect(Object.entries(batch).map(([name, { shape, dtype }]) => [name, shape, dtype])).toEqual([
      ['id', [2, 1], 'int32'],
      ['n', [2, 1], 'float32'],
      ['id_X_id', [2, 1], 'int32'],
    ]);
    const sample = space<Encoded>({ n: 2, id: 4 });
    for (const [name, x] of Object.entries(sample)) {
      expect(x.shape).toEqual([1]);
      expect(await x.array()).toEqual((await batch[name]!.array<number[][]>())[1]);
    }
  });

  it("takes layers of one's own", async () => {
    // Keras's guide.
    const space = new FeatureSpace({
      text: FeatureSpace.feature({
        preprocessor: new TextVectorization({ outputMode: 'tf_idf' }),
        dtype: 'string',
        outputMode: 'float',
      }),
    });
    await space.adapt({ text: ['1st string', '2nd string', '3rd string'] });
    // Keras 3.15.1
    const expected = [0, 0.5596157908439636, 0, 0, 0.9162907600402832];
    expectClose(await space({ text: ['1st string'] }).data(), expected, { rtol: 1e-5, atol: 0, label: 'tf_idf' });
  });

  it('does not learn what it was told', async () => {
    const space = new FeatureSpace({
      n: FeatureSpace.feature('float32', new Normalization({ mean: 1, variance: 4 }), 'float'),
      d: FeatureSpace.floatDiscretized({ numBins: null, binBoundaries: [0, 1] }),
      w: FeatureSpace.feature('string', new StringLookup({ vocabulary: ['a'] }), 'one_hot'),
    });
    const expected = [[0, 1, 0, 1, 0, 1]];
    expect(await space({ n: [3], d: [0.5], w: ['a'] }).array()).toEqual(expected);
    await space.adapt({ n: [7], d: [7], w: ['b'] });
    expect(await space({ n: [3], d: [0.5], w: ['a'] }).array()).toEqual(expected);
  });

  it.each<[string, FeatureSpaceOptions, RegExp]>([
    ['no features', { features: {} }, /cannot be None or empty/],
    ['an unknown kind', { features: { a: 'floats' as 'float' } }, /Invalid feature type: floats/],
    ['another mode', { features: { a: 'float' }, outputMode: 'list' as 'dict' }, /output_mode/],
    ['a cross of what does not exist', { features: { a: 'float' }, crosses: [['a', 'b']] }, /unknown features: b/],
    ['no size for a cross', { features: { a: 'float' }, crosses: [['a', 'a']], crossingDim: 0 }, /crossing_dim/],
  ])('is not made of %s', (_what, options, message) => {
    expect(() => new FeatureSpace(options)).toThrow(
      expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(message) }),
    );
  });

  it('says what is wrong with a feature that cannot be encoded', () => {
    const space = (feature: Feature, outputMode: 'concat' | 'dict' = 'concat') =>
      new FeatureSpace({ features: { a: feature }, outputMode }).getEncodedFeatures();
    const doubled = new Rescaling(2);
    expect(() => space(FeatureSpace.integerHashed(3, 'int'))).toThrow(
      /'a' has not been encoded \(it has dtype int32\)/,
    );
    expect(() => space(FeatureSpace.feature('float32', doubled, 'one_hot'))).toThrow(/should return an integer dtype/);
    expect(() => space(FeatureSpace.feature('int32', new Identity(), 'one_hot'))).toThrow(/isn't a standard feature/);
    expect(() => FeatureSpace.feature('int32', doubled, 'vector' as 'int')).toThrow(/output_mode/);
    expect(() => FeatureSpace.cross(['a', 'b'], 3, 'vector' as 'int')).toThrow(/output_mode/);
  });

  it('says what is wrong with data', async () => {
    const space = new FeatureSpace({ a: 'float_normalized' });
    expect(() => space({ a: [1] })).toThrow(/call `.adapt\(dataset\)`/);
    await expect(space.adapt([1, 2] as never)).rejects.toThrow(/yields dicts/);
    await expect(space.adapt(3 as never)).rejects.toThrow(/`adapt\(\)` can only be called/);
    await expect(space.adapt({ b: [1] })).rejects.toThrow(/no feature 'a'/);
    await space.adapt({ a: [1, 2, 3] });
    expect(() => space([1])).toThrow(/can only be called with a dict/);
    expect(() => space({ b: [1] })).toThrow(expect.objectContaining({ name: 'KeyError' }));
  });
});
