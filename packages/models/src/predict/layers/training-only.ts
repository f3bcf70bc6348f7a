/** Layers that do something in training alone. */
import type { FileLayer } from '../network.js';

const passing = (className: string): FileLayer => ({ className, write: ({ inputs: [x] }) => x! });

export const ActivityRegularization: FileLayer = /* @__PURE__ */ passing('ActivityRegularization');
export const AlphaDropout: FileLayer = /* @__PURE__ */ passing('AlphaDropout');
export const Dropout: FileLayer = /* @__PURE__ */ passing('Dropout');
export const GaussianDropout: FileLayer = /* @__PURE__ */ passing('GaussianDropout');
export const GaussianNoise: FileLayer = /* @__PURE__ */ passing('GaussianNoise');
export const Identity: FileLayer = /* @__PURE__ */ passing('Identity');
export const SpatialDropout1D: FileLayer = /* @__PURE__ */ passing('SpatialDropout1D');
export const SpatialDropout2D: FileLayer = /* @__PURE__ */ passing('SpatialDropout2D');
export const SpatialDropout3D: FileLayer = /* @__PURE__ */ passing('SpatialDropout3D');
