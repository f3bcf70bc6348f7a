import { lax, ops, type SymbolicShape, type Tensor, type TensorLike, tensor } from '@org/core';
import type { LayerOptions } from '@org/layers';
import { type FlowOutputs, joinCondition, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { range } from '../utilities/numbers.js';
import type { AtElements, ElementLaw } from './element-law.js';
import { MaskedNetwork } from './masked-network.js';
import { VectorFlow } from './vector-flow.js';

export interface AutoregressiveOptions extends LayerOptions {
  shape: readonly number[];
  axes: readonly number[];
  hiddenUnits: readonly number[];
  conditionSize: number;
}

/**
 * Base class of flows that move each element by a monotone function, whose parameters a masked network makes of the elements before it
 * (MADE; Germain et al., arXiv:1502.03509). A call is one pass; the way back goes from element to element.
 */
export abstract class Autoregressive extends VectorFlow {
  readonly hiddenUnits: readonly number[];
  readonly conditionSize: number;
  #network: MaskedNetwork | null = null;

  constructor({ hiddenUnits, conditionSize, ...options }: AutoregressiveOptions) {
    super(options);
    this.hiddenUnits = [...hiddenUnits];
    this.conditionSize = conditionSize;
  }

  /** The function of an element. */
  abstract readonly law: ElementLaw;

  override build(_inputShape: SymbolicShape): void {
    const { size, hiddenUnits, conditionSize } = this;
    const shape = { size, hiddenUnits, conditionSize, perElement: this.law.parameterCount };
    this.#network = new MaskedNetwork(shape, (weight) => this.addWeight(weight));
    this.law.build?.((weight) => this.addWeight(weight));
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const at: AtElements = (numbers) => ops.cast(tensor([...numbers], [1, this.size], 'float64'), inputs.dtype);
    const [y, logDerivative] = this.law.forwards(inputs, this.#network!.call(inputs, condition), at);
    return [y, sumPerSample(logDerivative)];
  }

  /**
   * Element by element, and in each layer only the units that see just what is known: all in all one pass. Samples are along the last axis,
   * so that what becomes known are whole rows.
   */
  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const { size } = this;
    const [batch, last] = [outputs.shape[0]!, this.hiddenUnits.length];
    const layers = this.#layersByElement(outputs);
    const start = joinCondition(ops.zerosLike(outputs), condition, this.conditionSize).transpose();
    const rows = (count: number) => tensor(range(count), [count, 1], 'int32');
    const [inputRows, elements] = [rows(start.shape[0]!), ops.expandDims(rows(size), 1)];
    type State = [known: Tensor, ...hidden: Tensor[]];
    const step = ([known, ...hidden]: State, [i, y, ...slices]: [Tensor, Tensor, ...Tensor[]]): [State, Tensor] => {
      const sum = (each: Tensor, k: number) =>
        slices[2 * k]!.matmul(ops.reshape(each, [-1, batch])).add(slices[2 * k + 1]!);
      const after: Tensor[] = [];
      for (const [k, units] of hidden.entries()) {
        const found = ops.expandDims(ops.tanh(sum(after.at(-1) ?? known, k)), 0);
        after.push(ops.where(elements.equal(i), found, units));
      }
      const at: AtElements = (numbers) => ops.take(ops.cast(tensor([...numbers], [size], 'float64'), y.dtype), i);
      const x = this.law.backwards(y, sum(after.at(-1) ?? known, last).transpose(), at);
      return [[ops.where(inputRows.equal(i), x, known), ...after], x];
    };
    const hidden = layers.slice(0, -1).map(([kernels]) => ops.zeros([size, kernels.shape[1]!, batch], outputs.dtype));
    const along = [ops.arange(size, { dtype: 'int32' }), outputs.transpose(), ...layers.flat()];
    const [, found] = lax.scan(step as never, [start, ...hidden], along) as unknown as [State, Tensor];
    return found.transpose();
  }

  /**
   * Of each layer the kernels and biases of the units of each element, `[size, m, inputs]` and `[size, m, 1]`. Inputs that are units are in
   * the order of elements, and filled up, so that there are as many for each.
   */
  #layersByElement(x: Tensor): [kernels: Tensor, biases: Tensor][] {
    const { size } = this;
    /** Units of an element are apart by the size: their axis becomes two, elements and the units of each. */
    const apart = (each: Tensor, axis: number) => {
      const units = each.shape[axis]!;
      const most = Math.ceil(units / size);
      const filling = each.shape.map((_, k) => (k === axis ? [0, most * size - units] : [0, 0]));
      const shape = [...each.shape.slice(0, axis), most, size, ...each.shape.slice(axis + 1)];
      return ops.moveaxis(ops.reshape(ops.pad(each, filling), shape), axis + 1, axis);
    };
    return this.#network!.layers(x.dtype).map(([kernel, bias], i) => {
      const kernels = apart(kernel.transpose(), 0);
      const biases = apart(ops.expandDims(bias, 1), 0);
      return [i === 0 ? kernels : ops.reshape(apart(kernels, 2), [...kernels.shape.slice(0, 2), -1]), biases];
    });
  }

  override getConfig(): Record<string, unknown> {
    const { hiddenUnits, conditionSize } = this;
    return {
      ...super.getConfig(),
      hidden_units: hiddenUnits,
      ...(conditionSize > 0 && { condition_size: conditionSize }),
      ...this.law.getConfig(),
    };
  }
}
