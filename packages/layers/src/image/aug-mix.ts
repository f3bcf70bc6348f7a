import { ops, random, type Tensor } from '@org/core';
import { bindOptions, currentTraces, randomInteger, randomState, setRandomState } from '@org/core/internal';
import { standardizeTuple } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { configNames } from '../serialization/configuration.js';
import { type Augmentation, type AugmentationName, type Augmentations, makeAugmentations } from './augmentations.js';
import type { ColourOptions } from './colour.js';
import type { Interpolation } from './geometric-layer.js';
import { RandomImageLayer } from './random-image-layer.js';
import { type Factor, factorRange, type Range } from './ranges.js';
import { AUG_MIX_PARAMETERS, type AugMixArguments } from './signatures.js';

export interface AugMixOptions extends ColourOptions {
  /** How many chains of changes are mixed. */
  numChains?: number;
  /** How many changes a chain has at most; each of its places may stay empty. */
  chainDepth?: number;
  /** How strong the changes are: two numbers between 0 and 1, or one for 0 and itself. */
  factor?: Factor;
  /** Parameter of the distributions that the weights of the chains (Dirichlet) and of the original (beta) follow. */
  alpha?: number;
  /** Whether brightness, degeneration of colours, contrast and sharpness are among the changes. */
  allOps?: boolean;
  /** How values between pixels are found. */
  interpolation?: Interpolation;
}

/** A layer of a chain, and what it does. */
interface Step {
  readonly layer_name: AugmentationName;
  readonly transformation: unknown;
}

/** The layers of each chain, and null for places that stay empty. */
type Chains = readonly (readonly (AugmentationName | null)[])[];

interface Transformation {
  /** Weights of the chains, [numChains]. */
  readonly chain_mixing_weights: Tensor;
  /** Weight of the original image. */
  readonly weight_sample: Tensor;
  readonly chain_transforms: readonly (readonly Step[])[];
}

const FEW = [
  'random_shear',
  'random_translation',
  'random_rotation',
  'random_posterization',
  'solarization',
  'auto_contrast',
  'equalization',
] as const satisfies readonly AugmentationName[];
const OTHERS = [
  'random_brightness',
  'random_color_degeneration',
  'random_contrast',
  'random_sharpness',
] as const satisfies readonly AugmentationName[];
/** The order in which the original makes them. */
const MADE = [...FEW.slice(0, 3), 'solarization', 'random_posterization', ...FEW.slice(5)] as const;

/**
 * In training, mixes a batch with what several short chains of changes make of it (Hendrycks et al., arXiv:1912.02781). The layers of a
 * chain are chosen when it is recorded, as in Keras: each time where nothing is compiled, else once, whatever sizes batches have.
 *
 * @throws ValueError for a factor outside of [0, 1]
 * @example
 * new AugMix({ numChains: 2, factor: 0.2 })(images, { training: true });
 */
export class AugMix extends RandomImageLayer<Transformation> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AugMix');

  static override readonly parameters = /* @__PURE__ */ configNames(AUG_MIX_PARAMETERS);

  readonly valueRange: readonly number[];
  readonly numChains: number;
  readonly chainDepth: number;
  readonly factor: Range;
  readonly alpha: number;
  readonly allOps: boolean;
  readonly interpolation: Interpolation;
  readonly augmentations: Augmentations;
  /**
   * The layers of the chains of each call in a compiled function, in order, so that a function that is recorded for another size
   * computes the same.
   */
  #recorded: Chains[] = [];
  /** Calls in functions that are being recorded. */
  readonly #calls = new WeakMap<object, number>();

  constructor(...args: AugMixArguments) {
    const options = bindOptions(AUG_MIX_PARAMETERS, args);
    super(options);
    this.valueRange = options.valueRange ?? [0, 255];
    this.numChains = standardizeTuple(options.numChains ?? 3, 1, 'numChains', true)[0]!;
    this.chainDepth = standardizeTuple(options.chainDepth ?? 3, 1, 'chainDepth', true)[0]!;
    this.factor = factorRange(options.factor ?? 0.3, [0, 1]);
    this.alpha = options.alpha ?? 1;
    this.allOps = options.allOps ?? true;
    this.interpolation = options.interpolation ?? 'bilinear';
    const { factor, valueRange, interpolation, seed, dataFormat, boundingBoxFormat, dtypePolicy: dtype } = this;
    const common = { seed, dataFormat, boundingBoxFormat, dtype };
    const others = this.allOps ? OTHERS : [];
    const settings = { factor, valueRange, interpolation, common };
    this.augmentations = makeAugmentations([...FEW, ...others], [...MADE, ...others], settings);
  }

  /** What is drawn for symbolic images is not missed by what the program draws later. */
  override computeOutputSpec(...given: readonly unknown[]): unknown {
    const [state, recorded] = [randomState(), [...this.#recorded]];
    try {
      return super.computeOutputSpec(...given);
    } finally {
      setRandomState(state);
      this.#recorded = recorded;
    }
  }

  override build(inputShape: InputShape): void {
    for (const layer of Object.values(this.augmentations)) layer.build(inputShape);
  }

  protected override draw(images: Tensor, seed: NonNullable<random.Seed>): Transformation {
    const sample = random.gamma([this.numChains], this.alpha, { seed });
    const weight = random.beta([], this.alpha, this.alpha, { seed });
    const call = this.#callInFunction();
    const known = call === null ? undefined : this.#recorded[call];
    const chains = Array.from({ length: this.numChains }, (_, chain) =>
      Array.from({ length: this.chainDepth }, (_, place) =>
        this.#step(known ? known[chain]![place]! : this.#choose(), images),
      ),
    );
    if (call !== null) this.#recorded[call] = chains.map((steps) => steps.map((step) => step?.layer_name ?? null));
    return {
      chain_mixing_weights: sample.div(ops.sum(sample)),
      weight_sample: weight,
      chain_transforms: chains.map((steps) => steps.filter((step) => step !== null)),
    };
  }

  /** How many calls came before in the function that is being recorded; null where none is. */
  #callInFunction(): number | null {
    const [trace] = currentTraces();
    if (!trace) return null;
    const call = this.#calls.get(trace) ?? 0;
    this.#calls.set(trace, call + 1);
    return call;
  }

  /** The layer of a place of a chain; null where it stays empty. */
  #choose(): AugmentationName | null {
    const names = Object.keys(this.augmentations) as AugmentationName[];
    return names[randomInteger(0, names.length)] ?? null;
  }

  #step(name: AugmentationName | null, images: Tensor): Step | null {
    if (name === null) return null;
    const layer = this.augmentations[name]!;
    return { layer_name: name, transformation: layer.getRandomTransformation(images, { seed: this.generator }) };
  }

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const given = ops.cast(images, this.computeDtype);
    if (!training || !transformation) return given;
    const mixed = this.#mix(given, transformation, (layer, x, drawn) => layer.transformImages(x, drawn));
    return ops.clip(mixed, this.valueRange[0]!, this.valueRange[1]!);
  }

  protected override changeMasks(masks: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    if (!training || !transformation) return masks;
    return this.#mix(masks, transformation, (layer, x, drawn) => layer.transformSegmentationMasks(x, drawn));
  }

  #mix(
    x: Tensor,
    { chain_mixing_weights, weight_sample, chain_transforms }: Transformation,
    change: (layer: Augmentation, x: Tensor, drawn: unknown) => Tensor,
  ): Tensor {
    const [weights, kept] = [chain_mixing_weights, weight_sample].map((each) => ops.cast(each, this.computeDtype)) as [
      Tensor,
      Tensor,
    ];
    const chains = chain_transforms.map((steps, i) =>
      steps
        .reduce((each, step) => change(this.augmentations[step.layer_name]!, each, step.transformation), x)
        .mul(weights.at(i)),
    );
    const sum = chains.reduce((a, b) => a.add(b), ops.zerosLike(x));
    return kept.mul(x).add(ops.subtract(1, kept).mul(sum));
  }
}
