import { wideProduct } from './long-factors.js';
import { longProduct } from './long-products.js';
import { copiedInOrder, scatterInOrder } from './scatter-in-order.js';
import { sumInPieces } from './sum-in-pieces.js';
import { openSumOfInput, sumOfInput } from './sum-of-input.js';
import { sumOfUnknown } from './sum-of-unknown.js';

/** Lowerings that large tensors alone need: a page that has none is without them. */
export const largeForms = {
  copiedInOrder,
  longProduct,
  openSumOfInput,
  scatterInOrder,
  sumInPieces,
  sumOfInput,
  sumOfUnknown,
  wideProduct,
};

export type LargeForms = typeof largeForms;
