import { type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { hasTensor, masksOf } from '../call-arguments.js';
import { asksFor, callParametersOf } from '../call-parameters.js';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import { buildLayer } from '../layer-build.js';
import type { LayerOptions } from '../layer-options.js';
import { serializeValue } from '../serialization/configuration.js';
import {
  assertConfig,
  type CustomObjects,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
} from '../serialization/index.js';
import { PIPELINE_PARAMETERS, type PipelineArguments } from './signatures.js';

export interface PipelineOptions extends Pick<LayerOptions, 'name'> {
  /** Called one after the other. */
  layers: readonly Layer[];
}

/**
 * Several layers in a row as one, such as the steps of an augmentation. Unlike Sequential it is no model, and a call of its own, outside of
 * `fit` and `predict`, is one of training.
 *
 * @throws ValueError unless a list of layers is given
 * @example
 * const pipeline = new Pipeline([new Rescaling(1 / 255), new Flatten()]);
 * pipeline(images); // shape [2, 768]
 */
export class Pipeline extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Pipeline');

  readonly layers: readonly Layer[];

  constructor(...args: PipelineArguments) {
    const options = bindOptions(PIPELINE_PARAMETERS, args);
    super(options);
    const layers: unknown = options.layers;
    if (!Array.isArray(layers) || !layers.every((layer) => layer instanceof Layer)) {
      throw new ValueError('A Pipeline is made of a list of `layers`.', { received: String(layers) });
    }
    this.layers = [...layers];
  }

  override build(inputShape: InputShape): void {
    const last = this.layers.map(({ built }) => !built).lastIndexOf(true);
    let shape = inputShape;
    for (const [i, layer] of this.layers.slice(0, last + 1).entries()) {
      buildLayer(layer, [shape]);
      if (i < last) shape = layer.computeOutputShape(shape);
    }
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training', 'mask'];

  override call(
    inputs: unknown,
    { training = true, mask = null }: { training?: boolean | null; mask?: Tensor | null } = {},
  ): unknown {
    let [outputs, masks]: [unknown, unknown] = [inputs, mask];
    for (const layer of this.layers) {
      const isMasked = hasTensor(masks) && asksFor(callParametersOf(layer), 'mask');
      const keywords = { ...(training !== null && { training }), ...(isMasked && { mask: masks }) };
      outputs = layer.invoke(outputs, ...(Object.keys(keywords).length > 0 ? [keywords] : []));
      masks = masksOf(outputs);
    }
    return outputs;
  }

  override getConfig(): Record<string, unknown> {
    return { layers: serializeValue(this.layers), name: this.name };
  }

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
    if (!Array.isArray(config.layers)) {
      throw new ValueError('The config of a Pipeline holds a list of `layers`.', { received: String(config.layers) });
    }
    const layers = config.layers.map((layer) => deserializeKerasObject(layer, { customObjects }));
    return newFromConfig(this, config, { layers });
  }
}
