import { ops, type Tensor, type Variable } from '@org/core';
import { QuantizedFloat8DTypePolicy } from '../dtype-policies/quantized-dtype-policy.js';
import type { Layer } from '../layer.js';
import { policyOf } from '../layer-base.js';
import { computeFloat8AmaxHistory, computeFloat8Scale, quantizeAndDequantize } from '../quantizers/float8.js';

/** The largest numbers of the two formats: the first for values, the second, with a wider range, for derivatives. */
const MAX = { float8_e4m3fn: 448, float8_e5m2: 57344 } as const;

/** A scale and the largest values of the last steps, which training overwrites with what comes as their derivatives. */
interface Float8State {
  readonly scale: Variable;
  readonly amaxHistory: Variable;
}

/** A product whose factors, and whose derivative, go through float8 (Micikevicius et al., arXiv:2209.05433). */
export class Float8Training {
  readonly #layer: Layer;
  readonly #inputs: Float8State;
  readonly #weight: Float8State;
  readonly #outputs: Float8State;

  constructor(layer: Layer) {
    this.#layer = layer;
    const policy = policyOf(layer);
    const length =
      policy instanceof QuantizedFloat8DTypePolicy
        ? policy.amaxHistoryLength
        : QuantizedFloat8DTypePolicy.defaultAmaxHistoryLength;
    // They are overwritten by their derivatives, so they count as trained.
    const common = { dtype: 'float32', autocast: false, overwriteWithGradient: true } as const;
    const state = (name: string): Float8State => ({
      scale: layer.addWeight({ name: `${name}_scale`, shape: [], initializer: 'ones', ...common }),
      amaxHistory: layer.addWeight({ name: `${name}_amax_history`, shape: [length], initializer: 'zeros', ...common }),
    });
    this.#inputs = state('inputs');
    this.#weight = state('kernel');
    this.#outputs = state('outputs_grad');
  }

  /** In the order of files. */
  get variables(): readonly Variable[] {
    return [this.#inputs, this.#weight, this.#outputs].flatMap(({ scale, amaxHistory }) => [scale, amaxHistory]);
  }

  product(
    inputs: Tensor,
    weight: Tensor,
    multiply: (inputs: Tensor, weight: Tensor) => Tensor,
    training: boolean,
  ): Tensor {
    const x = this.#through(inputs, this.#inputs, training);
    const w = this.#through(weight, this.#weight, training);
    return this.#derivativeThrough(multiply(x, w), this.#outputs);
  }

  /** Values as they come back from float8. The derivatives of the state are its next values; without training, the present ones. */
  #through(x: Tensor, state: Float8State, training: boolean): Tensor {
    const { computeDtype } = this.#layer;
    const through = ops.customGradient((values: Tensor, scale: Tensor, history: Tensor) => [
      quantizeAndDequantize(values, scale, 'float8_e4m3fn', computeDtype),
      (upstream: Tensor): Tensor[] => [
        upstream,
        ...(training ? nextState(values, scale, history, MAX.float8_e4m3fn) : [scale, history]),
      ],
    ]);
    return through(x, state.scale.value, state.amaxHistory.value) as Tensor;
  }

  /** Values as they are, whose derivative goes through float8. */
  #derivativeThrough(x: Tensor, state: Float8State): Tensor {
    const { computeDtype } = this.#layer;
    const through = ops.customGradient((values: Tensor, scale: Tensor, history: Tensor) => [
      values,
      (upstream: Tensor): Tensor[] => [
        quantizeAndDequantize(upstream, scale, 'float8_e5m2', computeDtype),
        ...nextState(upstream, scale, history, MAX.float8_e5m2),
      ],
    ]);
    return through(x, state.scale.value, state.amaxHistory.value) as Tensor;
  }
}

const nextState = (x: Tensor, scale: Tensor, history: Tensor, max: number): [Tensor, Tensor] => [
  computeFloat8Scale(ops.max(history, 0), scale, max),
  computeFloat8AmaxHistory(x, history),
];
