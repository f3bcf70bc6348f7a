/** Ops as recorded operations. */
import { autoName, fromPythonName, renameKeys, toPythonName } from '../../python/naming.js';
import { isPlainObject } from '../../python/python-call.js';
import { Operation } from '../../symbolic/operation.js';
import { symbolicResult } from '../../symbolic/symbolic-result.js';
import { withinOp } from '../../tracing/location.js';
import { type OpDefinition, opTable } from './define.js';

/** An op as a recorded operation: what a functional model holds and saves for `x.mul(2)`. */
export class OpOperation extends Operation {
  constructor(
    readonly definition: OpDefinition,
    /** What is given once for all calls, by name of the parameter. */
    readonly settings: Readonly<Record<string, unknown>>,
    name?: string | null,
    /** The parameters that calls give. */
    readonly inputs: readonly string[] = definition.tensors,
  ) {
    super(name ?? autoName(definition.className));
  }

  override call(...given: readonly unknown[]): unknown {
    return withinOp(this.definition.name, null, () =>
      this.definition.call(...this.definition.settled(this.bind(given))),
    );
  }

  override computeOutputSpec(...given: readonly unknown[]): unknown {
    const { spec } = this.definition;
    return (
      spec?.(...this.bind(given)) ?? symbolicResult((...concrete) => this.call(...concrete), given, [this.settings])
    );
  }

  /** The values of all parameters, in their order. */
  private bind(args: readonly unknown[]): unknown[] {
    const { params, spread } = this.definition;
    const last = args[args.length - 1];
    const keywords = isPlainObject(last) && Object.keys(last).every((key) => this.inputs.includes(key)) ? last : null;
    const positional = keywords ? args.slice(0, -1) : args;
    const values = spread ? [positional] : positional;
    const given = new Map(this.inputs.map((param, i) => [param, i < values.length ? values[i] : keywords?.[param]]));
    return params.map((param) => (given.has(param) ? given.get(param) : this.settings[param]));
  }

  get className(): string {
    return this.definition.className;
  }

  /** The arguments of a call as files hold them. */
  savedArguments(args: readonly unknown[]): readonly unknown[] {
    const { saved, params } = this.definition;
    if (!saved) return args;
    const bound = this.bind(args);
    return saved(...this.inputs.map((param) => bound[params.indexOf(param)]));
  }

  override getConfig(): Record<string, unknown> {
    const given = Object.fromEntries(Object.entries(this.settings).filter(([, value]) => value !== undefined));
    return { name: this.name, ...renameKeys(given, toPythonName) };
  }
}

/** The operation that a file calls `className` (Keras's class of an op), with the settings of its config; null if there is no such op. */
export function operationOfClass(className: string, config: Readonly<Record<string, unknown>>): OpOperation | null {
  const definition = [...opTable().values()].find((each) => each.className === className);
  if (!definition) return null;
  const { name, ...settings } = renameKeys(config, fromPythonName);
  return new OpOperation(definition, settings, name as string | undefined);
}
