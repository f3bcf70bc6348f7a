import { ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import { buildLayer } from '../layer-build.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import {
  assertConfig,
  type CustomObjects,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
} from '../serialization/index.js';
import { WRAPPER_PARAMETERS, type WrapperArguments } from './signatures.js';

export interface WrapperOptions extends LayerOptions {
  layer: Layer;
}

/**
 * Base of layers that change what another layer does.
 *
 * @throws ValueError unless a layer is given
 * @example
 * class Twice extends Wrapper {
 *   override call(x: Tensor) { return this.layer(this.layer(x)); }
 * }
 * new Twice(new Dense(4))(x); // shape [10, 4]
 */
export class Wrapper extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Wrapper');

  static override readonly parameters = /* @__PURE__ */ configNames(WRAPPER_PARAMETERS);

  readonly layer: Layer;

  constructor(...args: WrapperArguments) {
    const options = bindOptions(WRAPPER_PARAMETERS, args);
    super(options);
    if (!(options.layer instanceof Layer)) {
      throw new ValueError(`${this.constructor.name} wraps a layer.`, { received: String(options.layer) });
    }
    this.layer = options.layer;
  }

  override build(...inputShapes: readonly InputShape[]): void {
    buildLayer(this.layer, inputShapes);
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
    const layer = deserializeKerasObject(config.layer, { customObjects });
    return newFromConfig(this, config, { layer });
  }
}
