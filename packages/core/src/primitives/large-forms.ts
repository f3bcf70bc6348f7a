import { wideProduct } from './long-factors.js';
import { longProduct } from './long-products.js';
import { copiedInOrder, scatterInOrder } from './scatter-in-order.js';
import { sumInPieces } from './sum-in-pieces.js';
import { sumOfUnknown } from './sum-of-unknown.js';

/** Lowerings that large tensors alone need: a page that has none is without them. */
export const largeForms = { copiedInOrder, longProduct, scatterInOrder, sumInPieces, sumOfUnknown, wideProduct };

export type LargeForms = typeof largeForms;
