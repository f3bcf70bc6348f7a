import { imageDataFormat, ops, type Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { Module } from '../../nn/module.js';
import { bindAttribute } from '../arguments.js';
import { LayerAttribution, type LayerOrLayers } from '../attribution.js';
import { formatInputs, type Inputs } from '../inputs.js';
import { problemOf } from '../problem.js';
import type { LayerResult } from '../result.js';
import { rowsAtOnce } from '../samples.js';
import type { Target } from '../target.js';

const PARAMETERS = [
  'inputs',
  'target',
  'additionalForwardArgs',
  'attributeToLayerInput',
  'reluAttributions',
  'attrDimSummation',
  'internalBatchSize',
  'dataFormat',
] as const;
type Parameters = [
  inputs: Inputs,
  target?: Target,
  additionalForwardArgs?: unknown,
  attributeToLayerInput?: boolean,
  reluAttributions?: boolean,
  attrDimSummation?: boolean,
  internalBatchSize?: number | null,
  dataFormat?: DataFormat | null,
];

export type DataFormat = 'channels_first' | 'channels_last';

/** Where a layer has its channels: as it says of itself; where torch has them, in a module of `nn`; or by Keras's setting. */
export function dataFormatOf(layer: LayerOrLayers, forwardFunc: unknown): DataFormat {
  const [first] = [layer].flat();
  const isTorch = [first, forwardFunc].some((each) => each instanceof Module);
  const { dataFormat } = first as { dataFormat?: DataFormat };
  return dataFormat ?? (isTorch ? 'channels_first' : (imageDataFormat() as DataFormat));
}

/**
 * Grad-CAM (Selvaraju et al., arXiv:1610.02391): what a convolution gives, each channel weighted by its mean derivative, summed over the
 * channels, which leaves one; negative values stay unless `reluAttributions` is set. `LayerAttribution.interpolate` resizes it.
 * Channels are where the layer has them, or where `dataFormat` says.
 *
 * @example
 * const net = new keras.Sequential([keras.Input([16, 16, 3]), new keras.layers.Conv2D(4, 3), new keras.layers.GlobalMaxPooling2D()]);
 * const map = await new LayerGradCam(net, net.layers[0]!).attribute(images, { target: 0 }); // shape [2, 14, 14, 1]
 */
export class LayerGradCam extends LayerAttribution {
  /** @throws ValueError where the function does not call the layer, or more than once */
  async attribute<Value = Tensor>(...args: PythonArguments<typeof PARAMETERS, Parameters>): LayerResult<Value>;
  async attribute(...args: PythonArguments<typeof PARAMETERS, Parameters>): Promise<unknown> {
    const [given, target, additional, atInput, relu = false, sums = true, internalBatchSize, dataFormat] =
      bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const format = dataFormat ?? dataFormatOf(this.layer, this.forwardFunc);
    const run = this.compiled(
      problem,
      [place, relu, sums, format],
      () => (xs: readonly Tensor[], side: readonly Tensor[]) => {
        const values = place.values(problem, xs, side);
        return place.gradients(problem, xs, side).map((gradient, i) => {
          const channels = format === 'channels_first' ? 1 : gradient.rank - 1;
          const spatial = gradient.shape.map((_, axis) => axis).filter((axis) => axis !== 0 && axis !== channels);
          const weights = spatial.length > 0 ? ops.mean(gradient, { axis: spatial, keepdims: true }) : gradient;
          const weighted = weights.mul(values[i]!);
          const map = sums ? ops.sum(weighted, { axis: channels, keepdims: true }) : weighted;
          return relu ? map.relu() : map;
        });
      },
    );
    const rows = rowsAtOnce(internalBatchSize, inputs);
    return this.packed(place, await this.inBlocks(problem, rows, (rowsOf, side) => run(rowsOf(inputs), side)));
  }
}
