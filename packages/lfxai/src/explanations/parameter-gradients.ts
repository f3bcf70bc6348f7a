/** Derivatives of an example's loss by the parameters of an encoder, for many examples at once. */
import {
  grad,
  jit,
  jvp,
  ops,
  random,
  type Tensor,
  type TensorLike,
  ValueError,
  type Variable,
  vmap,
  withValues,
} from '@org/core';
import { Layer } from '@org/layers';
import type { ExampleLoss, ExplainedModel } from './example-explainer.js';

const sizeOf = ({ shape }: Variable): number => shape.reduce((product: number, size) => product * (size as number), 1);

/** What is differentiated by: the parameters of the encoder in torch's order, or the trained weights of a Keras model. */
function parametersOf({ encoder, ...rest }: ExplainedModel, model: ExplainedModel): Variable[] {
  const owner = (encoder ?? model) as { parameters?: () => Variable[]; trainableVariables?: Variable[] };
  const found = owner.parameters?.() ?? owner.trainableVariables ?? [];
  if (found.length > 0) return found;
  throw new ValueError('The model has no parameters that are trained.', {
    received: model instanceof Layer ? (model as Layer).name : typeof rest,
    hint: 'call it once, if it is not built yet.',
  });
}

const flatten = (values: readonly Tensor[]): Tensor =>
  ops.concatenate(
    values.map((value) => ops.reshape(value, [-1])),
    0,
  );

/** Gradients of examples' losses, one row each, and products of Hessians with such rows. */
export class ParameterGradients {
  readonly parameters: readonly Variable[];
  /** How many numbers a gradient has. */
  readonly size: number;

  constructor(
    private readonly model: ExplainedModel,
    private readonly lossF: ExampleLoss,
  ) {
    this.parameters = parametersOf(model, model);
    this.size = this.parameters.reduce((total, variable) => total + sizeOf(variable), 0);
  }

  /** What training or not is compiled apart by. */
  get mode(): string {
    return `${(this.model as { training?: boolean }).training}`;
  }

  /** The loss of a batch with other values for the parameters. What the model assigns meanwhile is left aside. */
  #loss(values: readonly Tensor[], batch: Tensor): Tensor {
    const run = () => this.lossF(batch, ops.convertToTensor((this.model as (x: Tensor) => TensorLike)(batch)));
    return withValues(
      this.parameters.map((parameter, i) => [parameter, values[i]!] as const),
      run,
    ).result;
  }

  #values(): Tensor[] {
    return this.parameters.map((parameter) => parameter.uncast);
  }

  #gradient(values: readonly Tensor[], batch: Tensor): Tensor[] {
    return grad((given: readonly Tensor[]) => this.#loss(given, batch))([...values]) as unknown as Tensor[];
  }

  /** The gradient of each example's own loss by each parameter: [examples, numbers of the parameter]. */
  rows(examples: Tensor): Tensor[] {
    const one = (example: Tensor) =>
      this.#gradient(this.#values(), ops.expandDims(example, 0)).map((part) => ops.reshape(part, [-1]));
    return vmap(one)(examples) as unknown as Tensor[];
  }

  /** The Hessian of the loss of a batch times each of some rows. */
  hessianProducts(rows: Tensor, batch: Tensor): Tensor {
    const values = this.#values();
    const gradient = (...given: Tensor[]) => this.#gradient(given, batch);
    const one = (row: Tensor) => {
      const [, change] = jvp(gradient, values as never, this.unflatten(row) as never) as unknown as [
        Tensor[],
        Tensor[],
      ];
      return flatten(change);
    };
    return vmap(one)(rows) as Tensor;
  }

  /** Rows [rows, size] in parts, one for each parameter. */
  splitRows(rows: Tensor): Tensor[] {
    let start = 0;
    return this.parameters.map((parameter) => {
      const size = sizeOf(parameter);
      const part = ops.slice(rows, [0, start], [rows.shape[0]!, size]);
      start += size;
      return part;
    });
  }

  /** A row in the shapes of the parameters. */
  unflatten(row: Tensor): Tensor[] {
    let start = 0;
    return this.parameters.map((parameter) => {
      const size = sizeOf(parameter);
      const part = ops.slice(row, [start], [size]);
      start += size;
      return ops.reshape(part, parameter.shape as number[]);
    });
  }
}

/**
 * Random directions on which products of long rows are the same in the mean (Johnson & Lindenstrauss): signs, by the square root of
 * their number.
 */
export const projection = jit((key: Tensor, like: Tensor): Tensor => {
  const signs = ops.where(ops.less(random.uniform(key as never, like.shape as number[]) as Tensor, 0.5), -1, 1);
  return ops.cast(signs, 'float32').mul(like.shape[1]! ** -0.5);
});
