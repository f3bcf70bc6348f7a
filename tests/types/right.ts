/** Programs that are right, and need no casts. */

import { GradientTape, gradients, ops, random, type Tensor, tensor, Variable } from '@org/core';
import * as keras from '@org/models';

const { layers } = keras;
const x = tensor([[1, 2]]);
const y = tensor([[1]]);

export async function builtIn(model: keras.Model): Promise<void> {
  const classes: Tensor = ops.argmax(await model.predict(x), -1);
  const result = await model.evaluate(x, y);
  const first: number = Array.isArray(result) ? result[0]! : typeof result === 'number' ? result : result.loss!;
  const inner = new keras.Model({ inputs: model.inputs, outputs: model.layers.map((layer) => layer.output) });
  const again = new keras.Model(model.input, model.layers[0]!.output);
  const history = await model.fit(x, y, {
    epochs: 2,
    validationSplit: 0.5,
    callbacks: [new keras.callbacks.EarlyStopping()],
  });
  void [classes, first, inner, again, history];
}

export function eachForm(): void {
  new layers.Dense(3);
  new layers.Dense(3, 'relu', false);
  new layers.Dense(3, 'relu', { useBias: false });
  new layers.Dense({ units: 3, activation: keras.activations.gelu, name: 'head' });
  new layers.Conv2D(32, { kernelSize: 3 });
  new layers.Conv2D(32, [3, 3], 2, { padding: 'same' });
  new keras.optimizers.Adam(0.001, { clipnorm: 1 });
  new keras.optimizers.schedules.ExponentialDecay(0.1, { decaySteps: 10, decayRate: 0.5 });
  ops.sum(x, -1, { keepdims: true });
  ops.sum(x, { axis: [0, 1] });
  ops.sum({ x, axis: 0 });
}

export function gradientsOfVariables(): Tensor[] {
  const variables = [new Variable(tensor([1, 2])), new Variable(tensor([3, 4]))];
  const loss = ops.sum(ops.multiply(variables[0]!, variables[1]!));
  const found: Tensor[] = gradients(loss, variables);
  return found.map((gradient) => gradient.mul(2));
}

/** A train step of one's own. */
export class Own extends keras.Model {
  readonly inner = new layers.Dense(1);

  override call(inputs: Tensor): Tensor {
    return this.inner(inputs);
  }

  override trainStep(data: Parameters<keras.Model['trainStep']>[0]): Record<string, unknown> {
    const [inputs, targets] = data;
    const tape = new GradientTape();
    const loss = this.computeLoss({ x: inputs, y: targets, yPred: this(inputs, { training: true }) });
    const grads = tape.gradient(loss, this.trainableVariables);
    this.optimizer.apply(grads, this.trainableVariables);
    return { loss };
  }
}

interface ScaleOptions {
  factor?: number;
  name?: string;
}

/** A layer with options of its own. */
export class Scale extends layers.Layer {
  readonly factor: number;

  constructor(options: ScaleOptions = {}) {
    super({ name: options.name ?? null });
    this.factor = options.factor ?? 2;
  }

  override call(inputs: Tensor): Tensor {
    return inputs.mul(this.factor);
  }
}

/** A layer with positions, and several outputs. */
export class Split extends layers.Layer {
  constructor(
    readonly at: number,
    options: { name?: string } = {},
  ) {
    super(options);
  }

  override call(inputs: Tensor): [Tensor, Tensor] {
    return [inputs.at(':', `:${this.at}`), inputs.at(':', `${this.at}:`)];
  }
}

/** A subclass of a layer of Keras. */
export class Narrow extends layers.Dense {
  constructor(units: number) {
    super(units, { activation: 'relu', useBias: false });
  }
}

export function calls(): void {
  const scaled: Tensor = new Scale({ factor: 3 })(x);
  const [left, right] = new Split(1)<[Tensor, Tensor]>(x);
  const layer = new layers.Dense(1);
  layer.build([null, 2]);
  const [outputs, state] = layer.statelessCall(
    layer.trainableVariables.map((variable) => variable.value),
    [],
    x,
    { training: true },
  );
  const noisy: Tensor = new layers.Dropout(0.5)(x, { training: true });
  const joined: Tensor = new layers.Concatenate()([x, x]);
  void [scaled, left, right, outputs, state, noisy, joined, random.normal(random.PRNGKey(0), [2])];
}
