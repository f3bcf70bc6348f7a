/** What every layer must do, in one call: shapes, dtypes, configs, symbolic calls, training, masks, mixed precision, gradients. */
import {
  type DType,
  gradients,
  interpret,
  isTensor,
  jit,
  KerasTensor,
  ops,
  SeedGenerator,
  type Shape,
  type SymbolicShape,
  type Tensor,
  tensor,
  tree,
} from '@org/core';
import { getKerasMask, isFloat, setKerasMask } from '@org/core/internal';
import { expectClose } from '@org/testing';
import { type InputShape, mapShapes, shapesOf } from '../input-shape.js';
import type { Layer } from '../layer.js';
import { buildLayer } from '../layer-build.js';
import { flattenLayers } from '../layer-tree.js';
import { deserializeKerasObject, serializeKerasObject } from '../serialization/index.js';
import { trackedFields } from '../tracking.js';

type Nest = tree.Tree<unknown>;
type Keywords = Readonly<Record<string, unknown>>;

interface LayerClass<Args extends readonly unknown[]> {
  new (...args: Args): Layer;
  fromConfig(config: Record<string, unknown>): unknown;
}

export interface LayerTest<Args extends readonly unknown[]> {
  /** Constructor arguments. */
  readonly args?: Args;
  /** With the batch axis; a list of shapes for several inputs. */
  readonly inputShape: InputShape;
  readonly inputDtype?: DType;
  /** Integer inputs lie below this bound. */
  readonly inputBound?: number;
  /** Further keywords of the call. */
  readonly keywords?: Keywords;
  /** With the batch axis. */
  readonly outputShape: InputShape;
  /** Left out: the compute dtype. */
  readonly outputDtype?: DType;
  readonly trainableWeights?: number;
  readonly nonTrainableWeights?: number;
  readonly seedGenerators?: number;
  readonly losses?: number;
  readonly supportsMasking?: boolean;
  /** Left out: both; some layers refuse bfloat16, or take no dtype. */
  readonly halfTypes?: readonly ('float16' | 'bfloat16')[];
}

const flatTensors = (nest: unknown): Tensor[] => tree.flatten<unknown>(nest as Nest).filter(isTensor);

/** Deterministic inputs: fractions around 0, or integers from 0 on. */
function inputOf(shape: SymbolicShape, dtype: DType, bound: number): Tensor {
  const size = (shape as Shape).reduce((n, dim) => n * dim, 1);
  const value = (i: number) => (isFloat(dtype) ? Math.sin(12.9898 * (i + 1)) : (7 * i + 3) % bound);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => value(i)),
    shape as Shape,
    dtype,
  );
}

/** A batch of as many rows, each one of a tensor's. */
const rowsOf = (x: Tensor, batch: number): Tensor =>
  ops.take(x, tensor(Array.from({ length: batch }, (_, i) => i % x.shape[0]!)), { axis: 0 });

/** Fails where the layer does not keep the contract. Call it at the top of a describe block. */
export function runLayerTest<Args extends readonly unknown[]>(type: LayerClass<Args>, test: LayerTest<Args>): void {
  const { inputShape, outputShape, inputDtype = 'float32', inputBound = 2, keywords = {} } = test;
  const make = () => new type(...((test.args ?? []) as unknown as Args));
  const copyOf = (layer: Layer, changes: Keywords = {}) =>
    type.fromConfig({ ...JSON.parse(JSON.stringify(layer.getConfig())), ...changes }) as Layer;
  const inputs = mapShapes((shape) => inputOf(shape, inputDtype, inputBound), inputShape);
  const callOn = (layer: Layer, given: unknown, more: Keywords = {}): unknown => {
    const all = { ...keywords, ...more };
    return layer.invoke(given, ...(Object.keys(all).length > 0 ? [all] : []));
  };
  const training: Keywords = { training: true };

  describe(`${type.name} as a layer`, () => {
    it('is made again from its config', () => {
      const layer = make();
      const config = layer.getConfig();
      expect(copyOf(layer).getConfig()).toEqual(config);
      const serialized = JSON.parse(JSON.stringify(serializeKerasObject(layer)));
      const revived = deserializeKerasObject(serialized) as Layer;
      expect(revived).toBeInstanceOf(type);
      expect(serializeKerasObject(revived)).toEqual(serialized);
    });

    it('knows shape and dtype of its output beforehand', () => {
      const open = (shape: SymbolicShape) => new KerasTensor([null, ...shape.slice(1)], inputDtype);
      const layer = make();
      const symbolic = callOn(layer, mapShapes(open, inputShape));
      const batchless = mapShapes((shape) => shape.slice(1), outputShape);
      expect(mapShapes((shape) => shape.slice(1), shapesOf(symbolic))).toEqual(batchless);
      expect(layer.computeOutputShape(inputShape)).toEqual(outputShape);
      const dtypes = new Set(flatTensors(symbolic).map(({ dtype }) => dtype));
      expect([...dtypes]).toEqual([test.outputDtype ?? layer.computeDtype]);
    });

    it('computes what it promised, with the weights that it should have', async () => {
      const layer = make();
      const outputs = callOn(layer, inputs, training);
      expect(shapesOf(outputs)).toEqual(outputShape);
      for (const output of flatTensors(outputs)) {
        expect(output.dtype).toBe(test.outputDtype ?? layer.computeDtype);
        expect([...(await output.data())].every((x) => Number.isFinite(Number(x)))).toBe(true);
      }
      const generators = flattenLayers(layer).flatMap((each) => trackedFields(each, isSeedGenerator));
      expect({
        trainable: layer.trainableWeights.length,
        nonTrainable: layer.nonTrainableWeights.length,
        seedGenerators: generators.length,
        losses: layer.losses.length,
      }).toEqual({
        trainable: test.trainableWeights ?? 0,
        nonTrainable: test.nonTrainableWeights ?? 0,
        seedGenerators: test.seedGenerators ?? 0,
        losses: test.losses ?? 0,
      });
    });

    it('computes the same from the same weights, compiled or not', async () => {
      const layer = make();
      const copy = copyOf(layer);
      const expected = flatTensors(callOn(layer, inputs));
      buildLayer(copy, [inputShape]);
      copy.setWeights(await layer.getWeights());
      const compiled = jit((given: Nest) => callOn(copy, given));
      const actual = flatTensors(compiled(inputs));
      for (const [i, output] of expected.entries()) {
        const [a, b] = [await actual[i]!.data(), await output.data()];
        expectClose(a, b, { atol: 5e-5, rtol: 0 });
      }
    });

    it('computes the same for batches of any size, whose sessions have open sizes', async () => {
      const layer = make();
      buildLayer(layer, [inputShape]);
      const compute = (given: Nest) => {
        const outputs = flatTensors(callOn(layer, given));
        const sources = [...layer.trainableWeights, ...flatTensors(given).filter(({ dtype }) => isFloat(dtype))];
        const ends = outputs.filter(({ dtype }) => isFloat(dtype));
        const found = ends.length > 0 ? (gradients(ends, sources) as (Tensor | null)[]) : [];
        return [...outputs, ...found.filter((each) => each !== null)];
      };
      const compiled = jit(compute);
      for (const batch of [2, 3, 4, 5, 9]) {
        const rows = tree.mapStructure((x: unknown) => rowsOf(x as Tensor, batch), inputs as Nest) as Nest;
        const [actual, expected] = [compiled(rows), await interpret(compute, [rows])];
        for (const [i, output] of expected.entries()) {
          const [a, b] = [await actual[i]!.data(), await output.data()];
          expect(actual[i]!.shape).toEqual(output.shape);
          const errors = Float64Array.from(a, (x, j) => (Number(x) - Number(b[j])) / (1 + Math.abs(Number(b[j]))));
          expectClose(errors, new Float64Array(b.length), { atol: 1e-4 });
        }
      }
    });

    it('has a gradient for every trainable weight', async () => {
      const layer = make();
      buildLayer(layer, [inputShape]);
      const outputs = flatTensors(callOn(layer, inputs, training)).filter(({ dtype }) => isFloat(dtype));
      if (outputs.length === 0) return;
      const floats = flatTensors(inputs).filter(({ dtype }) => isFloat(dtype));
      const found = gradients(outputs, [...layer.trainableWeights, ...floats]) as (Tensor | null)[];
      layer.trainableWeights.forEach(({ shape }, i) => {
        expect(found[i]?.shape).toEqual(shape);
      });
      for (const gradient of found) await gradient?.data();
    });

    const inHalf = async (dtype: DType) => {
      const layer = copyOf(make(), { dtype: `mixed_${dtype}` });
      const outputs = flatTensors(callOn(layer, inputs, training));
      for (const output of outputs) {
        expect(output.dtype).toBe(test.outputDtype ?? dtype);
        expect([...(await output.data())].every((x) => !Number.isNaN(Number(x)))).toBe(true);
      }
      for (const weight of layer.weights) if (isFloat(weight.dtype)) expect(weight.dtype).toBe('float32');
    };
    for (const dtype of test.halfTypes ?? ['float16', 'bfloat16'])
      it(`computes in half precision under mixed_${dtype}`, () => inHalf(dtype));

    it('says truly whether it passes masks on', () => {
      const layer = make();
      expect(layer.supportsMasking).toBe(test.supportsMasking ?? false);
      const masked = flatTensors(inputs).map((x) => {
        const copy = x.add(0);
        if (x.rank > 2)
          setKerasMask(copy, tensor(new Uint8Array(x.shape[0]! * x.shape[1]!).fill(1), x.shape.slice(0, 2), 'bool'));
        return copy;
      });
      const outputs = flatTensors(callOn(layer, tree.packSequenceAs(inputs, masked)));
      // An input that comes back as it is keeps its mask.
      const made = outputs.filter((output) => !masked.includes(output));
      if (!layer.supportsMasking) expect(made.every((output) => getKerasMask(output) === null)).toBe(true);
    });
  });
}

const isSeedGenerator = (value: unknown): value is SeedGenerator => value instanceof SeedGenerator;
