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

/** What {@link LimeBase} is made of. `Sample` is what is drawn. */
export interface LimeBaseOptions {
  readonly interpretableModel: InterpretableModel;
  /** How much a sample counts. */
  readonly similarityFunc: (original: Tensor, perturbed: Tensor, interpretable: Tensor) => number | Promise<number>;
  /** Draws a sample: of the interpretable space, or an input. */
  readonly perturbFunc: (original: Tensor) => Tensor;
  /** Whether samples are drawn in the interpretable space. */
  readonly perturbInterpretableSpace: boolean;
  readonly fromInterpRepTransform?: ((sample: Tensor, original: Tensor) => Tensor) | null;
  readonly toInterpRepTransform?: ((sample: Tensor, original: Tensor) => Tensor) | null;
}

/**
 * LIME with all of its parts given: what is drawn, what the model is fitted to, and the way between the two. For one input, [1, ...].
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
    const samples = Array.from({ length: nSamples }, () => {
      const drawn = options.perturbFunc(original);
      return options.perturbInterpretableSpace
        ? { interpretable: drawn, input: options.fromInterpRepTransform!(drawn, original) }
        : { interpretable: options.toInterpRepTransform!(drawn, original), input: drawn };
    });
    const outputs: number[] = [];
    for (let start = 0; start < nSamples; start += rows) {
      const part = samples.slice(start, start + rows).map(({ input }) => input);
      const [scores] = run([ops.concatenate(part, 0)], expandTo(side, problem.side, part.length));
      await problem.checkTarget();
      outputs.push(...Array.from((await scores!.data()) as Float32Array));
    }
    await evaluate(samples.flatMap(({ interpretable, input }) => [interpretable, input]));
    const weights = await Promise.all(
      samples.map(async ({ interpretable, input }) => options.similarityFunc(original, input, interpretable)),
    );
    const x = await Promise.all(
      samples.map(async ({ interpretable }) => (await interpretable.cast('float32').data()) as Float32Array),
    );
    options.interpretableModel.fit({ x, y: outputs, w: weights });
    return options.interpretableModel.representation();
  }
}

/** What goes with one example, for several rows of it. */
const expandTo = (side: readonly Tensor[], kinds: readonly { perExample: boolean }[], rows: number): Tensor[] =>
  side.map((value, i) =>
    kinds[i]!.perExample ? ops.broadcastTo(value, [rows, ...value.shape.slice(1)] as number[]) : value,
  );
