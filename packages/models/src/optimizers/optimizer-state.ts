import {
  type DType,
  floatx,
  nameScope,
  type Shape,
  type Tensor,
  type TensorLike,
  ValueError,
  Variable,
  type VariableInitializer,
} from '@org/core';
import { asTensor, autoName, bindArguments, bindOptions, type PythonArguments } from '@org/core/internal';
import { initializers } from '@org/layers';
import { assertValues } from '@org/layers/internal';
import { dropAllTraces, dropTraces } from './drop-traces.js';
import {
  ADD_VARIABLE_FROM_REFERENCE_PARAMETERS,
  ADD_VARIABLE_PARAMETERS,
  type AddVariableArguments,
  type AddVariableFromReferenceArguments,
  SET_WEIGHTS_PARAMETERS,
  type SetWeightsArguments,
} from './signatures.js';

/** One variable per model variable; null for variables that are overwritten by their gradients. */
export type Slots = (Variable | null)[];

/** Makes the first value of a slot: an initializer or its name. */
export type SlotInitializer = VariableInitializer | string;

export interface OptimizerVariableOptions {
  shape: Shape;
  initializer?: SlotInitializer;
  dtype?: DType;
  aggregation?: string;
  layout?: unknown;
  /** The name of the variable. */
  name?: string | null;
}

export interface ReferenceOptions {
  referenceVariable: Variable;
  /** The name of the variable. */
  name?: string | null;
  initializer?: SlotInitializer;
}

/** What the framework notes about an optimizer. It lies where no field of a subclass can meet it. */
export interface OptimizerRecord {
  /** Steps taken, whether or not they changed the variables. */
  readonly iteration: Variable;
  /** What is saved, in this order. */
  readonly variables: Variable[];
  /** The model variables that the optimizer was built for. */
  trainableVariables: readonly Variable[];
  readonly positions: Map<Variable, number>;
  /** Of the moving averages among the variables. */
  readonly decays: Map<Variable, number>;
}

/** What the framework notes about an optimizer. */
export let recordOf: (optimizer: OptimizerState) => OptimizerRecord;

/** What `build` takes. */
export type BuildArguments = PythonArguments<['variables'], [variables: readonly Variable[]]>;

/** The model variables that `build` was given, by position or by name. */
export const variablesToBuild = (args: BuildArguments): readonly Variable[] =>
  bindArguments('build', ['variables'], 1, args)[0] as readonly Variable[];

/** What `setWeights` takes. */
export interface SetWeightsOptions {
  weights: readonly TensorLike[];
}

const assignParameters = ['variable', 'value'] as const;

/** What `assign`, `assignAdd` and `assignSub` take. */
export type AssignArguments = PythonArguments<typeof assignParameters, [variable: Variable, value: TensorLike]>;

const bindAssign = (callee: string, args: AssignArguments) =>
  bindArguments(callee, assignParameters, 2, args) as [Variable, TensorLike];

export type AddVariableFromReferenceOptions = ReferenceOptions;

export type AddVariableOptions = OptimizerVariableOptions;

/** The variables of an optimizer: how they are made, named, saved and loaded. */
export class OptimizerState {
  readonly name: string;
  built = false;
  readonly #record: OptimizerRecord;

  static {
    recordOf = (optimizer) => optimizer.#record;
  }

  constructor(name: string | null) {
    this.name = name ?? autoName(this.constructor.name);
    const iteration = nameScope(
      this.name,
      () =>
        new Variable(() => asTensor(0, 'int32'), { shape: [], dtype: 'int32', name: 'iteration', trainable: false }),
      this,
    );
    this.#record = {
      iteration,
      variables: [iteration],
      trainableVariables: [],
      positions: new Map(),
      decays: new Map(),
    };
  }

  /** All variables of the optimizer: the iteration, the learning rate (unless it is a schedule), then what `build` made. */
  get variables(): Variable[] {
    return [...this.#record.variables];
  }

  /**
   * Makes the optimizer's variables for these model variables. Overrides call `super.build(variables)` first, unless the optimizer
   * is built already.
   */
  build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    const record = this.#record;
    variables.forEach((variable, i) => {
      record.positions.set(variable, i);
    });
    record.trainableVariables = [...variables];
    this.built = true;
  }

  /** The position of a model variable among those that the optimizer was built for. */
  _getVariableIndex(variable: Variable): number {
    return this.#record.positions.get(variable)!;
  }

  /** Makes a variable of the optimizer. */
  addVariable(...args: AddVariableArguments): Variable {
    const options = bindOptions(ADD_VARIABLE_PARAMETERS, args);
    const { shape, dtype = floatx(), name = null } = options;
    const initializer = initializers.get(options.initializer ?? 'zeros') as VariableInitializer;
    return listed(this, () => new Variable(initializer, { shape, dtype, name, trainable: false }));
  }

  /** Makes a variable of the shape and type of a model variable, named after both. */
  addVariableFromReference(...args: AddVariableFromReferenceArguments): Variable {
    const options = bindOptions(ADD_VARIABLE_FROM_REFERENCE_PARAMETERS, args);
    const { referenceVariable, initializer = 'zeros' } = options;
    return this.addVariable({ ...like(referenceVariable, options.name ?? 'var'), initializer });
  }

  /**
   * Makes one variable per model variable; with several names, one of each name, interleaved: all of the first model variable,
   * then all of the second.
   */
  addOptimizerVariables(variables: readonly Variable[], name: string, initializer?: SlotInitializer): Slots;
  /** One variable per model variable for each of several names. */
  addOptimizerVariables(
    variables: readonly Variable[],
    names: readonly string[],
    initializers?: SlotInitializer | readonly SlotInitializer[],
  ): Slots[];
  addOptimizerVariables(
    variables: readonly Variable[],
    names: string | readonly string[],
    initializer: SlotInitializer | readonly SlotInitializer[] = 'zeros',
  ): Slots | Slots[] {
    if (typeof names === 'string') return this.addOptimizerVariables(variables, [names], initializer)[0]!;
    const each = isList(initializer) ? initializer : names.map(() => initializer);
    if (each.length !== names.length) {
      throw new ValueError('There must be as many initializers as names.', {
        received: `${names.length} names, ${each.length} initializers`,
      });
    }
    const rows = variables.map((variable) =>
      names.map((name, i) =>
        variable.overwriteWithGradient ? null : this.addVariableFromReference(variable, { name, initializer: each[i] }),
      ),
    );
    return names.map((_, i) => rows.map((row) => row[i]!));
  }

  /** Sets to zero what is too small to matter, and too small for fast arithmetic; comes before the steps of a period. */
  [dropAllTraces](): void {
    const { variables, decays } = this.#record;
    for (const variable of variables) dropTraces(variable, decays.get(variable));
  }

  /** Sets a model variable or one of the optimizer's. */
  assign(...args: AssignArguments): void {
    const [variable, value] = bindAssign('assign', args);
    variable.assign(value);
  }

  /** Adds to a variable. */
  assignAdd(...args: AssignArguments): void {
    const [variable, value] = bindAssign('assignAdd', args);
    variable.assignAdd(value);
  }

  /** Subtracts from a variable. */
  assignSub(...args: AssignArguments): void {
    const [variable, value] = bindAssign('assignSub', args);
    variable.assignSub(value);
  }

  /** Sets {@link variables}. */
  setWeights(...args: SetWeightsArguments): void {
    const { weights } = bindOptions(SET_WEIGHTS_PARAMETERS, args);
    if (!this.built) {
      throw new ValueError('setWeights() needs a built optimizer.', {
        hint: 'call optimizer.build(trainableVariables) first.',
      });
    }
    for (const [variable, value] of paired('weights', this.variables, weights)) variable.assign(value);
  }

  /** Writes the values of {@link variables} under the names '0', '1', ... */
  saveOwnVariables(store: Record<string, Tensor>): void {
    this.variables.forEach((variable, i) => {
      store[String(i)] = variable.uncast;
    });
  }

  /** Reads what {@link saveOwnVariables} wrote; another number of variables is left alone, with a warning. */
  loadOwnVariables(store: Readonly<Record<string, TensorLike>>): void {
    const { variables } = this;
    const count = Object.keys(store).length;
    if (count !== variables.length) {
      console.warn(
        `Skipping variable loading for optimizer '${this.name}': it has ${variables.length} variables, ` +
          `the saved optimizer has ${count}.`,
      );
      return;
    }
    variables.forEach((variable, i) => {
      variable.assign(store[String(i)]!);
    });
  }
}

/** Makes a variable in an optimizer's name scope, and lists it. */
function listed(optimizer: OptimizerState, make: () => Variable): Variable {
  const variable = nameScope(optimizer.name, make, optimizer);
  recordOf(optimizer).variables.push(variable);
  return variable;
}

export const addScalar = (optimizer: OptimizerState, name: string, value: number, dtype: DType): Variable =>
  optimizer.addVariable({ shape: [], initializer: () => asTensor(value, dtype), dtype, name });

/** As `addOptimizerVariables`, for moving averages of the given names and decays. */
export function addMovingAverages(
  optimizer: OptimizerState,
  variables: readonly Variable[],
  decays: Readonly<Record<string, number>>,
): Slots[] {
  const slots = optimizer.addOptimizerVariables(variables, Object.keys(decays));
  for (const [i, decay] of Object.values(decays).entries()) {
    for (const slot of slots[i]!) if (slot) recordOf(optimizer).decays.set(slot, decay);
  }
  return slots;
}

/** Each variable with its value. */
export function paired(
  name: string,
  variables: readonly Variable[],
  values: readonly TensorLike[],
): [Variable, TensorLike][] {
  assertValues(values, name);
  if (values.length !== variables.length) {
    throw new ValueError(`${name} must hold one value per variable.`, {
      expected: `${variables.length}`,
      received: `${values.length}`,
    });
  }
  return variables.map((variable, i) => [variable, values[i]!]);
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

/** Shape, type and name of a slot of a variable. */
const like = ({ shape, dtype, path }: Variable, name: string): { shape: Shape; dtype: DType; name: string } => ({
  shape,
  dtype,
  name: `${path.replaceAll('/', '_')}_${name}`,
});
