/** keras.callbacks. */
export { Callback, CallbackList, type CallbackParams, type Logs } from './callback.js';
export { History } from './history.js';
export { ProgbarLogger } from './progbar-logger.js';
