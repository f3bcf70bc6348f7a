import { longProduct } from './long-products.js';
import { copiedInOrder, scatterInOrder } from './scatter-in-order.js';

/** Lowerings that large tensors alone need: a page that has none is without them. */
export const largeForms = { copiedInOrder, longProduct, scatterInOrder };

export type LargeForms = typeof largeForms;
