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
    const halves: [policy: string, dtype: DType][] = [
      ['mixed_float16', 'float16'],
      ['mixed_bfloat16', 'bfloat16'],
    ];
    for (const [policy, dtype] of test.mixedPrecision === false ? [] : halves)
      it(`computes in half precision under ${policy}`, async () => {
        const layer = copyOf(make(), { dtype: policy });
        const outputs = flatTensors(callOn(layer, inputs, training));
        for (const output of outputs) {
          expect(output.dtype).toBe(test.outputDtype ?? dtype);
          expect([...(await output.data())].every((x) => !Number.isNaN(Number(x)))).toBe(true);
        }
        for (const weight of layer.weights) if (isFloat(weight.dtype)) expect(weight.dtype).toBe('float32');
      });
