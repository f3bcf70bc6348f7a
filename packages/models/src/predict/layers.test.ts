/** Every layer that the door has, in all cases of Python Keras that it reads. */
import { NotImplementedError } from '@org/core';
import { toSnakeCase } from '@org/core/basics';
import { loadPredictor } from '@org/core/predict';
import { decodeArray, type EncodedArray, expectClose, goldenFamilies, type LayerCase, loadGolden } from '@org/testing';
import type { H5Dataset, H5Store } from '../saving/h5-store.js';
import * as layers from './layers/index.js';
import type { FileLayer } from './network.js';
import { onnxModelOf } from './read-model.js';

const offered = new Map<string, FileLayer>(Object.entries(layers));
const cases = goldenFamilies()
  .filter((family) => family.startsWith('layers_'))
  .flatMap((family) => loadGolden<LayerCase>(family).cases)
  // A prediction is a call on inputs alone.
  .filter((golden) => offered.has(golden.class) && !golden.calls && !Object.values(golden.kwargs ?? {}).some(Boolean))
  // Files have the sum of a kernel and its adaptation.
  .filter(({ config }) => !config.lora_rank);

const isSmaller = (window: unknown, strides: unknown): boolean =>
  Array.isArray(window) && window.some((size, i) => size < (strides as number[])[i]!);

/** Settings that the door refuses. */
const isRefused = ({ class: name, config }: LayerCase): boolean =>
  JSON.stringify(config.dtype).includes('mixed_') ||
  (name === 'Conv1DTranspose' && config.output_padding !== null) ||
  (name === 'LayerNormalization' && String(config.axis) === '1') ||
  (config.padding === 'same' && isSmaller(config.pool_size, config.strides)) ||
  (name === 'UpSampling2D' && !['nearest', 'bilinear'].includes(config.interpolation as string));

const datasetOf = (encoded: EncodedArray): H5Dataset => {
  const { values, shape } = decodeArray(encoded);
  return { dtype: 'float32', shape, data: Float32Array.from(values as ArrayLike<number>) };
};

/** A functional model of one layer, as a file would have it. */
function modelOf(
  { class: className, config, weights = [] }: LayerCase,
  inputs: readonly EncodedArray[],
  isList: boolean,
) {
  const tensors = inputs.map(({ shape, dtype }, i) => ({
    class_name: '__keras_tensor__',
    config: { shape, dtype, keras_history: [`input_${i}`, 0, 0] },
  }));
  const inputLayers = inputs.map(({ shape, dtype }, i) => ({
    class_name: 'InputLayer',
    name: `input_${i}`,
    config: { name: `input_${i}`, batch_shape: [null, ...shape.slice(1)], dtype },
    inbound_nodes: [],
  }));
  const layer = {
    class_name: className,
    name: 'layer',
    config,
    inbound_nodes: [{ args: isList ? [tensors] : tensors, kwargs: {} }],
  };
  const saved = {
    class_name: 'Functional',
    config: {
      layers: [...inputLayers, layer],
      input_layers: inputs.map((_, i) => [`input_${i}`, 0, 0]),
      output_layers: [['layer', 0, 0]],
    },
  };
  const store: H5Store = new Map([
    [
      `layers/${toSnakeCase(className)}/vars`,
      { datasets: new Map(weights.map(({ value }, i) => [String(i), datasetOf(value)])) },
    ],
  ]);
  return { saved, store };
}

const inputsOf = ({ args }: LayerCase) => (Array.isArray(args[0]) ? args[0] : args) as EncodedArray[];

/** The case as a model of ONNX. */
function written(golden: LayerCase): Uint8Array {
  const { saved, store } = modelOf(golden, inputsOf(golden), Array.isArray(golden.args[0]));
  return onnxModelOf(saved, store, [...offered.values()]);
}

const idsOf = (list: readonly LayerCase[]) => list.map((golden) => [golden.id, golden] as const);

it.each(idsOf(cases.filter((golden) => !isRefused(golden))))('%s', async (_id, golden) => {
  const inputs = inputsOf(golden);
  const predictor = await loadPredictor(written(golden));
  const given = inputs.map((each, i) => [`input_${i}`, { data: decodeArray(each).values, shape: each.shape }]);
  const answer = await predictor.predict(Object.fromEntries(given) as never);
  const expected = golden.out as EncodedArray;
  expect(answer.shape).toEqual(expected.shape);
  expectClose(answer.data as Float32Array, decodeArray(expected).values, { rtol: 1e-5, atol: 1e-6 });
});

it.each(idsOf(cases.filter(isRefused)))('%s is refused', (_id, golden) => {
  expect(() => written(golden)).toThrow(NotImplementedError);
});

it('has a case for each layer', () => {
  expect([...offered.keys()].filter((name) => !cases.some((golden) => golden.class === name))).toEqual([]);
});

it('calls layers what Keras calls them', () => {
  expect([...offered.values()].map(({ className }) => className)).toEqual([...offered.keys()]);
});
