import {
  lax,
  ops,
  PythonTypeError,
  random,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  ValueError,
  vjp,
} from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type Layer, type LayerOptions, serialize } from '@org/layers';
import { type FlowOutputs, joinCondition, noChange } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { NEURAL_ODE_PARAMETERS, type NeuralODEArguments } from './signatures.js';
import { unitVectors } from './unit-vectors.js';
import { VectorFlow } from './vector-flow.js';

export interface NeuralODEOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** From elements, condition and time, joined along the last axis, to velocities: `[batch, size + conditionSize + 1]` to `[batch, size]`. */
  dynamics: Layer;
  /** Steps of the method of Runge and Kutta of fourth order, from time 0 to 1. */
  steps?: number;
  /** The trace of the Jacobian: exact, by a derivative for each element, or estimated by one random direction (FFJORD). */
  trace?: 'exact' | 'hutchinson';
  /** Of the random directions, which are the same at each call. */
  seed?: number;
  /** The size of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/**
 * A flow along the solutions of a differential equation, whose velocities are a network (Chen et al., arXiv:1806.07366; FFJORD,
 * arXiv:1810.01367). Log-determinants are integrals of the trace of the Jacobian. The way back is the equation backwards, so that it is
 * as exact as the steps are fine.
 *
 * @example
 * const dynamics = new Sequential([new layers.Dense(16, { activation: 'tanh' }), new layers.Dense(4)]);
 * const [y, logDeterminant] = new NeuralODE([4], [1], dynamics)(x);
 */
export class NeuralODE extends VectorFlow {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'NeuralODE', FLOWS);

  readonly dynamics: Layer;
  readonly steps: number;
  readonly trace: 'exact' | 'hutchinson';
  readonly seed: number;
  readonly conditionSize: number;

  constructor(...args: NeuralODEArguments) {
    const {
      dynamics,
      steps = 10,
      trace = 'exact',
      seed = 0,
      conditionSize = 0,
      ...options
    } = bindOptions(NEURAL_ODE_PARAMETERS, args);
    super(options);
    if (typeof dynamics !== 'function') {
      throw new PythonTypeError('The velocities of NeuralODE come from a layer or a model.', {
        received: String(dynamics),
      });
    }
    if (trace !== 'exact' && trace !== 'hutchinson') {
      throw new ValueError("NeuralODE computes an 'exact' trace, or an estimate of 'hutchinson'.", {
        received: `trace ${trace}`,
      });
    }
    this.dynamics = dynamics;
    this.steps = steps;
    this.trace = trace;
    this.seed = seed;
    this.conditionSize = conditionSize;
  }

  override build(_inputShape: SymbolicShape): void {
    if (!this.dynamics.built) this.dynamics.build([null, this._shape_[0]! + this.conditionSize + 1]);
  }

  #velocity(x: Tensor, time: Tensor, condition: TensorLike | null): Tensor {
    const parts = [
      joinCondition(x, condition, this.conditionSize || null),
      ops.broadcastTo(ops.cast(time, x.dtype), [x.shape[0]!, 1]),
    ];
    const velocity = this.dynamics(ops.concatenate(parts, -1)) as Tensor;
    if (`${velocity.shape}` === `${x.shape}`) return velocity;
    throw new ValueError('The dynamics of NeuralODE give a velocity for each element.', {
      expected: `[${x.shape}]`,
      received: `[${velocity.shape}]`,
    });
  }

  /** Velocities, and the traces of their derivatives. */
  #withTrace(x: Tensor, time: Tensor, condition: TensorLike | null, direction: Tensor | null): FlowOutputs {
    const [velocity, pullback] = vjp((each: Tensor) => this.#velocity(each, time, condition), x);
    const along = (cotangent: Tensor) => ops.sum((pullback(cotangent) as Tensor[])[0]!.mul(cotangent), 1);
    if (direction) return [velocity, along(direction)];
    return [
      velocity,
      unitVectors(x)
        .map(along)
        .reduce((sum, each) => sum.add(each)),
    ];
  }

  /** Solves the equation, from time 0 to 1 or back. */
  #solve(x: Tensor, condition: TensorLike | null, isBack: boolean): FlowOutputs {
    const h = (isBack ? -1 : 1) / this.steps;
    const direction =
      this.trace === 'exact' ? null : ops.sign(random.uniform(x.shape, -1, 1, { seed: this.seed, dtype: x.dtype }));
    const at = (each: Tensor, time: Tensor) => this.#withTrace(each, time, condition, direction);
    const step = (i: Tensor, [z, sum]: FlowOutputs): FlowOutputs => {
      const time = ops
        .cast(i, x.dtype)
        .mul(h)
        .add(isBack ? 1 : 0);
      const [k1, t1] = at(z, time);
      const [k2, t2] = at(z.add(k1.mul(h / 2)), time.add(h / 2));
      const [k3, t3] = at(z.add(k2.mul(h / 2)), time.add(h / 2));
      const [k4, t4] = at(z.add(k3.mul(h)), time.add(h));
      const mean = (a: Tensor, b: Tensor, c: Tensor, d: Tensor) =>
        a
          .add(b.add(c).mul(2))
          .add(d)
          .mul(h / 6);
      return [z.add(mean(k1, k2, k3, k4)), sum.add(mean(t1, t2, t3, t4))];
    };
    const start: FlowOutputs = [x, noChange(x)];
    const [final] = lax.scan(
      (carry: FlowOutputs, i: Tensor) => [step(i, carry), null],
      start,
      ops.arange(this.steps, { dtype: 'int32' }),
    );
    return final as FlowOutputs;
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    return this.#solve(inputs, condition, false);
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    return this.#solve(outputs, condition, true)[0];
  }

  protected override _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    return this.#solve(outputs, condition, true);
  }

  override getConfig(): Record<string, unknown> {
    const { dynamics, steps, trace, seed, conditionSize } = this;
    return {
      ...super.getConfig(),
      dynamics: serialize(dynamics),
      steps,
      trace,
      seed,
      ...(conditionSize > 0 && { condition_size: conditionSize }),
    };
  }

  /** A layer from the config of another, the network included. */
  static override fromConfig(config: Record<string, unknown>): NeuralODE {
    const { dynamics, ...others } = config;
    return super.fromConfig({ ...others, dynamics: deserialize(dynamics as never) }) as NeuralODE;
  }
}
