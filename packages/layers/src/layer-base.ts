/** The base of a layer: what the framework notes about it, and its dtypes. */
import {
  type DType,
  Operation,
  PythonTypeError,
  type SymbolicShape,
  type Tensor,
  ValueError,
  type Variable,
} from '@org/core';
import { allowFields, noteCall, show } from '@org/core/internal';
import { DTypePolicyMap } from './dtype-policies/dtype-policy-map.js';
import type { DTypePolicy } from './dtype-policy.js';
import { getDtypePolicy } from './get-dtype-policy.js';
import type { InputShape } from './input-shape.js';
import type { LayerOptions } from './layer-options.js';
import type { Recordable } from './recorded-layer.js';
import { currentRematScope, type RematScopeLike } from './remat-scopes.js';
import { locationOf } from './serialization/object-table.js';

/** What the framework notes about a layer. It lies where no field or method of a subclass can meet it. */
export interface LayerRecord {
  dtypePolicy: DTypePolicy;
  trainable: boolean;
  readonly weights: Variable[];
  /** Whether each variable was made to be trained, noted when the layer first sees it: freezing does not reorder weights. */
  readonly madeTrainable: Map<Variable, boolean>;
  /** Those that are made to be trained by their place in files, and have no derivative: integers among the params of a JaxLayer. */
  readonly fixed: Set<Variable>;
  losses: Tensor[];
  /** Name scopes and name at the time of build. */
  path: string;
  /** Set at the end of the build: a weight made by each call would be a new one every time. */
  locked: boolean;
  /** Whether the weights are quantized. */
  isQuantized: boolean;
  builtShapes: readonly InputShape[] | null;
  /** The options with which a user's class called this constructor. */
  readonly given: Readonly<Record<string, unknown>>;
  /** `inputShape` of the constructor with the batch axis in front. */
  readonly batchInputShape: SymbolicShape | null;
  /** The fields that are the framework's own, and nothing that a weight file may descend into. */
  frameworkFields: ReadonlySet<string>;
  /** Whether its calls may be recorded in programs that are not compiled, as was found last. */
  recordable: Recordable | null;
  /** The scope that the layer was made in, which says what is computed again for gradients. */
  readonly rematScope: RematScopeLike | null;
  /** Whether floating arguments take its compute dtype; those of a functional model take the dtypes of its inputs, one by one. */
  castsArguments: boolean;
}

/** What the framework notes about a layer. */
export let recordOf: (layer: LayerBase) => LayerRecord;
/** The policy that holds for a layer, also where a map says which. */
export let policyOf: (layer: LayerBase) => DTypePolicy;

/** @throws TypeError for what is no plain object, before anything is read from it, and for a name that is no text */
function optionsGiven(options: LayerOptions): LayerOptions {
  const isObject = typeof options === 'object' && options !== null;
  if (isObject && ['undefined', 'string'].includes(typeof (options.name ?? undefined))) return options;
  // Constructors that bind no arguments are not noted: there are many of them.
  noteCall(optionsGiven);
  if (isObject) throw new PythonTypeError('The name of a layer is a string.', { received: String(options.name) });
  throw new PythonTypeError('The options of a layer are a plain object.', { received: show(options) });
}

/** The part of a layer that knows dtypes. */
export abstract class LayerBase extends Operation {
  readonly #record: LayerRecord;

  static {
    recordOf = (layer) => layer.#record;
    policyOf = (layer) => layer.#policy;
  }

  constructor(options: LayerOptions) {
    super(optionsGiven(options).name);
    this.#record = {
      dtypePolicy: getDtypePolicy(options.dtype),
      trainable: trainableOption(options.trainable),
      weights: [],
      madeTrainable: new Map(),
      fixed: new Set(),
      losses: [],
      path: '',
      locked: false,
      isQuantized: false,
      builtShapes: null,
      given: locationOf(new.target) ? {} : { ...options },
      batchInputShape: options.inputShape ? [null, ...options.inputShape] : null,
      frameworkFields: new Set(),
      recordable: null,
      rematScope: currentRematScope(),
      castsArguments: true,
    };
  }

  static {
    allowFields(this, ['path']);
  }

  /** Name scopes and name at the time of build; empty before. */
  get path(): string {
    return this.#record.path;
  }

  /** In which dtypes the layer computes and keeps its weights; may be set by name. */
  get dtypePolicy(): DTypePolicy {
    return this.#record.dtypePolicy;
  }

  set dtypePolicy(given: string | DTypePolicy) {
    const policy = getDtypePolicy(given);
    const { path, dtypePolicy } = this.#record;
    if (!(dtypePolicy instanceof DTypePolicyMap) || path === '') {
      this.#record.dtypePolicy = policy;
    } else {
      dtypePolicy.delete(path);
      dtypePolicy.set(path, policy);
    }
    const { quantizationMode } = policy;
    if (quantizationMode !== null && this.built && !this.#record.isQuantized) this.quantize(quantizationMode);
  }

  abstract built: boolean;
  abstract quantize(...args: readonly unknown[]): void;

  /** The policy that holds for this layer, where {@link dtypePolicy} is a map of policies. */
  get #policy(): DTypePolicy {
    const { path, dtypePolicy } = this.#record;
    return dtypePolicy instanceof DTypePolicyMap && path !== '' ? dtypePolicy.get(path) : dtypePolicy;
  }

  /** Alias of {@link variableDtype}. */
  get dtype(): DType {
    return this.variableDtype;
  }

  get computeDtype(): DType {
    return this.#policy.computeDtype;
  }

  get variableDtype(): DType {
    return this.#policy.variableDtype;
  }

  /** The dtype that floating inputs are cast to. */
  get inputDtype(): DType {
    return this.computeDtype;
  }

  get quantizationMode(): string | null {
    return this.#policy.quantizationMode;
  }
}

/** @throws ValueError for a value that is given and not a boolean */
function trainableOption(trainable: unknown): boolean {
  if (trainable === undefined) return true;
  if (typeof trainable === 'boolean') return trainable;
  throw new ValueError('Invalid value for argument `trainable`.', {
    expected: 'a boolean',
    received: `trainable=${show(trainable)}`,
  });
}
