import { evaluate, ops, type Tensor, ValueError } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from './arguments.js';
import { PerturbationAttribution } from './attribution.js';
import { boundedRows } from './feature-ablation.js';
import type { ForwardFunction } from './forward.js';
import { formatInputs, type Inputs } from './inputs.js';
import type { InterpretableModel } from './linear-models.js';
import { problemOf } from './problem.js';
import type { Target } from './target.js';

const PARAMETERS = [
  'inputs',
  'target',
  'additionalForwardArgs',
  'nSamples',
  'perturbationsPerEval',
  'showProgress',
  'internalBatchSize',
] as const;
type Parameters = [
  inputs: Inputs,
  target?: Target,
  additionalForwardArgs?: unknown,
  nSamples?: number,
  perturbationsPerEval?: number,
  showProgress?: boolean,
  internalBatchSize?: number | null,
];

type Later<Value> = Value | Promise<Value>;
/** From one space to the other; a sample may be read on the way. */
type Transform = (sample: Tensor, original: Tensor) => Later<Tensor>;

/** What {@link LimeBase} is made of. */
export interface LimeBaseOptions {
  readonly interpretableModel: InterpretableModel;
  /** How much a sample counts: a number, or a tensor of one. */
  readonly similarityFunc: (original: Tensor, perturbed: Tensor, interpretable: Tensor) => Later<number | Tensor>;
  /** Draws a sample, of the interpretable space or an input; or a generator of samples, which may end early. */
  readonly perturbFunc: (original: Tensor) => Later<Tensor> | Generator<Tensor> | AsyncGenerator<Tensor>;
  /** Whether samples are drawn in the interpretable space. */
  readonly perturbInterpretableSpace: boolean;
  readonly fromInterpRepTransform?: Transform | null;
  readonly toInterpRepTransform?: Transform | null;
}

interface Sample {
  readonly interpretable: Tensor;
  readonly input: Tensor;
}

/**
 * LIME with all of its parts given: what is drawn, what the model is fitted to, and the way between the two. For one input, [1, ...].
 * Samples may be of different lengths, as texts that lack words; those of one shape are evaluated together, `perturbationsPerEval` at once.
 *
 * @example
 * import { SkLearnLinearRegression } from '@org/lfxai';
 * import { ops, random } from '@org/models';
 * const lime = new LimeBase(model, {
 *   interpretableModel: new SkLearnLinearRegression(),
 *   similarityFunc: () => 1,
 *   perturbFunc: () => ops.cast(random.uniform([1, 4]).greater(0.5), 'float32'),
 *   perturbInterpretableSpace: true,
 *   fromInterpRepTransform: (sample, original) => original.mul(sample),
 * });
 * const coefficients = await lime.attribute(ops.ones([1, 4]), { target: 0 }); // shape [1, 4]
 */
export class LimeBase extends PerturbationAttribution {
  /** @throws ValueError where the transform that the samples need is missing */
  constructor(
    forwardFunc: ForwardFunction,
    readonly options: LimeBaseOptions,
  ) {
    super(forwardFunc);
    const [transform, way] = options.perturbInterpretableSpace
      ? [options.fromInterpRepTransform, 'from the interpretable space (fromInterpRepTransform)']
      : [options.toInterpRepTransform, 'to the interpretable space (toInterpRepTransform)'];
    if (!transform) throw new ValueError('A transform is missing.', { expected: `a function ${way}` });
  }

  override get multipliesByInputs(): boolean {
    return false;
  }

  /** The coefficients of the model, [1, features]. @throws ValueError for more than one input, or more than one number as output */
  async attribute(...args: PythonArguments<typeof PARAMETERS, Parameters>): Promise<Tensor> {
    const [given, target, additional, nSamples = 50, perEval, , batch] = bindAttribute(
      PARAMETERS,
      1,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const [original, ...more] = inputs as [Tensor, ...Tensor[]];
    if (more.length > 0 || original.shape[0] !== 1)
      throw new ValueError('LimeBase explains one input.', {
        expected: 'a tensor of one example',
        received: `[${original.shape}]`,
      });
    const { options } = this;
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const run = this.compiled(problem, [], () => (xs: readonly Tensor[], side: readonly Tensor[]) => [
      problem.score(xs, side),
    ]);
    const rows = boundedRows(batch, perEval, inputs);
    const side = problem.side.map(({ value }) => value);
    const samples = await this.#samples(original, nSamples);
    const outputs: number[] = Array(samples.length).fill(0);
    for (const places of ofOneShape(samples))
      for (let start = 0; start < places.length; start += rows) {
        const part = places.slice(start, start + rows);
        const together = ops.concatenate(
          part.map((i) => samples[i]!.input),
          0,
        );
        const [scores] = run([together], expandTo(side, problem.side, part.length));
        await problem.checkTarget();
        const values = (await scores!.data()) as Float32Array;
        part.forEach((place, i) => {
          outputs[place] = values[i]!;
        });
      }
    await evaluate(samples.flatMap(({ interpretable, input }) => [interpretable, input]));
    const weights = await Promise.all(
      samples.map(async ({ interpretable, input }) => {
        const weight = await options.similarityFunc(original, input, interpretable);
        return typeof weight === 'number' ? weight : weight.item<number>();
      }),
    );
    const x = await Promise.all(
      samples.map(async ({ interpretable }) => (await interpretable.cast('float32').data()) as Float32Array),
    );
    options.interpretableModel.fit({ x, y: outputs, w: weights });
    return options.interpretableModel.representation();
  }

  async #samples(original: Tensor, count: number): Promise<Sample[]> {
    const { perturbFunc, perturbInterpretableSpace, fromInterpRepTransform, toInterpRepTransform } = this.options;
    const samples: Sample[] = [];
    for await (const drawn of draws(perturbFunc, original)) {
      samples.push(
        perturbInterpretableSpace
          ? { interpretable: drawn, input: await fromInterpRepTransform!(drawn, original) }
          : { interpretable: await toInterpRepTransform!(drawn, original), input: drawn },
      );
      if (samples.length === count) break;
    }
    if (samples.length === 0) throw new ValueError('There are no samples: the generator ended at once.');
    return samples;
  }
}

async function* draws(perturb: LimeBaseOptions['perturbFunc'], original: Tensor): AsyncGenerator<Tensor> {
  const first = perturb(original);
  if ('next' in first) return yield* first;
  yield await first;
  while (true) yield await (perturb(original) as Later<Tensor>);
}

/** Where the samples of each shape are. */
function ofOneShape(samples: readonly Sample[]): number[][] {
  const places = new Map<string, number[]>();
  samples.forEach(({ input }, i) => {
    const shape = String(input.shape);
    places.set(shape, [...(places.get(shape) ?? []), i]);
  });
  return [...places.values()];
}

/** What goes with one example, for several rows of it. */
const expandTo = (side: readonly Tensor[], kinds: readonly { perExample: boolean }[], rows: number): Tensor[] =>
  side.map((value, i) =>
    kinds[i]!.perExample ? ops.broadcastTo(value, [rows, ...value.shape.slice(1)] as number[]) : value,
  );
