/** What has to be there before counterfactuals are generated. */
import { random, type Tensor, type TensorLike } from '@org/core';
import type { DataModule } from '../data/module/index.js';
import type { CFModule, ParametricCFModule, Predictor, RemotePredFn } from '../methods/base/index.js';
import { MLModule } from '../ml-model/index.js';
import { classesOf } from '../ml-model/labels.js';
import { getConfig, isCompat } from '../utils/index.js';

/** A predictor that is handed further arguments: `predFn(xs, args)`. */
export type PredFnWithArgs<Args extends object = Readonly<Record<string, unknown>>> = (
  xs: Tensor,
  args: Args,
) => Tensor | Promise<TensorLike>;

/**
 * The predictor to explain: the method's own one, if it has one; the one given; or a new `MLModule` that is trained on the data.
 *
 * @param predFnArgs handed to the predictor as its second argument
 * @example
 * const asked = await preparePredFn(method, dataModule, predFn);
 */
export async function preparePredFn(
  cfModule: CFModule,
  data: DataModule,
  predFn: Predictor | RemotePredFn | PredFnWithArgs | { readonly predFn: PredFnWithArgs } | null = null,
  predFnArgs: Readonly<Record<string, unknown>> | null = null,
): Promise<Predictor | RemotePredFn> {
  const own = (cfModule as { predFn?: (xs: Tensor) => Tensor }).predFn;
  if (typeof own === 'function') return (xs: Tensor) => own.call(cfModule, xs);
  if (predFn !== null && predFnArgs === null) return predFn as Predictor;
  if (predFn !== null) return (xs: Tensor) => (predFn as PredFnWithArgs)(xs, predFnArgs!) as Tensor;
  const outputSize = isCompat() ? 2 : await classesOf(data.ys, { hint: 'give the predictor of such labels.' });
  const module = new MLModule({ outputSize });
  await module.train(data, { verbose: 0 });
  return (xs: Tensor) => module.predFn(xs);
}

const isParametric = (method: CFModule): method is ParametricCFModule => 'isTrained' in method && 'train' in method;

/**
 * Shows a method the data, trains it if it needs that and was not, and lets it prepare itself.
 *
 * @param trainConfig options of its training, such as `{ epochs: 5 }`
 * @example
 * await prepareCfModule(method, dataModule, predFn, { epochs: 5 });
 */
export async function prepareCfModule<Method extends CFModule>(
  cfModule: Method,
  dataModule: DataModule,
  predFn: Predictor | RemotePredFn | null = null,
  trainConfig: Readonly<Record<string, unknown>> | null = null,
): Promise<Method> {
  cfModule.setDataModule(dataModule as never);
  if (isParametric(cfModule) && !cfModule.isTrained) {
    await cfModule.train(dataModule, predFn as Predictor | null, { ...trainConfig });
  }
  cfModule.beforeGenerateCf();
  return cfModule;
}

/**
 * A key for each row, `[nInstances, 2]`.
 *
 * @param rngKey where they come from; null: the global seed
 * @example
 * prepareRngKeys(null, 4).shape; // [4, 2]
 */
export const prepareRngKeys = (rngKey: Tensor | null, nInstances: number): Tensor =>
  random.split(rngKey ?? random.PRNGKey(getConfig().globalSeed), nInstances) as Tensor;
