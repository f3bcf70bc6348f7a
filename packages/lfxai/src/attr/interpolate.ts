import { ops, type Tensor, ValueError } from '@org/core';

/** Those of torch.nn.functional.interpolate; linear kinds do not align corners. */
export type InterpolationMode = (typeof MODES)[number];
const MODES = ['nearest', 'linear', 'bilinear', 'trilinear', 'area'] as const;

/** For each element of the result, how much of each of `from` elements it takes along one axis. */
function weights(from: number, to: number, mode: InterpolationMode): number[][] {
  return Array.from({ length: to }, (_, i) => {
    const row = new Array<number>(from).fill(0);
    if (mode === 'nearest') {
      row[Math.min(from - 1, Math.floor((i * from) / to))] = 1;
    } else if (mode === 'area') {
      const [start, end] = [Math.floor((i * from) / to), Math.ceil(((i + 1) * from) / to)];
      for (let k = start; k < end; k++) row[k] = 1 / (end - start);
    } else {
      const place = Math.max(0, ((i + 0.5) * from) / to - 0.5);
      const low = Math.floor(place);
      row[low]! += 1 - (place - low);
      row[Math.min(from - 1, low + 1)]! += place - low;
    }
    return row;
  });
}

/** Resizes the axes behind batch and channels, each by itself, as torch does. */
export function interpolate(x: Tensor, dims: number | readonly number[], mode: InterpolationMode): Tensor {
  if (!MODES.includes(mode)) {
    throw new ValueError('interpolate: the mode is unknown.', { expected: MODES.join(', '), received: String(mode) });
  }
  const sizes = typeof dims === 'number' ? new Array<number>(x.rank - 2).fill(dims) : dims;
  if (sizes.length !== x.rank - 2) {
    throw new ValueError('interpolate: one size is needed for each axis behind batch and channels.', {
      expected: `${x.rank - 2} sizes for [${x.shape}]`,
      received: `${sizes.length}`,
    });
  }
  return sizes.reduce((y, size, i) => {
    const axis = i + 2;
    const matrix = ops.convertToTensor(weights(y.shape[axis]!, size, mode), 'float32');
    const moved = ops.matmul(ops.moveaxis(y, axis, -1), ops.transpose(matrix));
    return ops.moveaxis(moved, -1, axis);
  }, x);
}
