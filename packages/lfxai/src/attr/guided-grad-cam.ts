import { evaluate, type Tensor, ValueError } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import type { Layer } from '@org/layers';
import { bindAttribute } from './arguments.js';
import { GradientAttribution } from './attribution.js';
import type { ForwardFunction } from './forward.js';
import { GuidedBackprop } from './guided-backprop.js';
import { formatInputs, type Inputs, likeInputs } from './inputs.js';
import { type InterpolationMode, interpolate } from './interpolate.js';
import { type DataFormat, dataFormatOf, LayerGradCam } from './layer/layer-grad-cam.js';
import type { Attributions } from './result.js';
import type { Target } from './target.js';

const PARAMETERS = [
  'inputs',
  'target',
  'additionalForwardArgs',
  'interpolateMode',
  'attributeToLayerInput',
  'internalBatchSize',
  'dataFormat',
] as const;
type Parameters = [
  inputs: Inputs,
  target?: Target,
  additionalForwardArgs?: unknown,
  interpolateMode?: InterpolationMode,
  attributeToLayerInput?: boolean,
  internalBatchSize?: number | null,
  dataFormat?: DataFormat | null,
];
export type GuidedGradCamArguments = PythonArguments<typeof PARAMETERS, Parameters>;

/**
 * Guided backpropagation times the positive part of Grad-CAM at a convolution, resized to the inputs (Selvaraju et al.,
 * arXiv:1610.02391).
 *
 * @example
 * const net = new keras.Sequential([keras.Input([16, 16, 3]), new keras.layers.Conv2D(4, 3), new keras.layers.GlobalMaxPooling2D()]);
 * const attributions = await new GuidedGradCam(net, net.layers[0]!).attribute(images, { target: 0 });
 */
export class GuidedGradCam extends GradientAttribution {
  readonly #gradCam: LayerGradCam;
  readonly #guided: GuidedBackprop;

  constructor(
    model: ForwardFunction,
    readonly layer: Layer,
  ) {
    super(model);
    this.#gradCam = new LayerGradCam(model, layer);
    this.#guided = new GuidedBackprop(model);
  }

  /** @throws ValueError where inputs have no such spatial axes as what the layer gives */
  async attribute<const Args extends GuidedGradCamArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: GuidedGradCamArguments): Promise<unknown> {
    const [given, target, additional, mode = 'nearest', atInput, internalBatchSize, dataFormat] = bindAttribute(
      PARAMETERS,
      1,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const common = { target, additionalForwardArgs: additional, internalBatchSize };
    const format = dataFormat ?? dataFormatOf(this.layer, this.forwardFunc);
    const map = await this.#gradCam.attribute({
      ...common,
      inputs,
      attributeToLayerInput: atInput,
      reluAttributions: true,
      dataFormat: format,
    });
    const guided = (await this.#guided.attribute({ ...common, inputs })) as Tensor[];
    const attributions = guided.map((each) => each.mul(resized(map, each, mode, format)));
    await evaluate(attributions);
    return likeInputs(given, attributions);
  }
}

/** A map of one channel in the spatial size of the inputs. */
function resized(map: Tensor, input: Tensor, mode: InterpolationMode, format: DataFormat): Tensor {
  if (map.rank !== input.rank) {
    throw new ValueError('The layer gives maps of another number of axes than the inputs have.', {
      expected: `[${input.shape}]`,
      received: `[${map.shape}]`,
    });
  }
  if (format === 'channels_first') return interpolate(map, input.shape.slice(2) as number[], mode);
  const toFirst = [0, map.rank - 1, ...map.shape.slice(2).map((_, i) => i + 1)];
  const toLast = [0, ...map.shape.slice(2).map((_, i) => i + 2), 1];
  return interpolate(map.transpose(toFirst), input.shape.slice(1, -1) as number[], mode).transpose(toLast);
}
