/** Which loss belongs to which part of a model's outputs: Keras's walk over the structures of losses, targets and outputs. */
import { KeyError, type Tensor, tree, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/internal';
import { getLoss } from '../losses/identifiers.js';
import { Loss } from '../losses/loss.js';
import { LossFunctionWrapper } from '../losses/loss-function-wrapper.js';
import { flatOutputs, isNested } from './outputs.js';
import { accuracyKind } from './shorthand.js';

/** Keys that lead from the whole of the outputs to a part of them. */
type Path = readonly (string | number)[];

export interface MatchedLoss {
  readonly path: Path;
  readonly loss: Loss;
  readonly weight: number | null;
  readonly name: string;
}

/** A leaf of the structure of losses, as `compile` was given it. */
class GivenLoss {
  constructor(
    readonly identifier: unknown,
    readonly weight: number | null,
  ) {}
}

const CROSSENTROPY = {
  binary: 'binary_crossentropy',
  sparse: 'sparse_categorical_crossentropy',
  categorical: 'categorical_crossentropy',
} as const;

export const isShorthand = (identifier: unknown): boolean => identifier === 'crossentropy' || identifier === 'ce';

function resolveLoss(identifier: unknown, yTrue: unknown, yPred: unknown): Loss {
  const known = isShorthand(identifier) ? CROSSENTROPY[accuracyKind(yTrue as Tensor, yPred as Tensor)] : identifier;
  const resolved: unknown = getLoss(known);
  if (resolved instanceof Loss) return resolved;
  const fn = resolved as (yTrue: Tensor, yPred: Tensor) => Tensor;
  return new LossFunctionWrapper(fn, { name: typeof identifier === 'string' ? identifier : fn.name });
}

/** The part of a structure at a path. */
export const partAt = (structure: unknown, path: Path): unknown =>
  path.reduce((part, key) => (part as Readonly<Record<string, unknown>>)[key], structure);

const has = (structure: unknown, key: string | number): boolean =>
  isNested(structure) && Object.hasOwn(structure as object, key);

const sameNames = (names: readonly string[], structure: object): boolean => {
  const keys = Object.keys(structure);
  return keys.length === names.length && names.every((name) => keys.includes(name));
};

/**
 * A dict by output name as a list in the order of the outputs, where the outputs are not a dict.
 *
 * @throws ValueError if the names are others
 */
export function byOutput(what: string, given: unknown, yPred: unknown, names: readonly string[] | null): unknown {
  if (!names || !isPlainObject(given) || isPlainObject(yPred)) return given;
  if (sameNames(names, given)) return names.map((name) => given[name]);
  throw new ValueError(`The keys of ${what} do not match the outputs of the model.`, {
    expected: names.join(', '),
    received: Object.keys(given).join(', '),
  });
}

/** The losses with their weights; both are one structure, or have as many leaves. */
function withWeights(losses: unknown, weights: unknown): unknown {
  if (weights === null || weights === undefined) {
    return tree.mapStructure((loss: unknown) => loss && new GivenLoss(loss, null), losses as tree.Tree<unknown>);
  }
  const [flat, flatWeights] = [flatOutputs(losses), flatOutputs(weights)];
  if (flat.length !== flatWeights.length) {
    throw new ValueError('lossWeights has the wrong number of entries.', {
      expected: `${flat.length}, one for each loss`,
      received: `${flatWeights.length}`,
    });
  }
  const given = flat.map((loss, i) => loss && new GivenLoss(loss, flatWeights[i] as number | null));
  return tree.packSequenceAs(losses, given);
}

/**
 * Targets in the structure of the outputs. They may come as a list of its leaves, as a dict by output name, or for the outputs that
 * have a loss only.
 *
 * @throws ValueError if there is no such correspondence
 */
export function likeOutputs(
  targets: unknown,
  yPred: unknown,
  names: readonly string[] | null,
  userLoss: unknown,
): unknown {
  const count = flatOutputs(yPred).length;
  const reordered =
    Array.isArray(yPred) && isPlainObject(targets) && names && sameNames(names, targets)
      ? names.map((name) => targets[name])
      : targets;
  const flat = flatOutputs(reordered);
  if (flat.length === count && (Array.isArray(reordered) || !isNested(reordered) || haveSamePaths(reordered, yPred))) {
    return tree.packSequenceAs(yPred, flat);
  }
  const losses = flatOutputs(userLoss);
  const wanted = losses.filter((loss) => loss !== null).length;
  if (flat.length === wanted) {
    let next = 0;
    return tree.packSequenceAs(
      userLoss,
      losses.map((loss) => (loss === null ? null : flat[next++])),
    );
  }
  throw new ValueError('The targets and the outputs of the model have different structures.', {
    expected: describe(yPred),
    received: describe(targets),
  });
}

const pathsIn = (structure: unknown): string => JSON.stringify(tree.flattenWithPath(structure).map(([path]) => path));

const haveSamePaths = (a: unknown, b: unknown): boolean => pathsIn(a) === pathsIn(b);

const describe = (structure: unknown): string =>
  JSON.stringify(tree.mapStructure((_: unknown) => '*', structure as tree.Tree<unknown>));

/** The losses of all outputs, in the order in which they were written. */
export function matchLosses(
  userLoss: unknown,
  userWeights: unknown,
  yTrue: unknown,
  yPred: unknown,
  outputNames: readonly string[] | null,
): MatchedLoss[] {
  const given = withWeights(userLoss, userWeights);
  const count = flatOutputs(yPred).length;
  const flatNames = outputNames?.length === count ? outputNames : new Array<null>(count).fill(null);
  const names = tree.packSequenceAs(yPred, flatNames as readonly unknown[]);
  const losses = isNested(given) ? given : tree.mapStructure((_: unknown) => given, yPred as tree.Tree<unknown>);
  return match(losses, yTrue, yPred, names, []);
}

function match(given: unknown, yTrue: unknown, yPred: unknown, names: unknown, path: Path): MatchedLoss[] {
  if (given === null || given === undefined) return [];
  if (given instanceof GivenLoss) {
    const loss = resolveLoss(given.identifier, yTrue, yPred);
    return [{ path, loss, weight: given.weight, name: nameAt(path, names, loss.name) }];
  }
  let losses = given;
  if (Array.isArray(given)) {
    if (given.length === flatOutputs(yPred).length && !given.some(isNested)) losses = tree.packSequenceAs(yPred, given);
    // Several losses for one output.
    else if (!Array.isArray(yPred)) return given.flatMap((each) => match(each, yTrue, yPred, names, path));
  }
  if (!isNested(losses)) return match(losses, yTrue, yPred, names, path);
  return Object.entries(losses as object).flatMap(([key, each]) => {
    if (each === null) return [];
    const step = Array.isArray(losses) ? Number(key) : key;
    const fits = Array.isArray(losses) === Array.isArray(yPred) && has(yPred, key) && has(yTrue, key);
    if (!fits) {
      throw new KeyError(`A loss is given for ${[...path, key].join('/')}, which is missing.`, {
        expected: `outputs ${describe(yPred)} and targets ${describe(yTrue)}`,
        received: describe(losses),
      });
    }
    return match(each, partAt(yTrue, [key]), partAt(yPred, [key]), partAt(names, [key]), [...path, step]);
  });
}

/** The keys to the part, the last one replaced by the output's own name where it is a mere position. */
function nameAt(path: Path, names: unknown, lossName: string): string {
  const own = isNested(names) ? null : ((names as string | null) ?? lossName);
  const named = own === null || typeof path.at(-1) === 'string' ? path : [...path.slice(0, -1), own];
  const name = named.join('/');
  if (name !== '') return name;
  return (isPlainObject(names) ? Object.keys(names) : flatOutputs(names)).join('_');
}
