import { type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import {
  Activation,
  type ActivationIdentifier,
  activations,
  BatchNormalization,
  Conv2D,
  Dense,
  Dropout,
  Layer,
  type LayerOptions,
} from '@org/layers';
import { FLOWS, registered } from '../register.js';
import { range } from '../utilities/numbers.js';
import { RESIDUAL_NETWORK_PARAMETERS, type ResidualNetworkArguments } from './signatures.js';

export interface ResidualNetworkOptions extends LayerOptions {
  /** The size of the last axis of the outputs. */
  units: number;
  /** That of what is in between. */
  hiddenUnits?: number;
  /** How many blocks of two layers follow each other. */
  blocks?: number;
  /** Of pictures: convolutions of this size in the blocks, which see neighbours. Without it, each vector is on its own. */
  kernelSize?: number | null;
  /** A function of Keras. */
  activation?: ActivationIdentifier;
  /** Which part of the numbers inside blocks is dropped in training. */
  dropout?: number;
  /** Whether numbers are normalized by batches before activations. */
  batchNormalization?: boolean;
  /** Whether all outputs are 0 at first, so that most couplings begin as the identity. */
  startsAtZero?: boolean;
}

/**
 * A network of residual blocks, as couplings have (nflows's `ResidualNet` and `ConvResidualNet`): in each block, normalization if any,
 * activation and a layer, twice, are added to what comes in.
 *
 * @throws ValueError for sizes that are no positive whole numbers
 * @example
 * const parameters = new ResidualNetwork(8, { hiddenUnits: 32 })(x);
 */
export class ResidualNetwork extends Layer {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'ResidualNetwork', FLOWS);

  readonly units: number;
  readonly hiddenUnits: number;
  readonly blocks: number;
  readonly kernelSize: number | null;
  readonly activation: activations.ActivationFunction;
  readonly dropout: number;
  readonly batchNormalization: boolean;
  readonly startsAtZero: boolean;
  readonly first: Layer;
  /** Of each block what follows each other. */
  readonly steps: readonly (readonly Layer[])[];
  readonly last: Layer;

  constructor(...args: ResidualNetworkArguments) {
    const {
      units,
      hiddenUnits = 64,
      blocks = 2,
      kernelSize = null,
      activation = 'relu',
      dropout = 0,
      batchNormalization = false,
      startsAtZero = true,
      ...options
    } = bindOptions(RESIDUAL_NETWORK_PARAMETERS, args);
    super(options);
    const isCount = (each: number) => Number.isInteger(each) && each > 0;
    if (![units, hiddenUnits, kernelSize ?? 1].every(isCount) || !(Number.isInteger(blocks) && blocks >= 0)) {
      throw new ValueError('A residual network has positive whole numbers of units and a whole number of blocks.', {
        received: `units ${units}, hiddenUnits ${hiddenUnits}, blocks ${blocks}, kernelSize ${kernelSize}`,
      });
    }
    this.units = units;
    this.hiddenUnits = hiddenUnits;
    this.blocks = blocks;
    this.kernelSize = kernelSize;
    this.activation = activations.get(activation);
    this.dropout = dropout;
    this.batchNormalization = batchNormalization;
    this.startsAtZero = startsAtZero;
    const layer = (count: number, size: number, kernelInitializer: 'glorot_uniform' | 'zeros' = 'glorot_uniform') =>
      kernelSize === null
        ? new Dense(count, { kernelInitializer })
        : new Conv2D(count, size, { padding: 'same', kernelInitializer });
    const half = (isLast: boolean) => [
      ...(batchNormalization ? [new BatchNormalization({ epsilon: 1e-3 })] : []),
      new Activation(this.activation),
      ...(isLast && dropout > 0 ? [new Dropout(dropout)] : []),
      layer(hiddenUnits, kernelSize ?? 1),
    ];
    this.first = layer(hiddenUnits, 1);
    this.steps = range(blocks).map(() => [...half(false), ...half(true)]);
    this.last = layer(units, 1, startsAtZero ? 'zeros' : 'glorot_uniform');
  }

  override build(inputShape: SymbolicShape): void {
    const inside = [...inputShape.slice(0, -1), this.hiddenUnits];
    this.first.build(inputShape);
    for (const each of [...this.steps.flat(), this.last]) each.build(inside);
  }

  override call(inputs: Tensor): Tensor {
    const inside = this.steps.reduce(
      (x, steps) => x.add(steps.reduce((each, step) => step(each) as Tensor, x)),
      this.first(inputs) as Tensor,
    );
    return this.last(inside) as Tensor;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return [...inputShape.slice(0, -1), this.units];
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      units: this.units,
      hidden_units: this.hiddenUnits,
      blocks: this.blocks,
      kernel_size: this.kernelSize,
      activation: activations.serialize(this.activation),
      dropout: this.dropout,
      batch_normalization: this.batchNormalization,
      starts_at_zero: this.startsAtZero,
    };
  }
}
