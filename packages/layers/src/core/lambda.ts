import { PythonTypeError, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { bindOptions, isPlainObject, symbolicResult } from '@org/core/internal';
import { assertTakesObject } from '../call-form.js';
import { kerasLayer } from '../define-layer.js';
import { type InputShape, mapShapes } from '../input-shape.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { serializeValue } from '../serialization/configuration.js';
import {
  assertConfig,
  type CustomObjects,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
} from '../serialization/index.js';
import { LAMBDA_PARAMETERS, type LambdaArguments } from './signatures.js';

type LambdaFunction = (...args: never[]) => unknown;
type ShapeFunction = (inputShape: SymbolicShape) => InputShape;
type MaskFunction = (inputs: unknown, mask: unknown) => unknown;

export interface LambdaOptions extends LayerOptions {
  /** Called with the inputs, and with `arguments` as keywords in a trailing object. */
  function: LambdaFunction;
  /** The output's shape without the batch axis, or a nest of them, or a function of the input's shape; left out, it is found by tracing. */
  outputShape?: InputShape | ShapeFunction | null;
  /** The output's mask, or a function of the inputs and their mask. */
  mask?: Tensor | MaskFunction | null;
  arguments?: Readonly<Record<string, unknown>> | null;
}

/**
 * A function as a layer. `mask` and `training` are passed on to functions that take them as keywords.
 *
 * A model with a Lambda layer can be saved when the function is registered (`registerKerasSerializable`).
 *
 * @example
 * new Lambda((x: Tensor) => x.mul(2))(tensor([1, 2])); // [2, 4]
 */
export class Lambda extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Lambda');

  readonly function: LambdaFunction;
  readonly outputShape: LambdaOptions['outputShape'];
  readonly mask: Tensor | MaskFunction | null;
  override readonly arguments: Readonly<Record<string, unknown>>;

  constructor(...args: LambdaArguments) {
    const options = bindOptions(LAMBDA_PARAMETERS, args);
    super(options);
    if (typeof options.function !== 'function') {
      throw new PythonTypeError('A Lambda layer is made from a function.', { received: String(options.function) });
    }
    this.function = options.function;
    this.outputShape = options.outputShape ?? null;
    this.mask = options.mask ?? null;
    this.arguments = options.arguments ?? {};
    this.supportsMasking = this.mask !== null;
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'mask', 'training'];

  override call(
    inputs?: unknown,
    { mask = null, training = null }: { mask?: Tensor | null; training?: boolean | null } = {},
  ): unknown {
    const call = this.function as (...args: unknown[]) => unknown;
    // A function of rest parameters, as all ops are, gets what it is given and nothing else, as such a `call` does.
    const offered = call.length === 0 ? [] : Object.entries({ mask, training }).filter(([, value]) => value !== null);
    const keywords = { ...this.arguments };
    if (offered.length + Object.keys(keywords).length === 0) return call(inputs);
    const contents = [...Object.keys(keywords), ...offered.map(([name]) => name)];
    assertTakesObject(call, 1, contents, `The function of "${this.name}"`, null);
    // Not enumerable: a function that refuses unknown keywords, as all ops do, does not see what it does not ask for.
    for (const [name, value] of offered) Object.defineProperty(keywords, name, { value });
    return call(inputs, keywords);
  }

  override computeMask(inputs: unknown, previousMask: unknown): unknown {
    return typeof this.mask === 'function' ? this.mask(inputs, previousMask) : this.mask;
  }

  override computeOutputSpec(...given: readonly unknown[]): unknown {
    return this.outputShape
      ? super.computeOutputSpec(...given)
      : symbolicResult((...given) => this.call(...given), given);
  }

  override computeOutputShape(inputShape: InputShape): InputShape {
    const { outputShape } = this;
    if (typeof outputShape === 'function') return outputShape(inputShape as SymbolicShape);
    if (!outputShape) return super.computeOutputShape(inputShape);
    // Of several inputs the first counts, as in Keras.
    const batches: (number | null)[] = [];
    mapShapes(([batch = null]) => batches.push(batch), inputShape);
    return mapShapes((shape): SymbolicShape => [batches[0] ?? null, ...shape], outputShape) as InputShape;
  }

  override getConfig(): Record<string, unknown> {
    const { outputShape, mask } = this;
    return {
      ...super.getConfig(),
      function: serializeValue(this.function),
      ...(outputShape && { output_shape: serializeValue(outputShape) }),
      ...(mask && { mask: serializeValue(mask) }),
      arguments: serializeValue(this.arguments),
    };
  }

  /** @throws ValueError for a Python lambda, whose code cannot run here */
  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects?: CustomObjects | null,
  ): T;
  static override fromConfig(config: Record<string, unknown>, customObjects?: CustomObjects | null): Layer;
  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects: CustomObjects | null = null,
  ): T {
    assertConfig(this, config);
    if (isPlainObject(config.function) && config.function.class_name === '__lambda__') {
      throw new ValueError('The function of this Lambda layer is a Python lambda, which cannot run here.', {
        hint: 'register a function in Python and here, and save the model with that.',
      });
    }
    const values = Object.entries(config).map(([key, value]) => [
      key,
      key === 'dtype' ? value : deserializeKerasObject(value, { customObjects }),
    ]);
    return newFromConfig(this, Object.fromEntries(values));
  }
}
