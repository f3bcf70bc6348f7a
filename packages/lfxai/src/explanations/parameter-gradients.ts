/** Derivatives of an example's loss by the parameters of an encoder, for many examples at once. */
import {
  grad,
  isTensor,
  jit,
  ops,
  random,
  type Tensor,
  type TensorLike,
  ValueError,
  type Variable,
  vmap,
  withValues,
} from '@org/core';
import { interceptCalls, Layer } from '@org/layers';
import { affineStages } from './affine-stages.js';
import type { ExampleLoss, ExplainedModel } from './example-explainer.js';
import { type Hessians, hessiansOfLoss, hessiansOfStages, productsOf } from './hessians.js';
import { lossNearCodes, nearCodes } from './near-codes.js';

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

/** A gradient of torch's kernels as it is computed, taps first: its transposition is undone. Products of rows do not depend on their order. */
const tapsFirst = (part: Tensor): Tensor =>
  part.rank > 2 ? ops.transpose(part, [...part.shape.keys()].slice(2).concat([1, 0])) : part;

/** How far the gradient of a kernel may be from a product, relative to its largest number. */
const ROUNDING = 1e-4;
/** The same for products of Hessians, which are sums of many more numbers. */
const HESSIAN_ROUNDING = 1e-3;

/**
 * A layer of one row for each example: the gradient of its kernel is the product of what the layer gets with the gradient of its bias,
 * so that products of such gradients need no more than these two.
 */
interface AffineLayer {
  readonly layer: Layer;
  /** Numbers of its parameters. */
  readonly kernel: number;
  readonly bias: number;
}

/** Gradients of examples' losses, one row each, and products of Hessians with such rows. */
export class ParameterGradients {
  readonly parameters: readonly Variable[];
  /** How many numbers a gradient has. */
  readonly size: number;
  readonly #affine = new Map<string, readonly AffineLayer[]>();
  readonly #isNearCodes = new Map<string, boolean>();

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
    return this.#with(values, () =>
      this.lossF(batch, ops.convertToTensor((this.model as (x: Tensor) => TensorLike)(batch))),
    );
  }

  #with<T>(values: readonly Tensor[], run: () => T): T {
    return withValues(
      this.parameters.map((parameter, i) => [parameter, values[i]!] as const),
      run,
    ).result;
  }

  /** The values of the parameters. */
  get values(): Tensor[] {
    return this.parameters.map((parameter) => parameter.uncast);
  }

  #gradient(values: readonly Tensor[], batch: Tensor): Tensor[] {
    return grad((given: readonly Tensor[]) => this.#loss(given, batch))([...values]) as unknown as Tensor[];
  }

  /** The gradient of each example's own loss by each parameter: [examples, numbers of the parameter]. */
  rows(examples: Tensor): Tensor[] {
    const one = (example: Tensor) =>
      this.#gradient(this.values, ops.expandDims(example, 0)).map((part) => ops.reshape(part, [-1]));
    return vmap(one)(examples) as unknown as Tensor[];
  }

  /** Finds out, with an example, which gradients are products: parameters may have further uses. To be called before {@link compactRows}. */
  async findProducts(example: Tensor): Promise<void> {
    if (!this.#affine.has(this.mode)) this.#affine.set(this.mode, await this.#findAffine(example));
  }

  async #findAffine(example: Tensor): Promise<readonly AffineLayer[]> {
    const candidates: AffineLayer[] = [];
    const run = jit((x: Tensor) => {
      const [gradients, called] = this.#gradientAndCalls(this.values, x);
      const found = [...called].flatMap(([layer, calls]) => this.#candidate(layer, calls));
      candidates.splice(0, candidates.length, ...found.map(({ input, ...layer }) => layer));
      return found.map(({ input, kernel, bias }) => {
        const [gradient, own] = [gradients[kernel]!, gradients[bias]!];
        const distance = (product: Tensor) =>
          String(product.shape) === String(gradient.shape) ? ops.max(ops.abs(product.sub(gradient))) : Infinity;
        const products = [ops.outer(input, own), ops.outer(own, input)];
        const least = ops.minimum(distance(products[0]!), distance(products[1]!));
        return ops.lessEqual(least, ops.max(ops.abs(gradient)).mul(ROUNDING));
      });
    });
    const holds = await Promise.all(run(example).map((each) => each.item()));
    return candidates.filter((_, i) => holds[i]);
  }

  /** A layer that was called once, on one row, and has a matrix and a vector among the parameters. */
  #candidate(layer: Layer, calls: readonly unknown[]): (AffineLayer & { input: Tensor })[] {
    const { kernel: matrix, weight, bias: vector } = layer as Layer & Record<'kernel' | 'weight' | 'bias', unknown>;
    const [kernel, bias] = [matrix ?? weight, vector].map((each) => this.parameters.indexOf(each as Variable));
    if (calls.length !== 1 || kernel! < 0 || bias! < 0) return [];
    const [input] = calls as [Tensor];
    const [rank, size] = [this.parameters[kernel!]!.shape.length, sizeOf(this.parameters[kernel!]!)];
    const isRow = rank === 2 && isTensor(input) && input.size * sizeOf(this.parameters[bias!]!) === size;
    return isRow ? [{ layer, kernel: kernel!, bias: bias!, input: ops.reshape(input, [-1]) }] : [];
  }

  /** The gradient for a batch, and what each layer is called on meanwhile. */
  #gradientAndCalls(values: readonly Tensor[], batch: Tensor): [Tensor[], Map<Layer, readonly unknown[]>] {
    const called = new Map<Layer, unknown[]>();
    const loss = (given: readonly Tensor[]) => {
      called.clear();
      const value = interceptCalls(
        (layer, args, next) => {
          called.set(layer, [...(called.get(layer) ?? []), args[0]]);
          return next(...args);
        },
        () => this.#loss(given, batch),
      );
      return [value, [...called.values()].flat()] as const;
    };
    const [gradient, inputs] = grad(loss as never, { hasAux: true })([...values] as never) as unknown as [
      Tensor[],
      unknown[],
    ];
    let next = 0;
    return [gradient, new Map([...called].map(([layer, calls]) => [layer, calls.map(() => inputs[next++])]))];
  }

  /**
   * As {@link rows}; in place of the gradients of dense layers, behind the others, what they are products of: what each layer gets, and
   * the gradient of its bias.
   */
  compactRows(examples: Tensor): Tensor[] {
    const layers = this.#affine.get(this.mode)!;
    const skipped = new Set(layers.flatMap(({ kernel, bias }) => [kernel, bias]));
    const one = (example: Tensor) => {
      const [gradients, called] = this.#gradientAndCalls(this.values, ops.expandDims(example, 0));
      return [
        ...gradients.filter((_, i) => !skipped.has(i)),
        ...layers.flatMap(({ layer, bias }) => [called.get(layer)![0] as Tensor, gradients[bias]!]),
      ].map((part) => ops.reshape(tapsFirst(part), [-1]));
    };
    return vmap(one)(examples) as unknown as Tensor[];
  }

  /** Products of gradients of some examples with those of others, both as {@link compactRows} has them: [examples, others]. */
  compactProducts(rows: readonly Tensor[], others: readonly Tensor[]): Tensor {
    // What was made last is transposed by the product itself.
    const parts = rows.map((part, i) => ops.matmul(others[i]!, ops.transpose(part)));
    const whole = parts.length - 2 * this.#affine.get(this.mode)!.length;
    const ofLayers = parts.flatMap((part, i) =>
      i >= whole && (i - whole) % 2 === 0 ? [part.add(1).mul(parts[i + 1]!)] : [],
    );
    return ops.transpose([...parts.slice(0, whole), ...ofLayers].reduce((a, b) => a.add(b)));
  }

  /**
   * Finds out, with some examples, whether products of Hessians may go through codes alone ({@link nearCodes}): what is behind the
   * encoder may mix examples, or have its parameters. To be called before {@link hessians}.
   */
  async findCodes(examples: Tensor): Promise<void> {
    if (this.#isNearCodes.has(this.mode)) return;
    const row = ops.cast(random.normal([1, this.size], { seed: 1 }) as Tensor, 'float32');
    const compare = jit((batch: Tensor, rows: Tensor) => {
      const found = this.#hessiansNearCodes(batch, Number.POSITIVE_INFINITY);
      if (!found) return ops.zeros([], 'bool');
      const whole = productsOf(this.#hessiansOfAll(batch), batch, rows);
      const distance = ops.max(ops.abs(productsOf(found, batch, rows).sub(whole)));
      return ops.lessEqual(distance, ops.max(ops.abs(whole)).mul(HESSIAN_ROUNDING));
    });
    this.#isNearCodes.set(this.mode, Boolean(await compare(examples, row).item()));
  }

  /**
   * Hessians of the loss of batches.
   *
   * @param batch one as they all are
   * @param count how many rows one of them is multiplied with
   */
  hessians(batch: Tensor, count: number): Hessians {
    return (
      (this.#isNearCodes.get(this.mode) && this.#hessiansNearCodes(batch, count / 2)) || this.#hessiansOfAll(batch)
    );
  }

  #hessiansOfAll({ shape }: Tensor): Hessians {
    return hessiansOfLoss(this, shape[0]!, (batch, factor) => (given) => this.#loss(given, batch).mul(factor));
  }

  #hessiansNearCodes(batch: Tensor, most: number): Hessians | null {
    const { encoder } = this.model;
    if (!(encoder instanceof Layer)) return null;
    const near = (batch: Tensor, factor: TensorLike) =>
      nearCodes(encoder, () => this.#loss(this.values, batch).mul(factor), most);
    const found = near(batch, 1);
    if (!found) return null;
    const [x] = found.args;
    const stages = found.args.length === 1 && isTensor(x) ? affineStages(encoder, x, this.parameters) : null;
    if (stages) return hessiansOfStages(this, stages, (batch, factor) => near(batch, factor)!);
    const encode = encoder as unknown as (...inputs: readonly unknown[]) => Tensor;
    return hessiansOfLoss(this, batch.shape[0]!, (batch, factor) => {
      const { args, ...rest } = near(batch, factor)!;
      return lossNearCodes(rest, (given) => this.#with(given, () => encode(...args)));
    });
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
