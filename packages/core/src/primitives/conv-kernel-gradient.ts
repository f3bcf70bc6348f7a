/** The gradient of a convolution with respect to its kernel. */
import { ShapeError } from '../errors.js';
import { madeBy } from '../graph/match.js';
import { emitOne, floatKernel } from '../op.js';
import { formatShape, range, type Shape, sizeOf, stridesOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../tensor/tensor.js';
import { batchOutputs } from '../transforms/batch.js';
import { type ConvAttributes, conv, convInputGradient, exactly, forEachProduct } from './conv.js';
import { definePrimitive } from './define-primitive.js';
import { add, mul, scalarLike } from './elementwise.js';
import { gather } from './indexing.js';
import { interleaved } from './interleave.js';
import { product } from './matmul.js';
import { concatenate, pad, reshape, slice, transpose, transposePrimitive } from './movement.js';
import { multiIndices, offsets } from './offsets.js';
import { sum } from './reduce.js';
import { hasWholeCells, sharedCotangent, withoutZeros } from './shared-cotangent.js';

/** Inputs of an output up to which a convolution collects them, rather than a gather of whole pixels: it does as many products. */
const FEW_INPUTS = 64;
/** Numbers that are gathered at once at most, where a row of the kernel has not more. */
const MOST_GATHERED = 2 ** 23;
/** Numbers that stay in the caches. */
const CACHED = 2 ** 20;
/** Into how many products one over all pixels is cut: the runtime's threads share products of one stack, not the rows of one. */
const PARTS = 8;

const float = (shape: Shape) => ({ shape, dtype: 'float32' }) as const;
const plain = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };

export interface KernelGradientAttributes extends ConvAttributes {
  /** Spatial sizes of the kernel. */
  readonly taps: readonly number[];
}

/** Inputs: x [N, C, ...spatial] and g [N, O, ...spatial], the cotangent of the output. */
export const kernelGradientPrimitive = definePrimitive<KernelGradientAttributes>({
  name: 'conv_kernel_gradient',
  multiplies: true,
  infer: ([x, g], { taps, groups }) => {
    const [n, channels, ...size] = x!.shape as [number, number, ...number[]];
    const fits = g!.shape[0] === n && g!.shape.length === x!.shape.length && size.length === taps.length;
    if (!fits || x!.dtype !== g!.dtype || channels % groups !== 0) {
      throw new ShapeError('[conv_kernel_gradient]: the inputs and the cotangents do not fit together.', {
        expected: 'as many images, of the same type',
        received: `inputs ${formatShape(x!.shape)} ${x!.dtype}, cotangents ${formatShape(g!.shape)} ${g!.dtype}`,
      });
    }
    return { shape: [g!.shape[1]!, channels / groups, ...taps], dtype: x!.dtype };
  },
  vjp: ([k], { inputs: [x, g], attributes: { taps, ...attributes } }) => [
    convInputGradient(g!, k!, exactly(attributes, x!.shape.slice(2), taps, g!.shape.slice(2))),
    conv(x!, k!, attributes),
  ],
  batch: (inputs, batched, attributes, size) => {
    const [x, g] = inputs as [Tensor, Tensor];
    const [image, around] = withoutZeros(x, attributes);
    if (!batched[1] && hasWholeCells(image.shape.slice(3), around))
      return [sharedCotangent(image, g, around, partsOfRows)];
    const given = [image, g];
    const own = given.map(({ shape, dtype }, i) => placeholder({ shape: shape.slice(batched[i] ? 1 : 0), dtype }));
    return batchOutputs({ inputs: own, outputs: composed(own, around, gatheredFor(size)) }, given, batched, size);
  },
  work: ({ inputs: [x, g], attributes: { taps, groups } }) => g!.size * sizeOf(taps) * (x!.shape[1]! / groups),
  slowInJavaScript: true,
  cpuKernel: floatKernel,
  compose: ([x, g], attributes) => {
    // Zeros are put around pixels that lie together.
    const [image, around] = withoutZeros(x!, attributes);
    return composed([image, g!], around);
  },
  lower: (lowering, names, { inputs, attributes }) => {
    const own = inputs.map(placeholder);
    return lowering.lowerBody({ inputs: own, outputs: composed(own, attributes) }, names);
  },
  evaluate: ([x, g], attributes, [out]) => {
    const result = new Float64Array(sizeOf(out!.shape));
    forEachProduct(x!.shape, out!.shape, g!.shape, attributes, (input, weight, output) => {
      result[weight]! += x!.values[input]! * g!.values[output]!;
    });
    return result;
  },
  samples: [
    { inputs: [float([2, 3, 5]), float([2, 4, 4])], attributes: { ...plain, taps: [2] } },
    {
      inputs: [float([2, 4, 6, 5]), float([2, 6, 3, 2])],
      attributes: { taps: [3, 2], strides: [2, 1], dilations: [1, 2], before: [1, 0], after: [0, -1], groups: 2 },
    },
    {
      inputs: [float([1, 1, 3, 4, 3]), float([1, 2, 2, 2, 3])],
      attributes: {
        taps: [2, 2, 2],
        strides: [1, 2, 1],
        dilations: [1, 1, 1],
        before: [0, 1, 0],
        after: [0, 0, 1],
        groups: 1,
      },
    },
  ],
});

/**
 * For every tap of the kernel, the product of the inputs that it met with the cotangents of the outputs.
 *
 * @param x [N, C, ...spatial]
 * @param g [N, O, ...spatial], the cotangent of the output
 * @param taps spatial sizes of the kernel
 * @returns [O, C / groups, ...taps]
 */
export const kernelGradient = (x: Tensor, g: Tensor, taps: Shape, attributes: ConvAttributes): Tensor =>
  emitOne(kernelGradientPrimitive, [x, g], { ...attributes, taps });

/** The same as a graph of products, with channels last, where the pixels of an image are the rows of a matrix. */
function composed(
  inputs: readonly Tensor[],
  { taps, ...attributes }: KernelGradientAttributes,
  ungrouped = gatheredFor(1),
): Tensor[] {
  const [x, g] = inputs as [Tensor, Tensor];
  const [channels, filters] = [x.shape[1]!, g.shape[1]!];
  const cotangent = channelsLast(g);
  // The runtime has no convolution in float64.
  const few = sizeOf(taps) * channels <= FEW_INPUTS && attributes.groups === 1 && x.dtype !== 'float64';
  const method = attributes.groups > 1 ? sliced : ungrouped;
  if (!few && method !== sliced && method !== gatheredByImage && isNarrow(x, g, taps, attributes)) {
    const images = channelsFirst(reshape(channelsLast(x), [1, x.shape[0]!, ...x.shape.slice(2), channels]));
    const moved = sharedCotangent(images, g, { ...attributes, taps }, partsOfRows);
    return [reshape(moved, [filters, channels, ...taps])];
  }
  const kernel = few
    ? collected(x, cotangent, taps, attributes)
    : method(padSpatial(channelsLast(x), attributes), cotangent, taps, attributes);
  const spatialLast = [x.rank - 1, x.rank - 2, ...range(taps.length)];
  return [transpose(reshape(kernel, [...taps, channels / attributes.groups, filters]), spatialLast)];
}

/** Whether cotangents, of fewer channels than the inputs, are better moved to where the inputs are, and memory allows it. */
function isNarrow(x: Tensor, g: Tensor, taps: Shape, attributes: ConvAttributes): boolean {
  const [channels, filters] = [x.shape[1]!, g.shape[1]!];
  const size = x.shape.slice(2);
  const moved = sizeOf(taps) * filters;
  const fits = moved <= taps[taps.length - 1]! * channels || x.shape[0]! * sizeOf(size) * moved <= MOST_GATHERED;
  return filters < channels && fits && hasWholeCells(size, { ...attributes, taps });
}

/** The same, in operations that are the same for any number of images: with a product for each of them. */
export const kernelGradientByImage = (inputs: readonly Tensor[], attributes: KernelGradientAttributes): Tensor[] =>
  composed(inputs, attributes, gatheredByImage);

/**
 * The same for a cotangent that was interleaved from parts: the sum of those of the parts, each from a convolution with larger
 * strides, so that the whole is not needed.
 */
export function kernelGradientOfParts(x: Tensor, g: Tensor, taps: Shape, attributes: ConvAttributes): Tensor {
  const whole = partsOf(g);
  const axis = whole ? whole.axis - 2 : -1;
  if (!whole || axis < 0) return kernelGradient(x, g, taps, attributes);
  const { strides, before } = attributes;
  const replaced = (values: readonly number[], value: number) => values.map((v, i) => (i === axis ? value : v));
  const gradients = whole.parts.map((part, i) => {
    const start = before[axis]! - i * strides[axis]!;
    const skipped = x.shape.map((_, d) => (d === axis + 2 ? Math.max(-start, 0) : 0));
    const image = slice(
      x,
      skipped,
      x.shape.map((size, d) => size - skipped[d]!),
    );
    const ofPart = {
      ...attributes,
      strides: replaced(strides, strides[axis]! * whole.parts.length),
      before: replaced(before, Math.max(start, 0)),
    };
    return kernelGradient(image, part, taps, exactly(ofPart, image.shape.slice(2), taps, part.shape.slice(2)));
  });
  return gradients.reduce(add);
}

/** The parts that a tensor was interleaved from, before a transpose or not. */
function partsOf(g: Tensor): ReturnType<typeof interleaved> {
  const transposed = madeBy(g, transposePrimitive);
  if (!transposed) return interleaved(g);
  const { permutation } = transposed.attributes;
  const whole = interleaved(transposed.inputs[0]!);
  return whole && { parts: whole.parts.map((x) => transpose(x, permutation)), axis: permutation.indexOf(whole.axis) };
}

/** The inputs that each output met, collected by a convolution with unit kernels, times the cotangents. */
function collected(x: Tensor, cotangent: Tensor, taps: Shape, attributes: ConvAttributes): Tensor {
  const channels = x.shape[1]!;
  const inputs = sizeOf(taps) * channels;
  const units = new Float64Array(inputs * inputs);
  for (let i = 0; i < inputs; i++) units[i * inputs + (i % channels) * sizeOf(taps) + Math.floor(i / channels)] = 1;
  const kernels = fromHost(fromNumbers(units, x.dtype, [inputs, channels, ...taps]));
  const n = x.shape[0]!;
  const met = reshape(conv(x, kernels, attributes), [n, inputs, sizeOf(cotangent.shape.slice(1, -1))]);
  return sum(product(met, reshape(cotangent, [n, met.shape[2]!, cotangent.shape[cotangent.rank - 1]!])), [0]);
}

/**
 * The inputs that some rows of the kernel met, side by side, times the cotangents: several products, since all taps at once (im2col)
 * would take as much more memory than the inputs as a kernel has taps.
 *
 * @param times how often this is done at once, for so many examples: their products are a stack by themselves
 */
const gatheredFor = (times: number) => (x: Tensor, cotangent: Tensor, taps: Shape, attributes: ConvAttributes) => {
  const { strides, dilations } = attributes;
  const outputs = cotangent.shape.slice(0, -1);
  const pitches = stridesOf(x.shape.slice(0, -1));
  const outputPitches = pitches.map((pitch, i) => pitch * (strides[i - 1] ?? 1));
  const tapPitches = dilations.map((dilation, i) => dilation * pitches[i + 1]!);
  const met = sizeOf(outputs) * x.shape[x.rank - 1]!;
  const isSmall = times > 1 && times * met * sizeOf(taps) <= CACHED;
  const together = isSmall ? taps : tapsTogether(taps, met);
  const parts = times < PARTS ? partsOfRows(sizeOf(outputs)) : 1;
  const first = offsets([...outputs, ...together], [...outputPitches, ...tapPitches]);
  const positions = fromHost({ data: first, dtype: 'int32', shape: [...outputs, ...together] });
  const pixels = reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape[x.rank - 1]!]);
  const products = multiIndices(taps.map((n, i) => n / together[i]!)).map((part) => {
    const shift = part.reduce((total, t, i) => total + t * together[i]! * tapPitches[i]!, 0);
    const inputs = gather(pixels, add(positions, scalarLike(shift, positions)), 0);
    const [rows, cotangents] = [inputs, cotangent].map((each) => reshape(each, [parts, sizeOf(outputs) / parts, -1]));
    return sum(product(rows!, cotangents!, true), [0]);
  });
  return concatenate(products, 0);
};

function gatheredByImage(x: Tensor, cotangent: Tensor, taps: Shape, { strides, dilations }: ConvAttributes): Tensor {
  const [images, channels] = [x.shape[0]!, x.shape[x.rank - 1]!];
  const outputs = cotangent.shape.slice(1, -1);
  const pitches = stridesOf(x.shape.slice(1, -1));
  const tapPitches = pitches.map((pitch, i) => pitch * dilations[i]!);
  const together = tapsTogether(taps, sizeOf(outputs) * channels);
  const outputPitches = pitches.map((pitch, i) => pitch * strides[i]!);
  const first = offsets([...outputs, ...together], [...outputPitches, ...tapPitches]);
  const positions = fromHost({ data: first, dtype: 'int32', shape: [...outputs, ...together] });
  const pixels = reshape(x, [images, sizeOf(x.shape.slice(1, -1)), channels]);
  const cotangents = reshape(cotangent, [images, sizeOf(outputs), cotangent.shape[cotangent.rank - 1]!]);
  const products = multiIndices(taps.map((n, i) => n / together[i]!)).map((part) => {
    const shift = part.reduce((total, t, i) => total + t * together[i]! * tapPitches[i]!, 0);
    const met = gather(pixels, add(positions, scalarLike(shift, positions)), 1);
    const rows = reshape(met, [images, sizeOf(outputs), sizeOf(together) * channels]);
    return sum(product(rows, cotangents, true), [0]);
  });
  return concatenate(products, 0);
}

/**
 * Taps whose inputs are gathered at once: a row of the kernel; or several rows, as far as memory allows, where one is not in the
 * processor's caches any more when it is multiplied.
 */
function tapsTogether(taps: Shape, inputs: number): number[] {
  const columns = taps[taps.length - 1]!;
  const row = inputs * columns;
  const isWhole = (rows: number) => taps[taps.length - 2]! % rows === 0 && rows * row <= MOST_GATHERED;
  const joins = taps.length > 1 && row > CACHED;
  const rows = joins ? (range(taps[taps.length - 2]! + 1).findLast((n) => n > 1 && isWhole(n)) ?? 1) : 1;
  return taps.map((_, i) => (i === taps.length - 1 ? columns : i === taps.length - 2 ? rows : 1));
}

const partsOfRows = (rows: number): number => range(PARTS).findLast((i) => rows % (i + 1) === 0)! + 1;

/** The same where channels are in groups, with a strided slice of the inputs for each tap. */
function sliced(x: Tensor, cotangent: Tensor, taps: Shape, { groups, strides, dilations }: ConvAttributes): Tensor {
  const channels = x.shape[x.rank - 1]!;
  const sizes = [...cotangent.shape.slice(0, -1), channels];
  const windows = multiIndices(taps).map((tap) =>
    slice(x, [0, ...tap.map((t, i) => t * dilations[i]!), 0], sizes, [1, ...strides, 1]),
  );
  const rows = sizeOf(cotangent.shape.slice(0, -1));
  const grouped = (matrix: Tensor) => reshape(matrix, [rows, groups, -1]);
  if (channels === groups) {
    const sums = windows.map((window) => sum(mul(grouped(window), grouped(cotangent)), [0], true));
    return concatenate(sums, 0);
  }
  const groupsFirst = (matrix: Tensor) => transpose(matrix, [1, 0, 2]);
  const gradients = groupsFirst(grouped(cotangent));
  const products = windows.map((window) => groupsFirst(product(groupsFirst(grouped(window)), gradients, true)));
  return concatenate(products, 0);
}

/** [batch, N, ...spatial, C] as [batch, N, C, ...spatial]. */
const channelsFirst = (x: Tensor): Tensor => transpose(x, [0, 1, x.rank - 1, ...range(x.rank - 1).slice(2)]);

const channelsLast = (x: Tensor): Tensor => transpose(x, [0, ...range(x.rank).slice(2), 1]);

/** Zeros around the spatial axes of a channels-last tensor; negative amounts cut off. */
function padSpatial(x: Tensor, { before, after }: ConvAttributes): Tensor {
  const around = (amounts: readonly number[]) => [0, ...amounts.map((n) => Math.max(n, 0)), 0];
  const cut = [0, ...after.map((n) => Math.min(n, 0)), 0];
  const kept = slice(
    x,
    x.shape.map(() => 0),
    x.shape.map((size, i) => size + cut[i]!),
  );
  return pad(kept, around(before), around(after));
}
