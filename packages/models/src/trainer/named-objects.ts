/**
 * The losses, metrics and optimizers to which names lead. `compile` finds those that a bundled program does not contain after
 * `import()` of this. It imports no file that the package's index imports: esbuild would load both with whatever imports the index.
 */
import { keepAll } from '@org/layers/internal';
import * as losses from '../losses/classes.js';
import * as metrics from '../metrics/classes.js';
import * as metricFunctions from '../metrics/functions.js';
import * as optimizers from '../optimizers/classes.js';

/** Makes the program contain all of these. */
export function keepNamedObjects(): void {
  keepAll('keras.losses', losses);
  keepAll('keras.metrics', { ...metrics, ...metricFunctions });
  keepAll('keras.optimizers', optimizers);
}
