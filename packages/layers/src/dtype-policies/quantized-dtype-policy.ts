/** Policies of layers whose weights are whole numbers, or numbers of eight bits. */
import { PythonTypeError, ValueError } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/internal';
import { DTypePolicy, dtypePolicy } from '../dtype-policy.js';
import { assertConfig, registerKerasObject } from '../serialization/index.js';

/** How weights can be quantized. */
export const QUANTIZATION_MODES = ['int8', 'float8', 'int4', 'gptq', 'awq'] as const;
export type QuantizationMode = (typeof QUANTIZATION_MODES)[number];

export const isQuantizationMode = (mode: unknown): mode is QuantizationMode =>
  QUANTIZATION_MODES.includes(mode as QuantizationMode);

type ModeArguments = PythonArguments<['mode', 'sourceName'], [mode: string, sourceName?: string | null]>;

/** The mode and the policy that it is added to. */
const bindMode = (callee: string, args: readonly unknown[]): [mode: string, sourceName: string] => {
  const [mode, sourceName] = bindArguments(callee, ['mode', 'sourceName'], 1, args) as [string, string | null];
  return [mode, sourceName ?? dtypePolicy().name];
};

/**
 * A policy of the name `int8_from_float32`, say: dtypes as in the policy behind `from`, and quantized weights.
 *
 * @throws ValueError for an unknown mode, and for int8 that is computed in float16
 * @example
 * new QuantizedDTypePolicy('int8', 'mixed_bfloat16').computeDtype; // 'bfloat16'
 */
export class QuantizedDTypePolicy extends DTypePolicy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.dtype_policies',
    name: 'QuantizedDTypePolicy',
  });

  readonly #mode: QuantizationMode;
  readonly #source: string;

  constructor(...args: ModeArguments) {
    const [mode, sourceName] = bindMode('QuantizedDTypePolicy', args);
    super(sourceName);
    if (!isQuantizationMode(mode)) {
      throw new ValueError('Invalid quantization mode.', {
        expected: QUANTIZATION_MODES.join(', '),
        received: String(mode),
      });
    }
    if (mode === 'int8' && this.computeDtype === 'float16') {
      throw new ValueError('int8 does not work well with computation in float16.', {
        hint: 'take mixed_bfloat16, whose range is wider.',
      });
    }
    this.#mode = mode;
    this.#source = sourceName;
  }

  override get quantizationMode(): string {
    return this.#mode;
  }

  /** The mode as it stands in the name, with its settings. */
  protected get fullMode(): string {
    return this.#mode;
  }

  override get name(): string {
    return `${this.fullMode}_from_${this.#source}`;
  }

  override getConfig(): Record<string, unknown> {
    return { mode: this.fullMode, source_name: this.#source };
  }

  static override fromConfig(config: Record<string, unknown>): DTypePolicy {
    assertConfig(this, config);
    return new this(config.mode as string, config.source_name as string | null);
  }
}

/**
 * Training with float8.
 *
 * @example
 * new QuantizedFloat8DTypePolicy('float8', 'float32').amaxHistoryLength; // 1024
 */
export class QuantizedFloat8DTypePolicy extends QuantizedDTypePolicy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.dtype_policies',
    name: 'QuantizedFloat8DTypePolicy',
  });

  static readonly defaultAmaxHistoryLength = 1024;

  /** Over how many steps the largest values are remembered, from which scales are made. */
  readonly amaxHistoryLength: number;

  /** @throws TypeError for a length that is no integer */
  constructor(
    ...args: PythonArguments<
      ['mode', 'sourceName', 'amaxHistoryLength'],
      [mode: string, sourceName?: string | null, amaxHistoryLength?: number]
    >
  ) {
    const names = ['mode', 'sourceName', 'amaxHistoryLength'] as const;
    const [mode, sourceName, length = QuantizedFloat8DTypePolicy.defaultAmaxHistoryLength] = bindArguments(
      'QuantizedFloat8DTypePolicy',
      names,
      1,
      args,
    ) as [string, string | null, number | undefined];
    super(mode, sourceName);
    if (!Number.isInteger(length)) {
      throw new PythonTypeError('`amaxHistoryLength` is an integer.', { received: String(length) });
    }
    this.amaxHistoryLength = length;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), amax_history_length: this.amaxHistoryLength };
  }

  static override fromConfig(config: Record<string, unknown>): DTypePolicy {
    assertConfig(this, config);
    return new this(
      config.mode as string,
      config.source_name as string | null,
      config.amax_history_length as number | undefined,
    );
  }
}

/** The whole numbers behind the name of a mode: `gptq/4/128` has 4 and 128. */
function settingsIn(mode: string, name: string, labels: readonly string[]): number[] {
  const [first, ...texts] = String(mode).split('/');
  const expected = [name, ...labels.map((label) => `<${label}>`)].join('/');
  const numbers = texts.map(Number);
  if (first !== name || texts.length !== labels.length || !numbers.every(Number.isInteger)) {
    throw new ValueError(`Invalid mode of a dtype policy for ${name}.`, { expected, received: String(mode) });
  }
  return numbers;
}

function assertGroupSize(size: number, mode: string): void {
  if (size === -1 || size > 0) return;
  throw new ValueError('Weights are grouped by a positive number, or by -1: not at all.', { received: mode });
}

/**
 * Weights of four bits, in groups that have a scale of their own: `int4/128_from_float32`.
 *
 * @throws ValueError for a mode of another form
 * @example
 * new Int4DTypePolicy('int4/64', 'float32').blockSize; // 64
 */
export class Int4DTypePolicy extends QuantizedDTypePolicy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.dtype_policies',
    name: 'Int4DTypePolicy',
  });

  /** The mode without its settings. */
  readonly mode = 'int4';
  /** How many inputs have a scale in common; -1: all. */
  readonly blockSize: number;

  constructor(...args: ModeArguments) {
    const [mode, sourceName] = bindMode('Int4DTypePolicy', args);
    const [blockSize] = settingsIn(mode, 'int4', ['block_size']);
    assertGroupSize(blockSize!, mode);
    super('int4', sourceName);
    this.blockSize = blockSize!;
  }

  protected override get fullMode(): string {
    return `int4/${this.blockSize}`;
  }
}

/**
 * Weights that were quantized by GPTQ: `gptq/4/128_from_float32`.
 *
 * @throws ValueError for a mode of another form
 * @example
 * new GPTQDTypePolicy('gptq/4/128', 'float32').weightBits; // 4
 */
export class GPTQDTypePolicy extends QuantizedDTypePolicy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.dtype_policies',
    name: 'GPTQDTypePolicy',
  });

  /** The mode without its settings. */
  readonly mode = 'gptq';
  readonly weightBits: number;
  /** How many inputs have a scale in common; -1: all. */
  readonly groupSize: number;

  constructor(...args: ModeArguments) {
    const [mode, sourceName] = bindMode('GPTQDTypePolicy', args);
    const [weightBits, groupSize] = settingsIn(mode, 'gptq', ['weight_bits', 'group_size']);
    if (![2, 3, 4, 8].includes(weightBits!)) {
      throw new ValueError('GPTQ makes weights of 2, 3, 4 or 8 bits.', { received: mode });
    }
    assertGroupSize(groupSize!, mode);
    super('gptq', sourceName);
    this.weightBits = weightBits!;
    this.groupSize = groupSize!;
  }

  protected override get fullMode(): string {
    return `gptq/${this.weightBits}/${this.groupSize}`;
  }
}

/**
 * Weights that were quantized by AWQ: `awq/4/128_from_float32`.
 *
 * @throws ValueError for a mode of another form
 * @example
 * new AWQDTypePolicy('awq/4/128', 'float32').groupSize; // 128
 */
export class AWQDTypePolicy extends QuantizedDTypePolicy {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.dtype_policies',
    name: 'AWQDTypePolicy',
  });

  /** The mode without its settings. */
  readonly mode = 'awq';
  readonly weightBits: number;
  /** How many inputs have a scale in common; -1: all. */
  readonly groupSize: number;

  constructor(...args: ModeArguments) {
    const [mode, sourceName] = bindMode('AWQDTypePolicy', args);
    const [weightBits, groupSize] = settingsIn(mode, 'awq', ['weight_bits', 'group_size']);
    if (weightBits !== 4) throw new ValueError('AWQ makes weights of 4 bits.', { received: mode });
    assertGroupSize(groupSize!, mode);
    super('awq', sourceName);
    this.weightBits = weightBits;
    this.groupSize = groupSize!;
  }

  protected override get fullMode(): string {
    return `awq/${this.weightBits}/${this.groupSize}`;
  }
}

/** The policy of a name such as `int8_from_float32`; null for a name of another kind. @throws ValueError where the form is wrong */
export function quantizedPolicy(name: string): DTypePolicy | null {
  const kind = QUANTIZATION_MODES.find((mode) => name.startsWith(mode));
  if (!kind) return null;
  const [mode = '', source, ...more] = name.split('_from_');
  if (source === undefined || more.length > 0) {
    throw new ValueError('This is no name of a policy with quantized weights.', {
      expected: 'such as int8_from_float32',
      received: name,
    });
  }
  if (kind === 'int4') return new (mode.includes('/') ? Int4DTypePolicy : QuantizedDTypePolicy)(mode, source);
  const types = {
    int8: QuantizedDTypePolicy,
    float8: QuantizedFloat8DTypePolicy,
    gptq: GPTQDTypePolicy,
    awq: AWQDTypePolicy,
  };
  return new types[kind](mode, source);
}
