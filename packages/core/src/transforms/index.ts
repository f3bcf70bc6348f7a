/** Transformations of functions: from a function of tensors to its derivative, its vectorised form, and so on. */
export { type CustomJvp, type CustomVjp, customGradient, customJvp, customVjp } from './custom.js';
export { grad, valueAndGrad } from './grad.js';
export { type DifferentiatedOp, type GradientRule, type GradientRules, withGradientRules } from './gradient-rules.js';
export { GradientTape, type GradientTapeOptions, gradients, watch } from './gradients.js';
export { hessian, jacfwd, jacrev } from './jacobian.js';
export { remat, remat as checkpoint } from './remat.js';
export { jvp, linearize, vjp } from './vjp.js';
export { type Axes, vmap } from './vmap.js';
