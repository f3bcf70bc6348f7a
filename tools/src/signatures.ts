/**
 * `npm run signatures` writes the `signatures.ts` of every folder: for each constructor, method and function that takes `...args:
 * DenseArguments`, that type and the run-time table of its parameters, from the interface `DenseOptions` beside it. The interface
 * says names, types and what is required; Keras says the order. Editors show the labels that are written here.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourcePaths } from '@org/testing/program';
import ts from 'typescript';
import { kerasParameters } from './keras-order.js';
import { type OptionClass, optionKinds, pathInFiles } from './option-kinds.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Callee {
  /** `Dense`, `fit`. */
  readonly name: string;
  /** `Dense`, `Fit`: the beginning of the names of its types. */
  readonly stem: string;
  /** Of a method. */
  readonly owner: string | null;
  readonly file: ts.SourceFile;
}

const pascalCase = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

/** `Conv2DTranspose` -> CONV2D_TRANSPOSE */
export const constantName = (stem: string): string =>
  stem
    .replace('ReLU', 'Relu')
    .replace(/([a-zA-Z0-9])([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase();

/** Whether a file has a name from its `signatures.ts`. */
const isDerived = (file: ts.SourceFile, name: string): boolean =>
  file.statements.filter(ts.isImportDeclaration).some(({ importClause, moduleSpecifier }) => {
    const bindings = importClause?.namedBindings;
    const isHere = (moduleSpecifier as ts.StringLiteral).text === './signatures.js';
    return (
      isHere && !!bindings && ts.isNamedImports(bindings) && bindings.elements.some((each) => each.name.text === name)
    );
  });

/** Whether a method takes the options that the class it overrides declares: its own file neither declares nor exports them. */
const isInherited = (node: ts.Node, file: ts.SourceFile, options: string): boolean =>
  ts.isMethodDeclaration(node) &&
  !!node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.OverrideKeyword) &&
  !file.statements.some((each) =>
    ts.isExportDeclaration(each)
      ? each.exportClause && ts.isNamedExports(each.exportClause) && each.exportClause.elements.some(isNamed(options))
      : (ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each)) && isNamed(options)(each),
  );

const isNamed =
  (name: string) =>
  (node: { readonly name: ts.Node }): boolean =>
    (node.name as ts.Identifier).text === name;

/** The classes, methods and functions of a file that take `...args: <Stem>Arguments`. */
function calleesOf(file: ts.SourceFile): Callee[] {
  const found = new Map<string, Callee>();
  const visit = (node: ts.Node): void => {
    if (ts.isParameter(node) && node.dotDotDotToken && node.type && ts.isTypeReferenceNode(node.type)) {
      const owner = ts.findAncestor(node, ts.isClassDeclaration)?.name?.text ?? null;
      const { parent } = node;
      const isConstructor = ts.isConstructorDeclaration(parent);
      const name = isConstructor ? owner : ((parent as ts.FunctionDeclaration).name?.getText() ?? null);
      const type = node.type.typeName.getText();
      if (
        name &&
        type === `${pascalCase(name)}Arguments` &&
        isDerived(file, type) &&
        !isInherited(parent, file, `${pascalCase(name)}Options`)
      ) {
        found.set(name, { name, stem: pascalCase(name), owner: isConstructor ? null : owner, file });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found.values()];
}

/** The required positions; from the second on, all that are left may be given by name. */
const mixed = (options: string, due: readonly string[]): string => {
  const given = (n: number) =>
    due
      .slice(0, n)
      .map((each) => `'${each}'`)
      .join(' | ');
  const others = due.slice(1).map((each, i) => {
    return `${each}${i > 0 ? '?' : ''}: ${options}['${each}'] | Omit<${options}, ${given(i + 1)}>`;
  });
  return `[${due[0]}: ${options}['${due[0]}'], ${others.join(', ')}]`;
};

/** @param owners the class of a method, and those that extend it: Keras may have the method in one of them */
function signatureOf({ name, stem, owner, file }: Callee, owners: readonly string[], checker: ts.TypeChecker): string {
  const declared = optionsSymbol(file, `${stem}Options`, checker);
  const parameters = declared.declarations?.find(ts.isInterfaceDeclaration)?.typeParameters ?? [];
  const angled = (list: readonly string[]) => (list.length > 0 ? `<${list.join(', ')}>` : '');
  const options = `${stem}Options${angled(parameters.map((each) => each.name.text))}`;
  const properties = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(declared));
  const names = properties.map((property) => property.name);
  const found = owner
    ? owners.map((each) => kerasParameters(file.fileName, each, name)).find((each) => each !== null)
    : kerasParameters(file.fileName, name);
  const keras = found ?? null;
  const positions = keras ? keras.positions.filter((each) => names.includes(each)) : names;
  const keywords = names.filter((each) => !positions.includes(each));
  const isRequired = (each: string) =>
    !(properties.find((property) => property.name === each)!.flags & ts.SymbolFlags.Optional);
  const due = positions.filter(isRequired);
  if (due.some((each, i) => positions[i] !== each)) {
    throw new Error(
      `${options} in ${file.fileName}: a required parameter follows one that is not (${positions.join(', ')}).`,
    );
  }
  const labelled = (list: readonly string[], mark: string) =>
    `[${list.map((each) => `${each === 'default' ? 'value' : each}${mark}: ${options}['${each}']`).join(', ')}]`;
  const quoted = (list: readonly string[]) => `[${list.map((each) => `'${each}'`).join(', ')}]`;
  const types = [options, labelled(due, ''), labelled(positions.slice(due.length), '?')];
  if (due.length > 1) types.push(mixed(options, due));
  return [
    `export type ${stem}Arguments${angled(parameters.map((each) => each.getText()))} = OptionArguments<${types.join(', ')}>;`,
    `export const ${constantName(stem)}_PARAMETERS: Signature<${stem}Options> = { callee: '${name}', names: ${quoted(positions)}, keywords: ${quoted(keywords)}, required: ${due.length} };`,
  ].join('\n');
}

/** A class, and those of the program that extend it. */
function withSubclasses(owner: string | null, program: ts.Program): string[] {
  if (owner === null) return [];
  const extending = program.getSourceFiles().flatMap((file) =>
    file.statements.filter(ts.isClassDeclaration).flatMap(({ name, heritageClauses }) => {
      const base = heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
      return name && base?.expression.getText(file) === owner ? [name.text] : [];
    }),
  );
  return [owner, ...extending.flatMap((each) => withSubclasses(each, program))];
}

/** The text of `signatures.ts` for each folder of a package that needs one. */
export function signaturesOf(packageFolder: string): Map<string, string> {
  const source = join(root, 'packages', packageFolder, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(source, file));
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const paths = sourcePaths('node');
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noEmit: true, paths }, root);
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const byFolder = new Map<string, Callee[]>();
  for (const callee of files.sort().flatMap((file) => calleesOf(program.getSourceFile(file)!))) {
    const folder = dirname(callee.file.fileName);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), callee]);
  }
  const signatures = new Map(
    [...byFolder].map(([folder, callees]) => {
      const core =
        packageFolder === 'core' ? relativeImport(folder, join(source, 'python/python-call.ts')) : '@org/core/python';
      const lines = [
        '// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.',
        `import type { OptionArguments, Signature } from '${core}';`,
        ...callees.map(
          ({ stem, file }) => `import type { ${stem}Options } from './${basename(file.fileName, '.ts')}.js';`,
        ),
        ...callees.map((callee) => `\n${signatureOf(callee, withSubclasses(callee.owner, program), checker)}`),
      ];
      return [join(folder, 'signatures.ts'), `${lines.join('\n')}\n`];
    }),
  );
  // Models come last: their program has all classes.
  if (packageFolder !== 'models') return signatures;
  return signatures.set(join(source, 'saving/option-kinds.ts'), optionKinds(optionClasses(program, checker), checker));
}

/** The interface that a file exports. */
function optionsSymbol(file: ts.SourceFile, options: string, checker: ts.TypeChecker): ts.Symbol {
  const symbol = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!).find((each) => each.name === options);
  if (!symbol) throw new Error(`${file.fileName} exports no ${options}.`);
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The classes of a program that have a name in files. */
function optionClasses(program: ts.Program, checker: ts.TypeChecker): OptionClass[] {
  const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(root, 'packages')));
  return files.flatMap((file) => {
    const constructors = calleesOf(file).filter(({ owner }) => owner === null);
    return file.statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
      const callee = constructors.find(({ name }) => name === declaration.name?.text);
      const path = pathInFiles(declaration);
      if (!callee || !path) return [];
      const options = checker.getDeclaredTypeOfSymbol(optionsSymbol(file, `${callee.stem}Options`, checker));
      return [{ path, options }];
    });
  });
}

const relativeImport = (from: string, file: string): string => {
  const path = relative(from, file).replace(/\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
};

/** The text as Biome formats it. */
export const formatted = (path: string, text: string): string =>
  execFileSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', `--stdin-file-path=${path}`], {
    input: text,
    encoding: 'utf8',
    cwd: root,
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const packageFolder of process.argv.slice(2)) {
    for (const [path, text] of signaturesOf(packageFolder)) writeFileSync(path, formatted(path, text));
  }
}
