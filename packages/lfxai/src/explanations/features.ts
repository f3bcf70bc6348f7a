/** Label-free explanations by features: what parts of an input its representation comes from. */
import { evaluate, isTensor, ops, PythonTypeError, type Tensor, ValueError } from '@org/core';
import { bindArguments } from '@org/core/python';
import type { Attribution } from '../attr/attribution.js';
import { AuxiliaryFunction, type Compatibility, type Representer, represent } from './auxiliary-function.js';

export { AuxiliaryFunction, type Compatibility, type Representer } from './auxiliary-function.js';

/** Batches of inputs, and what comes with them, which is left aside. */
export type Batches = AsyncIterable<readonly Tensor[]> | Iterable<readonly Tensor[]>;

/** Baselines for all batches, or what makes them of one. */
export type Baseline = Tensor | ((inputs: Tensor) => Tensor) | null;

type Named = Record<string, unknown>;

const attributeBy = (method: Attribution, keywords: Named): Promise<unknown> =>
  (method.attribute as unknown as (given: Named) => Promise<unknown>).call(method, keywords);

/** The tensors of batches, one after the other. */
async function joined(parts: readonly Tensor[]): Promise<Tensor> {
  if (parts.length === 0) throw new ValueError('The loader gives no batches.');
  const all = parts.length === 1 ? parts[0]! : ops.concatenate([...parts], 0);
  await evaluate([all]);
  return all;
}

const baselinesOf = (baseline: Baseline | undefined, inputs: Tensor): Tensor | null =>
  typeof baseline === 'function' && !isTensor(baseline) ? baseline(inputs) : ((baseline ?? null) as Tensor | null);

/**
 * The inputs of batches.
 *
 * @throws TypeError for what is no loader, such as a tensor
 */
export async function* inputsIn(loader: Batches): AsyncGenerator<Tensor> {
  const refused = (received: string) =>
    new PythonTypeError('The data comes from a loader.', {
      expected: 'a DataLoader, or lists of tensors [inputs, ...]',
      received,
      hint: 'new DataLoader(new TensorDataset(inputs), { batchSize: 100 })',
    });
  if (isTensor(loader)) throw refused(`a tensor of shape [${loader.shape}]`);
  const isLoader = typeof loader === 'object' && loader !== null;
  if (!isLoader || !(Symbol.asyncIterator in loader || Symbol.iterator in loader)) throw refused(typeof loader);
  for await (const batch of loader) {
    const inputs: unknown = Array.isArray(batch) ? batch[0] : undefined;
    if (!isTensor(inputs)) throw refused(`a batch that is no list of tensors: ${typeof (inputs ?? batch)}`);
    yield inputs;
  }
}

function requireMethod(attrMethod: unknown): void {
  if (typeof (attrMethod as Partial<Attribution> | null)?.attribute === 'function') return;
  throw new PythonTypeError('This is no attribution method.', {
    expected: 'such as new IntegratedGradients(encoder)',
    received: typeof attrMethod === 'string' ? `'${attrMethod}'` : typeof attrMethod,
  });
}

const AUXILIARY = ['encoder', 'dataLoader', 'device', 'attrMethod', 'baseline', 'compat'] as const;
type Auxiliary = [
  encoder: Representer,
  dataLoader: Batches,
  device: unknown,
  attrMethod: Attribution,
  baseline?: Baseline,
  compat?: 'lfxai' | null,
];

/**
 * Label-free feature importance: attributions of ⟨f(x), f(u)⟩ at u = x by any attribution method, for all examples of a loader.
 *
 * @param args encoder f, dataLoader, device (left aside), attrMethod (whose function is replaced meanwhile), baseline: a tensor, or a
 * function of the inputs, for methods that take one; compat: see {@link AuxiliaryFunction}
 * @returns attributions of the shape of all inputs
 * @example
 * import { DataLoader, IntegratedGradients, TensorDataset } from '@org/lfxai';
 * import { ops, type Tensor } from '@org/models';
 * const loader = new DataLoader(new TensorDataset(ops.ones([6, 4]), ops.zeros([6])), { batchSize: 4 });
 * const encoder = (u: Tensor) => u.tanh();
 * const importance = await attributeAuxiliary(encoder, loader, null, new IntegratedGradients(encoder), ops.zeros([1, 4]));
 */
export async function attributeAuxiliary(
  ...args:
    | Auxiliary
    | [...Auxiliary, Compatibility]
    | [keywords: Named]
    | [...[Representer, Batches, unknown, Attribution], Compatibility & { baseline?: Baseline }]
): Promise<Tensor> {
  const [encoder, dataLoader, , attrMethod, baseline, compat] = bindArguments(
    'attributeAuxiliary',
    AUXILIARY,
    2,
    args,
  ) as Auxiliary;
  requireMethod(attrMethod);
  const before = attrMethod.forwardFunc;
  const parts: Tensor[] = [];
  try {
    for await (const inputs of inputsIn(dataLoader)) {
      attrMethod.forwardFunc = new AuxiliaryFunction(encoder, inputs, { compat: compat ?? null }) as never;
      const baselines = attrMethod.takesBaselines ? baselinesOf(baseline, inputs) : null;
      // The original evaluates all samples together, which its pairing depends on.
      const together = compat === 'lfxai' ? { internalBatchSize: Number.MAX_SAFE_INTEGER } : {};
      parts.push((await attributeBy(attrMethod, { inputs, ...(baselines && { baselines }), ...together })) as Tensor);
    }
  } finally {
    attrMethod.forwardFunc = before;
  }
  return joined(parts);
}

const INDIVIDUAL = ['encoder', 'dimLatent', 'dataLoader', 'device', 'attrMethod', 'baseline'] as const;
type Individual = [
  encoder: Representer,
  dimLatent: number,
  dataLoader: Batches,
  device: unknown,
  attrMethod: Attribution,
  baseline?: Baseline,
];

/**
 * Importance of the inputs for each number of the representation by itself: |f_d(x) · attribution of f_d|.
 *
 * @param args encoder f, dimLatent: how many numbers it gives, dataLoader, device (left aside), attrMethod (of f), baseline
 * @returns [N, dimLatent, ...] for inputs [N, 1, ...]
 * @throws ValueError for inputs of several channels
 * @example
 * import { DataLoader, Saliency, TensorDataset } from '@org/lfxai';
 * import { ops, type Tensor } from '@org/models';
 * const loader = new DataLoader(new TensorDataset(ops.ones([6, 1, 4]), ops.zeros([6])), { batchSize: 4 });
 * const encoder = (u: Tensor) => ops.reshape(u, [-1, 4]).tanh();
 * const maps = await attributeIndividualDim(encoder, 4, loader, null, new Saliency(encoder)); // shape [6, 4, 4]
 */
export async function attributeIndividualDim(...args: Individual | [keywords: Named]): Promise<Tensor> {
  const [encoder, dimLatent, dataLoader, , attrMethod, baseline] = bindArguments(
    'attributeIndividualDim',
    INDIVIDUAL,
    5,
    args.length === 1
      ? [{ device: null, ...(args[0] as Named) }]
      : args.map((value, i) => (i === 3 ? (value ?? null) : value)),
  ) as Individual;
  requireMethod(attrMethod);
  const parts: Tensor[] = [];
  for await (const inputs of inputsIn(dataLoader)) {
    if (inputs.shape[1] !== 1)
      throw new ValueError('attributeIndividualDim needs inputs of one channel.', {
        expected: '[N, 1, ...]',
        received: `[${inputs.shape}]`,
      });
    const baselines = attrMethod.takesBaselines ? baselinesOf(baseline, inputs) : null;
    const maps: Tensor[] = [];
    for (let target = 0; target < dimLatent; target++)
      maps.push((await attributeBy(attrMethod, { inputs, target, ...(baselines && { baselines }) })) as Tensor);
    const latents = ops.slice(represent(encoder, inputs), [0, 0], [inputs.shape[0]!, dimLatent]);
    const factors = ops.reshape(latents, [...latents.shape, ...inputs.shape.slice(2).map(() => 1)] as number[]);
    const part = ops.abs(ops.multiply(factors, ops.concatenate(maps, 1)));
    await evaluate([part]);
    parts.push(part);
  }
  return joined(parts);
}
