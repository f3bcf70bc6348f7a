import type { Tensor } from '../tensor/tensor.js';

/** Words that are few. */
const FEW = 16;

/** Whether a tensor is as short as what code is written with: a number, or the few words that keys are split by. */
export const isShort = ({ rank, dtype, size }: Tensor): boolean => rank === 0 || (dtype === 'uint32' && size <= FEW);
