/** User classes may name their fields and methods as they like: what the framework keeps on its objects is out of their way. */
import { type Tensor, tensor, Variable } from '@org/core';
import { Dense, Layer } from '@org/layers';
import { Callback } from './callbacks/callback.js';
import { Loss } from './losses/loss.js';
import { Mean } from './metrics/mean.js';
import { Metric } from './metrics/metric.js';
import { Model } from './model.js';
import { Optimizer } from './optimizers/optimizer.js';
