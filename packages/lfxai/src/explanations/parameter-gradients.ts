/** Derivatives of an example's loss by the parameters of an encoder, for many examples at once. */
import {
  grad,
  isTensor,
  jit,
  jvp,
  lax,
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
import { AffineHessian } from './affine-hessian.js';
import { type AffineStage, affineStages } from './affine-stages.js';
import type { ExampleLoss, ExplainedModel } from './example-explainer.js';
import { type LossOf, lossNearCodes, type NearCodes, nearCodes } from './near-codes.js';

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

const flatten = (values: readonly Tensor[]): Tensor =>
  ops.concatenate(
    values.map((value) => ops.reshape(value, [-1])),
    0,
  );

const sumOf = (values: readonly Tensor[]): Tensor => values.reduce((a, b) => a.add(b));

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

  /** Finds out, with an example, which gradients are products: parameters may have further uses. To be called before {@link compactRows}. */
  async findProducts(example: Tensor): Promise<void> {
    if (!this.#affine.has(this.mode)) this.#affine.set(this.mode, await this.#findAffine(example));
  }

  async #findAffine(example: Tensor): Promise<readonly AffineLayer[]> {
    const candidates: AffineLayer[] = [];
    const run = jit((x: Tensor) => {
      const [gradients, called] = this.#gradientAndCalls(this.#values(), x);
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
      const [gradients, called] = this.#gradientAndCalls(this.#values(), ops.expandDims(example, 0));
      return [
        ...gradients.filter((_, i) => !skipped.has(i)),
        ...layers.flatMap(({ layer, bias }) => [called.get(layer)![0] as Tensor, gradients[bias]!]),
      ].map((part) => ops.reshape(tapsFirst(part), [-1]));
    };
    return vmap(one)(examples) as unknown as Tensor[];
  }

  /** Products of gradients of some examples with those of others, both as {@link compactRows} has them: [examples, others]. */
  compactProducts(rows: readonly Tensor[], others: readonly Tensor[]): Tensor {
    const parts = rows.map((part, i) => ops.matmul(part, ops.transpose(others[i]!)));
    const whole = parts.length - 2 * this.#affine.get(this.mode)!.length;
    const ofLayers = parts.flatMap((part, i) =>
      i >= whole && (i - whole) % 2 === 0 ? [part.add(1).mul(parts[i + 1]!)] : [],
    );
    return [...parts.slice(0, whole), ...ofLayers].reduce((a, b) => a.add(b));
  }

  /**
   * Finds out, with some examples, whether products of Hessians may go through codes alone ({@link lossNearCodes}): what is behind the
   * encoder may mix examples, or have its parameters. To be called before {@link hessianProducts}.
   */
  async findCodes(examples: Tensor): Promise<void> {
    if (this.#isNearCodes.has(this.mode)) return;
    const row = ops.cast(random.normal([1, this.size], { seed: 1 }) as Tensor, 'float32');
    const compare = jit((batch: Tensor, rows: Tensor) => {
      const whole = this.#hessianProducts((given) => this.#loss(given, batch), rows);
      const near = this.#nearCodes(batch, Number.POSITIVE_INFINITY);
      if (!near) return ops.zeros([], 'bool');
      const distance = ops.max(ops.abs(this.#hessianNearCodes(near)(rows).sub(whole)));
      return ops.lessEqual(distance, ops.max(ops.abs(whole)).mul(HESSIAN_ROUNDING));
    });
    this.#isNearCodes.set(this.mode, Boolean(await compare(examples, row).item()));
  }

  #nearCodes(batch: Tensor, most: number): NearCodes | null {
    const { encoder } = this.model;
    return encoder instanceof Layer ? nearCodes(encoder, () => this.#loss(this.#values(), batch), most) : null;
  }

  /** A function that multiplies rows with the Hessian of a batch. */
  #hessianNearCodes(near: NearCodes): (rows: Tensor) => Tensor {
    const encoder = this.model.encoder as Layer & ((...inputs: readonly unknown[]) => Tensor);
    const [x] = near.args;
    const stages = near.args.length === 1 && isTensor(x) ? affineStages(encoder, x) : null;
    if (stages) return this.#hessianOfStages(stages, x as Tensor, near);
    const loss = lossNearCodes(near, (given) => this.#with(given, () => encoder(...near.args)));
    return (rows) => this.#hessianProducts(loss, rows);
  }

  #hessianOfStages(stages: readonly AffineStage[], x: Tensor, near: NearCodes): (rows: Tensor) => Tensor {
    const values = this.#values();
    const matrices = (given: readonly Tensor[]) => {
      const valueOf = (parameter: Variable) => given[this.parameters.indexOf(parameter)] ?? parameter.uncast;
      return stages.map((stage) => stage.matrix(valueOf));
    };
    const hessian = new AffineHessian(stages, x, matrices(values), near);
    const pull = (given: readonly Tensor[], cotangents: readonly Tensor[]) =>
      grad((at: readonly Tensor[]) => sumOf(matrices(at).map((matrix, i) => ops.sum(matrix.mul(cotangents[i]!)))))([
        ...given,
      ]) as unknown as Tensor[];
    const change = (run: (...given: never[]) => unknown, at: unknown, along: unknown) =>
      (jvp(run as never, at as never, along as never) as unknown as [unknown, Tensor[]])[1];
    return (rows) => {
      const tangents = vmap((row: Tensor) => change(matrices as never, [values], [this.unflatten(row)]))(rows);
      const products = hessian.times(tangents as unknown as Tensor[]);
      const one = (row: Tensor, product: readonly Tensor[]) =>
        flatten(change(pull as never, [values, hessian.gradient], [this.unflatten(row), product]));
      return vmap(one as never)(rows, products as never) as Tensor;
    };
  }

  /**
   * The Hessian of the loss of a batch times each of some rows.
   *
   * @param parts [parts, rows, numbers]: rows of a part are multiplied at once, parts one after the other
   */
  hessianProducts(parts: Tensor, batch: Tensor): Tensor {
    const most = (parts.shape[0]! * parts.shape[1]!) / 2;
    const near = this.#isNearCodes.get(this.mode) ? this.#nearCodes(batch, most) : null;
    const times = near
      ? this.#hessianNearCodes(near)
      : (rows: Tensor) => this.#hessianProducts((given) => this.#loss(given, batch), rows);
    const step = (_: null, rows: Tensor) => [null, times(rows)] as const;
    return (lax.scan(step as never, null, parts) as unknown as [null, Tensor])[1];
  }

  #hessianProducts(loss: LossOf, rows: Tensor): Tensor {
    const values = this.#values();
    const gradient = (...given: Tensor[]) => grad(loss)(given as never) as unknown as Tensor[];
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
