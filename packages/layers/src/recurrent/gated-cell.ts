import { ops, type SymbolicShape, type Tensor, ValueError, type Variable } from '@org/core';
import { show } from '@org/core/internal';
import * as activations from '../activations/index.js';
import type { Initializer, InitializerFunction } from '../initializers/index.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  type RecurrentIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import type { DropoutCellOptions, Masks } from './dropout-cell.js';
import { ProjectingCell, project } from './projecting-cell.js';

export interface GatedCellOptions extends DropoutCellOptions, KernelIdentifiers, RecurrentIdentifiers, BiasIdentifiers {
  /** Size of the state and of the output. */
  units: number;
  /** Applied to the candidate for the next state; null for none. */
  activation?: activations.ActivationIdentifier;
  /** Whether a bias is added. */
  useBias?: boolean;
}

export interface GatedCell extends WeightSettings<'kernel' | 'recurrent' | 'bias'> {}

/** A cell whose gates are products of the inputs and of the state with two kernels, in which all gates lie side by side. */
export abstract class GatedCell extends ProjectingCell {
  readonly units: number;
  readonly outputSize: number;
  activation: activations.ActivationFunction | null;
  readonly useBias: boolean;
  /** [features, gates · units] */
  declare kernel: Variable;
  /** [units, gates · units] */
  declare recurrentKernel: Variable;
  bias: Variable | null = null;

  constructor(options: GatedCellOptions) {
    super(options);
    this.units = positiveUnits(options.units);
    this.outputSize = this.units;
    this.activation = activations.get(options.activation === undefined ? 'tanh' : options.activation);
    this.useBias = options.useBias ?? true;
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform', recurrent: 'orthogonal', bias: 'zeros' }));
  }

  /** How many gates there are. */
  protected abstract get gates(): number;

  override build(inputShape: SymbolicShape): void {
    const { gates, units } = this;
    const kernel = settingsOf(this, 'kernel');
    const recurrent = settingsOf(this, 'recurrent');
    this.kernel = this.addWeight({ name: 'kernel', shape: [inputShape.at(-1) as number, gates * units], ...kernel });
    this.recurrentKernel = this.addWeight({ name: 'recurrent_kernel', shape: [units, gates * units], ...recurrent });
    if (!this.useBias) return;
    const bias = { ...settingsOf(this, 'bias'), initializer: this.firstBias() };
    this.bias = this.addWeight({ name: 'bias', shape: this.biasShape(), ...bias });
  }

  /** The shape of the bias. */
  protected biasShape(): readonly number[] {
    return [this.gates * this.units];
  }

  /** What makes the first value of the bias. */
  protected firstBias(): Initializer | InitializerFunction {
    return this.biasInitializer;
  }

  /** What is added to the products of the inputs. */
  protected inputBias(): Tensor | Variable | null {
    return this.bias;
  }

  override [project](inputs: Tensor, training: boolean): Tensor {
    const masks = this.inputMasks(inputs.shape.slice(-2), training);
    const products = this.products(inputs, this.kernel, masks);
    const bias = this.inputBias();
    return bias ? ops.add(products, bias) : products;
  }

  /** The products of `x` with the columns of a kernel. Where each gate has a mask, each has an `x` of its own. */
  protected products(x: Tensor, kernel: Tensor | Variable, masks: Masks): Tensor {
    if (masks === null) return ops.matmul(x, kernel);
    const columns = ops.split(kernel, masks.length, 1);
    const products = columns.map((column, gate) => ops.matmul(ops.multiply(x, masks[gate]!), column));
    return products.length === 1 ? products[0]! : ops.concatenate(products, -1);
  }
}

function positiveUnits(units: number): number {
  if (Number.isSafeInteger(units) && units > 0) return units;
  throw new ValueError('Received an invalid value for argument `units`.', {
    expected: 'a positive integer',
    received: `units=${show(units)}`,
  });
}
