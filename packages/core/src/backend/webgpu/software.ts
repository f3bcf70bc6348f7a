/**
 * What is lowered in another way where software stands for a GPU: it simulates each wait of threads for others, which takes most of the time of
 * shaders whose threads share memory. On a GPU those are the faster ones.
 */

import { cancelTransposes } from '../../graph/passes/cancel-transposes.js';
import type { Pass } from '../../graph/passes/optimize.js';
import { smallProducts } from './small-products.js';
import { softwareConvolutions, softwareKernelGradients } from './software-convolutions.js';
import { softwarePads } from './software-pads.js';
import { softwareProducts } from './software-products.js';
import { softwareSoftmax } from './software-softmax.js';
import { softwareTransposes } from './software-transposes.js';

export const softwareEarly: readonly Pass[] = [softwareKernelGradients];

export const software: readonly Pass[] = [
  softwareConvolutions,
  cancelTransposes,
  softwareProducts,
  cancelTransposes,
  smallProducts,
  softwareSoftmax,
  softwarePads,
  softwareTransposes,
];
