/** What `compile` needs of keras.losses, which holds no loss that the program does not name. */
import { objectFamily } from '@org/layers/internal';
import type { Loss } from './loss.js';
import type { LossFunction } from './loss-function-wrapper.js';

const family = /* @__PURE__ */ objectFamily<Loss | LossFunction>('keras.losses', 'loss');

/**
 * As `losses.get`, among the losses that the program contains.
 *
 * @throws ValueError for an unknown name
 */
export const getLoss = (identifier: unknown): Loss | LossFunction | null => family.get(identifier);
