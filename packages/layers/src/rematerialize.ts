/** Calls of layers whose intermediate values are computed again for the gradient. */
import { isTensor, KerasTensor, remat, type Tensor, tree } from '@org/core';
import { getKerasMask, setKerasMask, symbolicResult } from '@org/core/internal';
import { notIntercepted } from './intercept-calls.js';
import type { Layer } from './layer.js';
import { recordOf } from './layer-base.js';
import { withoutLosses } from './layer-losses.js';
import { flattenLayers } from './layer-tree.js';
import type { RematScope } from './remat-scope.js';

export type Compute = (...args: readonly unknown[]) => unknown;

/** `compute`, or the same with fewer values kept, as the scope that the layer was made in says. */
export function rematerialized(scope: RematScope, layer: Layer, compute: Compute): Compute {
  switch (scope.mode) {
    case 'full':
      return computedAgain(layer, compute);
    case 'list_of_layers':
      return scope.layerNames.includes(layer.name) ? computedAgain(layer, compute) : compute;
    case 'larger_than':
      return (...args) => {
        const isLarger = outputSize(layer, compute, args) > scope.outputSizeThreshold;
        return (isLarger ? computedAgain(layer, compute) : compute)(...args);
      };
    case 'activations':
      return activatedAgain(layer, compute);
    default:
      return compute;
  }
}

/** How many numbers the outputs have. */
function outputSize(layer: Layer, compute: Compute, args: readonly unknown[]): number {
  const symbols = tree.mapStructure((each: unknown) => (isNumbers(each) ? symbolOf(each) : each), args as unknown[]);
  const outputs = notIntercepted(() => withoutLosses(layer, () => symbolicResult(compute, symbols as unknown[])));
  return tree
    .flatten<unknown>(outputs)
    .filter(isTensor)
    .reduce((sum, { shape }) => sum + shape.reduce((size: number, dim) => size * (dim ?? 1), 1), 0);
}

const symbolOf = ({ shape, dtype }: Tensor): KerasTensor => new KerasTensor(shape, dtype);

const isNumbers = (value: unknown): value is Tensor => isTensor(value) && value.dtype !== 'string';

type Activated = Layer & { activation: (x: Tensor) => Tensor };

function activatedAgain(layer: Layer, compute: Compute): Compute {
  if (!Object.hasOwn(layer, 'activation') || typeof (layer as Activated).activation !== 'function') return compute;
  return (...args) => {
    const { activation } = layer as Activated;
    (layer as Activated).activation = remat((x: Tensor) => activation(x));
    try {
      return compute(...args);
    } finally {
      (layer as Activated).activation = activation;
    }
  };
}

/** Losses and masks of what is inside are results as well: they leave the function that is computed again. */
const computedAgain =
  (layer: Layer, compute: Compute): Compute =>
  (...args) => {
    const records = flattenLayers(layer).map(recordOf);
    const before = records.map(({ losses }) => losses);
    const leaves = tree.flatten<unknown>(args);
    const given = leaves.filter(isNumbers);
    const body = (...inputs: readonly Tensor[]) => {
      inputs.forEach((input, i) => {
        const mask = getKerasMask(given[i]!);
        if (mask) setKerasMask(input, mask);
      });
      for (const record of records) record.losses = [];
      let next = 0;
      const own = leaves.map((leaf) => (isNumbers(leaf) ? inputs[next++] : leaf));
      const outputs = compute(...(tree.packSequenceAs(args, own) as unknown[]));
      const masks = tree.flatten<unknown>(outputs).map((each) => (isTensor(each) && getKerasMask(each)) || null);
      return { outputs, masks, losses: records.map(({ losses }) => losses) };
    };
    let added: readonly Tensor[][] = [];
    try {
      const { outputs, masks, losses } = remat(body)(...given);
      added = losses;
      tree.flatten<unknown>(outputs).forEach((output, i) => {
        const mask = masks[i];
        if (mask && isTensor(output)) setKerasMask(output, mask);
      });
      return outputs;
    } finally {
      records.forEach((record, i) => {
        record.losses = [...before[i]!, ...(added[i] ?? [])];
      });
    }
  };
