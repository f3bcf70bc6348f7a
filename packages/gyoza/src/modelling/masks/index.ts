/** gyoza.modelling.masks. */
export { CheckerBoardMask, type CheckerBoardMaskOptions } from './checker-board-mask.js';
export { HeavisideMask, type HeavisideMaskOptions } from './heaviside-mask.js';
export { Mask, type MaskOptions } from './mask.js';
