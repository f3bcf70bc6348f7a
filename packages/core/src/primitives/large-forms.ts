import { inputParts, withParts } from '../onnx/input-parts.js';
import type { Lowering } from '../onnx/lowering.js';
import { longCumulative } from './long-cumulative.js';
import { extremeOfAll } from './long-extremes.js';
import { wholeProduct, wideProduct } from './long-factors.js';
import { longProduct } from './long-products.js';
import type { Summands } from './long-sums.js';
import { copiedInOrder, scatterInOrder } from './scatter-in-order.js';
import { sumInPieces } from './sum-in-pieces.js';
import { openSumOfInput, sumOfInput } from './sum-of-input.js';
import { type ProductsInBlocks, sumOfProducts } from './sum-of-products.js';
import { sumOfUnknown } from './sum-of-unknown.js';
import { sumInBlocks, sumOfOpen, sumOfOpenAxes } from './sums-in-blocks.js';

/** Lowerings that large tensors alone need: a page that has none is without them. */
export const largeForms = {
  copiedInOrder,
  extremeOfAll,
  inputParts,
  longCumulative,
  longProduct,
  openSumOfInput,
  scatterInOrder,
  sumInBlocks,
  sumInPieces,
  sumOfInput,
  sumOfOpen,
  sumOfOpenAxes,
  sumOfProducts,
  sumOfUnknown,
  wholeProduct,
  wideProduct,
  withParts,
};

export type LargeForms = typeof largeForms & {
  /** How a device adds up floats, where that is its own way; null where it has none for these. */
  readonly sum?: (lowering: Lowering, x: string, summands: Summands) => string | null;
  /** How it adds up products of floats, likewise. */
  readonly products?: ProductsInBlocks;
};
