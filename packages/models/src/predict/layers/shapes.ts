/** Layers that move elements. */
import { int, ints, string } from '@org/core/basics';
import type { FileLayer, LayerCall, Value } from '../network.js';
import { assertSetting, imagesOf, sizesOf } from './options.js';

export const Flatten: FileLayer = {
  className: 'Flatten',
  write({ network, config, inputs: [x] }) {
    // Channels are last in rows, wherever they are in images.
    const isFirst = config.data_format === 'channels_first' && x!.rank > 2;
    const rows = network.last(isFirst ? { name: network.last(x!), rank: x!.rank, channelsFirst: true } : x!);
    return { name: network.op('Flatten', [rows], { axis: int(1) }), rank: 2 };
  },
};

export const Reshape: FileLayer = {
  className: 'Reshape',
  write({ network, config, inputs: [x] }) {
    const target = config.target_shape as readonly number[];
    return { name: network.op('Reshape', [network.last(x!), network.ints([0, ...target])]), rank: target.length + 1 };
  },
};

export const Permute: FileLayer = {
  className: 'Permute',
  write({ network, config, inputs: [x] }) {
    const order = [0, ...(config.dims as readonly number[])];
    return { name: network.op('Transpose', [network.last(x!)], { perm: ints(order) }), rank: order.length };
  },
};

export const RepeatVector: FileLayer = {
  className: 'RepeatVector',
  write({ network, config, inputs: [x] }) {
    const rows = network.op('Unsqueeze', [x!.name, network.ints([1])]);
    return { name: network.op('Tile', [rows, network.ints([1, config.n as number, 1])]), rank: 3 };
  },
};

type Sides = readonly (readonly [before: number, after: number])[];

/** What a config says of the sides of each axis between the batch and the channels. */
const sidesOf = ({ inputs: [x] }: LayerCall, given: unknown): Sides =>
  (x!.rank === 3 ? [given] : given) as unknown as Sides;

const zeroPadding = (className: string): FileLayer => ({
  className,
  write(call) {
    const { network, config } = call;
    const { images, made } = imagesOf(call);
    const sides = sidesOf(call, config.padding);
    const pads = [0, 1].flatMap((side) => [0, 0, ...sides.map((pair) => pair[side]!)]);
    return made(network.op('Pad', [images, network.ints(pads)]));
  },
});

/** Beyond any size: there is no end. */
const TO_THE_END = 2 ** 31 - 1;

const cropping = (className: string): FileLayer => ({
  className,
  write(call) {
    const { network, config } = call;
    const { images, made } = imagesOf(call);
    const sides = sidesOf(call, config.cropping);
    const name = network.op('Slice', [
      images,
      network.ints(sides.map(([before]) => before)),
      network.ints(sides.map(([, after]) => (after === 0 ? TO_THE_END : -after))),
      network.ints(sides.map((_, i) => i + 2)),
    ]);
    return made(name);
  },
});

/** Pixels between those of smaller images. */
const RESIZING = {
  // Each several times.
  nearest: {
    mode: string('nearest'),
    coordinate_transformation_mode: string('asymmetric'),
    nearest_mode: string('floor'),
  },
  bilinear: { mode: string('linear'), coordinate_transformation_mode: string('half_pixel') },
};

function enlarged(call: LayerCall): Value {
  const { network, config, inputs } = call;
  const { images, made } = imagesOf(call);
  const { size, interpolation = 'nearest' } = config;
  if (interpolation !== 'nearest') assertSetting(config, 'interpolation', 'bilinear');
  const { rank } = inputs[0]!;
  const factors = [1, 1, ...sizesOf(size, rank - 2)];
  const attributes = RESIZING[interpolation as keyof typeof RESIZING];
  return made(network.op('Resize', [images, '', network.numbers(factors, [rank])], attributes));
}

export const ZeroPadding1D: FileLayer = /* @__PURE__ */ zeroPadding('ZeroPadding1D');
export const ZeroPadding2D: FileLayer = /* @__PURE__ */ zeroPadding('ZeroPadding2D');
export const ZeroPadding3D: FileLayer = /* @__PURE__ */ zeroPadding('ZeroPadding3D');
export const Cropping1D: FileLayer = /* @__PURE__ */ cropping('Cropping1D');
export const Cropping2D: FileLayer = /* @__PURE__ */ cropping('Cropping2D');
export const Cropping3D: FileLayer = /* @__PURE__ */ cropping('Cropping3D');
export const UpSampling1D: FileLayer = { className: 'UpSampling1D', write: enlarged };
export const UpSampling2D: FileLayer = { className: 'UpSampling2D', write: enlarged };
export const UpSampling3D: FileLayer = { className: 'UpSampling3D', write: enlarged };
