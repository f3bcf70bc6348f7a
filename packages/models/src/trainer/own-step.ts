/** Whether the steps of a model are the library's code alone, as far as classes and fields tell. */
import { isOfLibrary, isOwnClass, isWithoutFunctions, locationOf } from '@org/layers/internal';
import type { Trainer } from './trainer.js';
import { type StepKind, trainingOf } from './trainer-state.js';

/** Losses and metrics of any function. */
const WRAPPERS = ['LossFunctionWrapper', 'MeanMetricWrapper'];

/** @param kind of the steps that the model inherits */
export function isOwnStep(trainer: Trainer, kind: StepKind): boolean {
  if (!isOfLibrary(trainer)) return false;
  if (kind === 'predict') return true;
  const { loss, metrics, weightedMetrics } = trainingOf(trainer).compileOptions ?? {};
  return [loss, metrics, weightedMetrics, trainer.optimizer].every(isOwn);
}

/** Names, objects of the library's classes, and lists and dicts of these. */
function isOwn(given: unknown): boolean {
  if (given === null || given === undefined || typeof given === 'string') return true;
  if (typeof given !== 'object' && typeof given !== 'function') return false;
  const { constructor } = given;
  if (Array.isArray(given) || constructor === Object) return Object.values(given).every(isOwn);
  const isWrapper = WRAPPERS.includes(locationOf(constructor)?.name ?? '');
  return !isWrapper && isOwnClass(constructor) && Object.values(given).every((value) => isWithoutFunctions(value));
}
