import { AttributeError, ops, type SymbolicShape, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { asksFor, callParametersOf } from '../call-parameters.js';
import { kerasLayer } from '../define-layer.js';
import { type InputShape, isShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import { buildLayer } from '../layer-build.js';
import type { LayerOptions } from '../layer-options.js';
import {
  assertConfig,
  type CustomObjects,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
  serializeKerasObject,
} from '../serialization/index.js';
import type { PackedCallOptions } from './rnn.js';
import { BIDIRECTIONAL_PARAMETERS, type BidirectionalArguments } from './signatures.js';

/** How the outputs of both directions become one; null leaves them apart. */
export type MergeMode = 'sum' | 'mul' | 'ave' | 'concat' | null;

export interface BidirectionalOptions extends LayerOptions {
  /** What reads the sequence from its beginning: a recurrent layer, or one with the same settings. */
  layer: Layer;
  /** How the outputs of both directions become one; null leaves them apart. */
  mergeMode?: MergeMode;
  /** The first weights: of the forward layer, then of the backward layer. */
  weights?: readonly Tensor[] | null;
  /** What reads the sequence from its end; null makes it from `layer`. */
  backwardLayer?: Layer | null;
}

/** What a layer that reads a sequence in one direction says of itself. */
interface Directed extends Layer {
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly states?: readonly (Variable | readonly Variable[])[] | null;
  zeroOutputForMask?: boolean;
  useCudnn?: unknown;
  resetState?(): void;
}

/**
 * Reads sequences from both ends with two recurrent layers, and merges what they find.
 *
 * Inputs `[batch, steps, features]`; outputs `[batch, 2 · units]` with mergeMode 'concat', `[batch, units]` with 'sum', 'mul' and
 * 'ave', two of these with null; a step each with the layer's `returnSequences`. With its `returnState` a list, at the end the
 * states of both.
 *
 * @throws ValueError for anything but layers, an unknown merge mode, or two layers that do not belong together
 * @example
 * const y = new Bidirectional(new LSTM(4))(sequences); // [batch, 8]
 */
export class Bidirectional extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Bidirectional');

  static override readonly parameters: readonly string[] = ['mergeMode'];

  static override readonly callParameters: readonly string[] = [
    'sequences',
    'initialState',
    'mask',
    'training',
    '*',
    'starts',
  ];

  static override readonly buildParameters: readonly string[] = ['sequencesShape', 'initialStateShape'];

  readonly mergeMode: MergeMode;
  readonly forwardLayer: Directed;
  readonly backwardLayer: Directed;
  readonly stateful: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly #firstWeights: readonly Tensor[] | null;

  constructor(...args: BidirectionalArguments) {
    const options = bindOptions(BIDIRECTIONAL_PARAMETERS, args);
    super(options);
    const { layer, backwardLayer = null, mergeMode = 'concat' } = options;
    assertDirected(layer, 'layer');
    if (backwardLayer !== null) assertDirected(backwardLayer, 'backwardLayer');
    assertMergeMode(mergeMode);
    this.mergeMode = mergeMode;
    this.forwardLayer = copyOf(layer, { name: prefixed('forward_', layer.name) });
    this.backwardLayer =
      backwardLayer ?? copyOf(layer, { name: prefixed('backward_', layer.name), go_backwards: true });
    assertPair(this.forwardLayer, this.backwardLayer);
    for (const each of [this.forwardLayer, this.backwardLayer]) {
      if (layer.useCudnn !== undefined) each.useCudnn = layer.useCudnn;
      // Masked steps must not add anything to what the other direction has there.
      if (typeof each.zeroOutputForMask === 'boolean') each.zeroOutputForMask = each.returnSequences;
    }
    this.stateful = layer.stateful;
    this.returnSequences = layer.returnSequences;
    this.returnState = layer.returnState;
    this.#firstWeights = options.weights ?? null;
    this.supportsMasking = true;
    this.inputSpec = layer.inputSpec;
  }

  /** The states that the next batch starts from, of a stateful layer that is built; otherwise null. */
  get states(): readonly (Variable | readonly Variable[])[] | null {
    const [forward, backward] = [this.forwardLayer.states, this.backwardLayer.states];
    return forward && backward ? [...forward, ...backward] : null;
  }

  override build(sequencesShape: SymbolicShape, _initialStateShape: InputShape | null = null): void {
    buildLayer(this.forwardLayer, [sequencesShape]);
    buildLayer(this.backwardLayer, [sequencesShape]);
    const weights = this.#firstWeights;
    if (!weights) return;
    this.forwardLayer.setWeights(weights.slice(0, weights.length / 2));
    this.backwardLayer.setWeights(weights.slice(weights.length / 2));
  }

  /**
   * Sets the states of both layers to zero.
   *
   * @throws AttributeError where they are not stateful
   */
  resetState(): void {
    if (!this.stateful) throw new AttributeError('Only a stateful layer has states to reset.');
    this.forwardLayer.resetState?.();
    this.backwardLayer.resetState?.();
  }

  /** As {@link resetState}. */
  resetStates(): void {
    this.resetState();
  }

  override call(
    sequences: Tensor,
    initialState: readonly Tensor[] | null = null,
    mask: Tensor | null = null,
    training: boolean | null = null,
    { starts = null }: PackedCallOptions = {},
  ): unknown {
    const half = initialState ? Math.floor(initialState.length / 2) : 0;
    const given = { mask, training, starts };
    const [y, ...states] = read(this.forwardLayer, sequences, { initialState: initialState?.slice(0, half), ...given });
    const [last, ...others] = read(this.backwardLayer, sequences, {
      initialState: initialState?.slice(half),
      ...given,
    });
    const forward = ops.cast(y!, this.computeDtype);
    const backward = ops.cast(this.returnSequences ? ops.flip(last!, 1) : last!, this.computeDtype);
    const merged = merge(forward, backward, this.mergeMode);
    return this.returnState ? [...merged, ...states, ...others] : merged.length === 1 ? merged[0] : merged;
  }

  override computeOutputShape(sequencesShape: SymbolicShape, _initialStateShape: InputShape | null = null): InputShape {
    const shapes = this.forwardLayer.computeOutputShape(sequencesShape);
    const [output, ...states] = (isShape(shapes) ? [shapes] : shapes) as readonly SymbolicShape[];
    const doubled = [...output!.slice(0, -1), output!.at(-1)! * 2];
    const merged = this.mergeMode === null ? [output!, output!] : [this.mergeMode === 'concat' ? doubled : output!];
    if (this.returnState) return [...merged, ...states, ...states];
    return merged.length === 1 ? merged[0]! : merged;
  }

  override computeMask(_inputs: unknown, previousMask?: unknown): unknown {
    const mask = Array.isArray(previousMask) ? previousMask[0] : previousMask;
    const outputMask = this.returnSequences ? mask : null;
    return this.mergeMode === null ? [outputMask, outputMask] : outputMask;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      layer: serializeKerasObject(this.forwardLayer),
      backward_layer: serializeKerasObject(this.backwardLayer),
    };
  }

  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects?: CustomObjects | null,
  ): T;
  static override fromConfig(config: Record<string, unknown>, customObjects?: CustomObjects | null): Layer;
  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects: CustomObjects | null = null,
  ): T {
    assertConfig(this, config);
    const layer = deserializeKerasObject(config.layer, { customObjects });
    const backwardLayer = deserializeKerasObject(config.backward_layer, { customObjects });
    const { backward_layer: _, ...others } = config;
    return newFromConfig(this, others, { layer, backwardLayer });
  }
}

/** The outputs of a layer as a list: its output, then its states. */
function read(layer: Directed, sequences: Tensor, given: Readonly<Record<string, unknown>>): Tensor[] {
  const parameters = callParametersOf(layer);
  const isOffered = (name: string) => name === 'mask' || name === 'training';
  const keywords = Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== undefined && value !== null && (!isOffered(name) || asksFor(parameters, name)),
    ),
  );
  const outputs = layer.invoke(sequences, ...(Object.keys(keywords).length > 0 ? [keywords] : []));
  return Array.isArray(outputs) ? outputs : [outputs as Tensor];
}

function merge(forward: Tensor, backward: Tensor, mode: MergeMode): Tensor[] {
  if (mode === null) return [forward, backward];
  if (mode === 'concat') return [ops.concatenate([forward, backward], -1)];
  if (mode === 'mul') return [ops.multiply(forward, backward)];
  const sum = ops.add(forward, backward);
  return [mode === 'sum' ? sum : ops.divide(sum, 2)];
}

/** As Keras names the two layers. */
const prefixed = (prefix: string, name: string): string => (name.startsWith(prefix) ? name : `${prefix}${name}`);

/** A layer like another one, with weights of its own. */
function copyOf(layer: Directed, changes: Record<string, unknown>): Directed {
  const type = layer.constructor as unknown as typeof Layer;
  return type.fromConfig({ ...layer.getConfig(), ...changes }) as unknown as Directed;
}

function assertDirected(layer: unknown, name: string): asserts layer is Directed {
  const settings = ['goBackwards', 'returnSequences', 'returnState'];
  if (layer instanceof Layer && settings.every((setting) => setting in layer)) return;
  throw new ValueError(`Bidirectional takes recurrent layers, and \`${name}\` is none.`, {
    expected: `a layer with ${settings.join(', ')}`,
    received: String(layer),
  });
}

function assertMergeMode(mode: unknown): void {
  if (mode === null || ['sum', 'mul', 'ave', 'concat'].includes(mode as string)) return;
  throw new ValueError('Invalid value for argument `mergeMode`.', {
    expected: "'sum', 'mul', 'ave', 'concat' or null",
    received: `mergeMode=${show(mode)}`,
  });
}

function assertPair(forward: Directed, backward: Directed): void {
  if (forward.goBackwards === backward.goBackwards)
    throw new ValueError('The forward layer and the backward layer must differ in `goBackwards`.', {
      received: `goBackwards=${forward.goBackwards} in both`,
    });
  for (const setting of ['stateful', 'returnSequences', 'returnState'] as const) {
    if (forward[setting] === backward[setting]) continue;
    throw new ValueError(`The forward layer and the backward layer must have the same \`${setting}\`.`, {
      received: `${forward[setting]} and ${backward[setting]}`,
    });
  }
}
