/** Every function of keras.ops that there is, and those that there are not. */
import { apiFunctions, loadApi } from '@org/testing';
import * as ops from '../ops/index.js';
import { opTable } from '../ops/support/define.js';
import { fromPythonName } from '../python/naming.js';
import { bodyOf } from '../python/python-call.js';
import { type Parameter, parametersOf } from './parameters.js';

export interface PublicOp {
  /** Keras's name: `log_softmax`. */
  readonly name: string;
  /** `ops.logSoftmax`. */
  readonly path: string;
  readonly heading: string;
  readonly parameters: readonly Parameter[];
  /** Parameters may be given by name. */
  readonly byName: boolean;
}

const namespaces = [
  { module: 'keras.ops', path: 'ops', functions: ops as Readonly<Record<string, unknown>> },
  { module: 'keras.ops.image', path: 'ops.image', functions: ops.image as Readonly<Record<string, unknown>> },
] as const;

/** The functions in Keras's order, by heading. */
export function publicOps(): PublicOp[] {
  const { modules } = loadApi();
  return namespaces.flatMap(({ module, path, functions }) =>
    Object.keys(apiFunctions(module)).flatMap((name): PublicOp[] => {
      const fn = functions[fromPythonName(name)];
      if (typeof fn !== 'function') return [];
      const body = bodyOf(fn);
      const declared = parametersOf(body ?? fn);
      const isOpaque = declared.length === 1 && declared[0]!.rest === true;
      const definition =
        [...opTable().values()].find(({ entry }) => entry === fn) ?? (isOpaque ? opTable().get(name) : undefined);
      const own = definition ? parametersOf(definition.call) : declared;
      // `keras.src.ops.numpy.sum` stands under the heading numpy.
      const heading = modules[module]![name]!.split('.').at(-2)!;
      const parameters = definition ? definition.params.map((param, i) => ({ ...own[i], name: param })) : own;
      return [
        {
          name,
          path: `${path}.${fromPythonName(name)}`,
          heading,
          parameters,
          byName: definition !== undefined || body !== null,
        },
      ];
    }),
  );
}

/** Names of Keras that are missing here, with their module. */
export const missingOps = (): string[] =>
  namespaces.flatMap(({ module, functions }) =>
    Object.keys(apiFunctions(module))
      .filter((name) => typeof functions[fromPythonName(name)] !== 'function')
      .map((name) => `${module}.${name}`),
  );

/** Exported names that Keras does not have. */
export const foreignOps = (): string[] =>
  namespaces.flatMap(({ module, path, functions }) => {
    const known = new Set(Object.keys(apiFunctions(module)).map(fromPythonName));
    return Object.keys(functions)
      .filter((name) => typeof functions[name] === 'function' && !known.has(name))
      .map((name) => `${path}.${name}`);
  });
