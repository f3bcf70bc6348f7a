/** relax.utils */
export { autoReshaping } from './auto-reshaping.js';
export { type Compat, type Config, getConfig, isCompat, setConfig } from './config.js';
export { describe } from './describe.js';
export { loadJson } from './files.js';
export { type GradientTransformation, gradUpdate } from './grad-update.js';
export { gumbelSoftmax } from './gumbel-softmax.js';
export { loadPytree, savePytree } from './pytree.js';
export { validateConfigs } from './validate-configs.js';
