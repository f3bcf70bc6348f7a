import { isFloat } from '../dtype.js';
import { PythonTypeError, RuntimeError, ValueError } from '../errors.js';
import { historyOf } from '../graph/history.js';
import { newestId } from '../graph/node.js';
import { add, cast, scalarLike, zerosLike } from '../primitives/elementwise.js';
import { broadcastTo } from '../primitives/movement.js';
import { isPlainObject } from '../python/python-call.js';
import { formatShape, sameShape } from '../shape.js';
import { recorded } from '../tensor/lent.js';
import { asTensor, isTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { isVariable, type Variable } from '../tensor/variable.js';
import { backward } from './backward.js';
import { repeatedGradients } from './repeated-gradients.js';
import { type TensorTree, tensorTree } from './tensor-tree.js';

/** What gradients are asked for: tensors or variables, alone or in a tree. */
type Source = Tensor | { readonly value: Tensor };
type GradientsOf<Sources, Gradient = Tensor> = Sources extends Source
  ? Gradient
  : Sources extends readonly unknown[]
    ? { -readonly [K in keyof Sources]: GradientsOf<Sources[K], Gradient> }
    : { [K in keyof Sources]: GradientsOf<Sources[K], Gradient> };

type Target = Tensor | readonly Tensor[];
type OutputGradients = TensorLike | readonly TensorLike[] | null;

/** What stands for the gradient of a source that the target does not depend on. */
type Unconnected = 'none' | 'zero';

/**
 * Derivatives of a value that was computed from `xs`, as tensors of their shapes. A value that is not a scalar counts as its sum.
 * Values may be read before: variables, and tensors that are watched, keep the history of what is made from them. Derivatives do
 * not go through the assignment of a variable; one with respect to a variable counts all values that it had on the way to `y`.
 *
 * @param y a tensor, or several, whose gradients are added
 * @param xs tensors or variables, alone or in a tree
 * @param outputGradients what the gradient starts from: of the structure and shapes of `y`; ones, if left out
 * @returns the gradients in the structure of `xs`; zeros where `y` does not depend on one
 * @throws RuntimeError when a value on the way from a tensor was read, and nothing said that its history would be needed; TypeError
 * for sources of integers or truth values
 * @example
 * const y = x.mul(x).sum();
 * const dx = gradients(y, x);
 */
export function gradients<const Sources>(
  y: Target,
  xs: Sources,
  outputGradients: OutputGradients = null,
): GradientsOf<Sources> {
  const sources = sourceTree(xs);
  return sources.pack(
    gradientList('gradients', y, sources, outputGradients, 'zero') as Tensor[],
  ) as GradientsOf<Sources>;
}

function gradientList(
  op: string,
  y: Target,
  { tensors, leaves }: TensorTree,
  outputGradients: OutputGradients,
  unconnected: Unconnected,
  { begin = 0, end = Number.POSITIVE_INFINITY }: { begin?: number; end?: number } = {},
): (Tensor | null)[] {
  const outputs = isTensor(y) ? [y] : y;
  if (!Array.isArray(outputs) || !outputs.every(isTensor)) {
    throw new PythonTypeError(`[${op}]: the value to differentiate must be a tensor.`, { received: String(y) });
  }
  const integer = unconnected === 'zero' && tensors.find(({ dtype }) => !isFloat(dtype));
  if (integer) {
    throw new PythonTypeError(`[${op}]: derivatives are taken with respect to floating tensors.`, {
      received: describe(integer),
      hint: "make it one of floats: tensor(values, null, 'float32'), or cast it before it is used.",
    });
  }
  const starts = isTensor(y) ? [outputGradients] : (outputGradients ?? []);
  const cotangents = outputs.map((output, i) =>
    startOf(op, output, (starts as readonly (TensorLike | null)[])[i] ?? null),
  );
  const oldest = Math.min(...leaves.map((leaf, i) => (isVariable(leaf) ? 0 : tensors[i]!.age)));
  const since = Math.max(oldest, begin);
  const nodes = historyOf(outputs, since).filter(({ id }) => id <= end);
  const met = new Set<Tensor>();
  for (const { inputs } of nodes) for (const input of inputs) met.add(input);
  for (const output of outputs) met.add(output);
  const valuesOf = valuesIn(met);
  const values = leaves.map((leaf, i) => (isVariable(leaf) ? valuesOf(leaf) : [tensors[i]!]));
  const sources = leaves.map((leaf, i) => (isVariable(leaf) ? leaf : tensors[i]!));
  for (const each of met) if (each.age > since && each.age <= end) assertWhole(op, each, sources);
  const found = backward(outputs, cotangents, values.flat(), nodes);
  let next = 0;
  return values.map((own, i) => {
    const parts = own.map(() => found[next++]!).filter((part) => part !== null);
    if (parts.length > 0) return parts.reduce((sum, part) => add(sum, part));
    return unconnected === 'zero' ? zerosLike(tensors[i]!) : null;
  });
}

/** What derivatives are asked for by; nobody gets the values of variables from here. */
const sourceTree = (sources: unknown): TensorTree =>
  tensorTree(sources, 'trees', (leaf) => (isVariable(leaf) ? leaf[recorded] : asTensor(leaf)));

/** The values of each variable that a computation met; the present one may have been given for a while. */
function valuesIn(met: ReadonlySet<Tensor>): (variable: Variable) => Tensor[] {
  const byVariable = new Map<Variable, Tensor[]>();
  for (const tensor of met) {
    const { variable } = tensor;
    if (!variable) continue;
    const known = byVariable.get(variable);
    if (known) known.push(tensor);
    else byVariable.set(variable, [tensor]);
  }
  return (variable) => {
    const own = byVariable.get(variable) ?? [];
    const present = variable[recorded];
    return present.variable !== variable && met.has(present) ? [...own, present] : own;
  };
}

function startOf(op: string, output: Tensor, given: TensorLike | null): Tensor {
  if (!isFloat(output.dtype)) {
    throw new PythonTypeError(`[${op}]: a floating value is needed.`, { received: `dtype ${output.dtype}` });
  }
  const start = given === null ? scalarLike(1, output) : cast(asTensor(given), output.dtype);
  if (given === null || sameShape(start.shape, output.shape)) return broadcastTo(start, output.shape);
  throw new ValueError(`[${op}]: the output gradients must have the shapes of the values.`, {
    expected: formatShape(output.shape),
    received: formatShape(start.shape),
  });
}

/** @throws RuntimeError when the history of a tensor went that was made from one of the sources */
function assertWhole(op: string, tensor: Tensor, sources: readonly (Tensor | Variable)[]): void {
  if (tensor.node || !tensor.origin || tensor.variable || sources.includes(tensor)) return;
  const source = sources.find((each) => tensor.origin!.dependsOn(each));
  if (!source) return;
  throw new RuntimeError(`[${op}]: a tensor between a source and the value was read before, and its history went.`, {
    expected:
      'a history of every tensor on the way, which one that was read keeps for variables and watched tensors only',
    received: `${describe(tensor)}, which was read, and was made from the source ${describe(source)}`,
    hint: 'make the source a Variable, call watch(source) before it is used, or use grad or vjp; a history of very many steps goes as well.',
  });
}

const describe = (source: Tensor | Variable): string =>
  `${isVariable(source) ? `the variable ${source.path}` : 'a tensor'} of shape ${formatShape(source.shape)} and dtype ${source.dtype}`;

/**
 * Lets derivatives with respect to tensors be asked for, however often they, and what is made from them, are read in between. For
 * good; a {@link GradientTape} watches for as long as it is open.
 *
 * @param xs tensors, alone or in a tree
 * @returns `xs`
 * @example
 * const x = watch(tensor([1, 2, 3], null, 'float32'));
 */
export function watch<Xs>(xs: Xs): Xs {
  for (const x of tensorTree(xs, 'trees').leaves) if (isTensor(x)) x.watchers += 1;
  return xs;
}

export interface GradientTapeOptions {
  /** Whether gradients may be asked for more than once. */
  persistent?: boolean;
  /** Accepted as in TensorFlow; variables are known by themselves. */
  watchAccessedVariables?: boolean;
}

interface GradientOptions {
  outputGradients?: OutputGradients;
  unconnectedGradients?: Unconnected;
}

const areVariables = (sources: unknown): sources is readonly Variable[] =>
  Array.isArray(sources) && sources.every(isVariable);

function release(watched: Set<Tensor>): void {
  for (const x of watched) x.watchers -= 1;
  watched.clear();
}

/** Tapes that are gone watch nothing. */
const abandoned = new FinalizationRegistry(release);

/**
 * TensorFlow's tape, for programs that are written with it: what was made before it was begun, or after it was ended by the end of
 * its `using` block, is constant for its derivatives. Tensors know how they came about, so that the tape records nothing; it keeps
 * the tensors that it watches from losing what is made from them, until a gradient was taken.
 *
 * @example
 * const tape = new GradientTape();
 * const loss = model(x).sum();
 * const gradients = tape.gradient(loss, model.trainableVariables);
 */
export class GradientTape {
  readonly #watched = new Set<Tensor>();
  readonly #persistent: boolean;
  /** For those that watch something alone: what is registered survives quick collections of garbage. */
  #isRegistered = false;
  /** The newest node when it was begun. */
  readonly #begin = newestId();
  #end = Number.POSITIVE_INFINITY;

  constructor(options: GradientTapeOptions | boolean = {}) {
    this.#persistent = typeof options === 'boolean' ? options : (options.persistent ?? false);
  }

  /** @param tensors alone or in a tree; variables are watched in any case */
  watch(tensors: unknown): void {
    for (const x of tensorTree(tensors, 'trees').leaves) {
      if (!isTensor(x) || this.#watched.has(x)) continue;
      if (!this.#isRegistered) abandoned.register(this, this.#watched);
      this.#isRegistered = true;
      x.watchers += 1;
      this.#watched.add(x);
    }
  }

  /**
   * {@link gradients} of the target with respect to the sources; null, or zeros if asked for, where there is no way between them.
   *
   * @throws RuntimeError as {@link gradients}
   */
  gradient<const Sources>(
    target: Target,
    sources: Sources,
    outputGradients: OutputGradients | GradientOptions = null,
    options: GradientOptions = {},
  ): GradientsOf<Sources, Tensor | null> {
    const keywords = isPlainObject(outputGradients) ? (outputGradients as GradientOptions) : options;
    const starts = isPlainObject(outputGradients) ? (keywords.outputGradients ?? null) : outputGradients;
    const [unconnected, end] = [keywords.unconnectedGradients ?? 'none', this.#end];
    const anew = () => {
      const tree = sourceTree(sources);
      const span = { begin: this.#begin, end };
      const found = gradientList('tape.gradient', target, tree, starts as OutputGradients, unconnected, span);
      return tree.pack(found as Tensor[]);
    };
    const isPlain = starts === null && unconnected === 'none' && end === Number.POSITIVE_INFINITY && isTensor(target);
    const found =
      isPlain && areVariables(sources)
        ? repeatedGradients(target, sources, this.#begin, anew as () => (Tensor | null)[])
        : anew();
    if (!this.#persistent) release(this.#watched);
    return found as GradientsOf<Sources, Tensor | null>;
  }

  /** Ends the tape; gradients of what was made until now may still be asked for. */
  [Symbol.dispose](): void {
    this.#end = newestId();
  }
}
