/** What the options of Keras's classes may be in a file, from the types that the interfaces of options give them. */
import ts from 'typescript';

/** A class with a name in files, and the interface of its options. */
export interface OptionClass {
  /** `keras.layers.Dense` */
  readonly path: string;
  readonly options: ts.Type;
}

const MODULES: Readonly<Record<string, string>> = {
  kerasLayer: 'keras.layers',
  kerasOptimizer: 'keras.optimizers',
  kerasSchedule: 'keras.optimizers.schedules',
};

/** `keras.layers.Dense`, from the static field that gives a class its name in files. */
export function pathInFiles(declaration: ts.ClassDeclaration): string | null {
  const field = declaration.members.find((member) => member.name?.getText() === 'kerasName');
  const text = field?.getText() ?? '';
  const name = /name: '(\w+)'/.exec(text)?.[1] ?? /\(this, '(\w+)'\)/.exec(text)?.[1];
  const module = /module: '([\w.]+)'/.exec(text)?.[1] ?? MODULES[/(\w+)\(this/.exec(text)?.[1] ?? ''];
  return name && module ? `${module}.${name}` : null;
}

/** `number`, `string|null`, `number|[number]`: what a value of a type is in JSON. */
function kindOf(type: ts.Type, checker: ts.TypeChecker, depth = 0): string {
  const parts = type.isUnion() ? type.types : [type];
  const kinds = new Set(parts.flatMap((each) => kindsOfPart(each, checker, depth)));
  return kinds.has('any') ? 'any' : [...kinds].sort().join('|');
}

function kindsOfPart(type: ts.Type, checker: ts.TypeChecker, depth: number): string[] {
  const is = (flags: ts.TypeFlags): boolean => (type.flags & flags) !== 0;
  if (is(ts.TypeFlags.StringLike)) return ['string'];
  if (is(ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike)) return ['number'];
  if (is(ts.TypeFlags.BooleanLike)) return ['boolean'];
  if (is(ts.TypeFlags.Null)) return ['null'];
  if (is(ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return [];
  if (!is(ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return ['any'];
  // Functions and classes go by their names.
  if (type.getCallSignatures().length + type.getConstructSignatures().length > 0) return ['object', 'string'];
  if (!checker.isArrayType(type) && !checker.isTupleType(type)) return ['object'];
  // Nested arrays of any depth.
  if (depth > 2) return ['[any]'];
  const elements = checker.getTypeArguments(type as ts.TypeReference).map((each) => kindOf(each, checker, depth + 1));
  const all = [...new Set(elements.flatMap((each) => each.split('|')))].sort().join('|');
  return [all.includes('any') ? '[any]' : `[${all}]`];
}

/** The text of a file with the kinds of all options: of each name its most frequent kind, and what differs from it. */
export function optionKinds(classes: readonly OptionClass[], checker: ts.TypeChecker): string {
  const byName = new Map<string, Map<string, string[]>>();
  for (const { path, options } of classes) {
    for (const property of checker.getPropertiesOfType(options)) {
      const kind = kindOf(checker.getTypeOfSymbol(property), checker);
      const kinds = byName.get(property.name) ?? new Map<string, string[]>();
      byName.set(property.name, kinds.set(kind, [...(kinds.get(kind) ?? []), path]));
    }
  }
  const usual: Record<string, string> = {};
  const others: Record<string, Record<string, string>> = {};
  for (const [name, kinds] of [...byName].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [[first], ...rest] = [...kinds].sort(([, a], [, b]) => b.length - a.length) as [[string, string[]]];
    usual[name] = first;
    for (const [kind, paths] of rest as [string, string[]][])
      for (const path of paths) others[path] = { ...others[path], [name]: kind };
  }
  return [
    '// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.',
    '/** What an option is in JSON. */',
    `export const OPTION_KINDS: Readonly<Record<string, string>> = ${JSON.stringify(usual)};`,
    '/** Options that are something else in some classes. */',
    `export const OWN_OPTION_KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = ${JSON.stringify(others)};`,
    '',
  ].join('\n');
}
