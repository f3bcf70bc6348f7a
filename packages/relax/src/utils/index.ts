/** relax.utils */
export { type Compat, type Config, getConfig, isCompat, setConfig } from './config.js';
export { loadJson } from './files.js';
export { nearest } from './nearest.js';
export { validateConfigs } from './validate-configs.js';
