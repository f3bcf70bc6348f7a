/**
 * The last step of `npm run build`: in the declarations of the packages, `constructor(...args: DenseArguments)` becomes the overloads that
 * it stands for, each with the documentation of the class and of the options. Editors show the documentation of a parameter only where
 * it is written so; the sources are spared it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { documentedFunction } from './document-functions.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A constructor, method or function whose only parameter is `...args: <Stem>Arguments`. */
type Signature = ts.ConstructorDeclaration | ts.MethodDeclaration | ts.FunctionDeclaration;

/** The alias of `<Stem>Arguments` in `signatures.d.ts`, where a signature has it from there. */
function argumentsOf(node: Signature, checker: ts.TypeChecker): ts.TypeReferenceNode | null {
  const rest = node.parameters.length === 1 ? node.parameters[0]! : null;
  if (!rest?.dotDotDotToken || !rest.type || !ts.isTypeReferenceNode(rest.type)) return null;
  const symbol = checker.getSymbolAtLocation(rest.type.typeName);
  if (!symbol || !(symbol.flags & ts.SymbolFlags.Alias)) return null;
  const alias = checker.getAliasedSymbol(symbol).declarations?.find(ts.isTypeAliasDeclaration);
  const isOptions = alias && ts.isTypeReferenceNode(alias.type) && alias.type.typeName.getText() === 'OptionArguments';
  return isOptions ? (alias.type as ts.TypeReferenceNode) : null;
}

/** The lines of a JSDoc comment, without its frame. */
const contentOf = (comment: string): string[] =>
  comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .filter((line, i, all) => line !== '' || (i > 0 && i < all.length - 1));

const framed = (lines: readonly string[], indent: string): string =>
  [`${indent}/**`, ...lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}`), `${indent} */`].join('\n');

/** What the overloads of a file name, and where it is from: text of an import by name. */
type Imports = Map<string, string>;

/**
 * The type of an option as the interface writes it, with what it needs to be imported; null where it is written in terms that do not
 * hold in `file`.
 */
function typeText(property: ts.Symbol, file: ts.SourceFile, checker: ts.TypeChecker, imports: Imports): string | null {
  const declaration = property.valueDeclaration;
  if (!declaration || !ts.isPropertySignature(declaration) || !declaration.type) return null;
  const from = declaration.getSourceFile();
  const needed: Imports = new Map();
  const inScope = (node: ts.Node): boolean => {
    if (!ts.isTypeReferenceNode(node)) return ts.forEachChild(node, (child) => !inScope(child) || undefined) !== true;
    if (!ts.isIdentifier(node.typeName)) return from === file;
    const name = node.typeName.text;
    const here = checker.resolveName(name, file, ts.SymbolFlags.Type, false);
    const there = checker.getSymbolAtLocation(node.typeName);
    // The type parameters of options are those of the method, by the same names.
    if (there && there.flags & ts.SymbolFlags.TypeParameter) return true;
    const target = (symbol: ts.Symbol | undefined) =>
      symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (!here && there) {
      const module = moduleOf(name, there, from, file);
      if (module === null) return false;
      needed.set(name, module);
    } else if (target(here) !== target(there)) return false;
    return (node.typeArguments ?? []).every(inScope);
  };
  if (!inScope(declaration.type)) return null;
  for (const [name, module] of needed) imports.set(name, module);
  return declaration.type.getText();
}

/** The folder of a package that a declaration is of. */
const packageOf = (path: string): string => relative(join(root, 'packages'), path).split(sep)[0]!;

/** Where to import a name from that `from` has: relative to `file`, or another package, null where that keeps the name to itself. */
function moduleOf(name: string, symbol: ts.Symbol, from: ts.SourceFile, file: ts.SourceFile): string | null {
  const imported = symbol.declarations?.map((each) => ts.findAncestor(each, ts.isImportDeclaration)).find(Boolean);
  const specifier = imported
    ? (imported.moduleSpecifier as ts.StringLiteral).text
    : `./${basename(from.fileName, '.d.ts')}.js`;
  if (!specifier.startsWith('.')) return specifier;
  const target = join(dirname(from.fileName), specifier);
  const owner = packageOf(target);
  if (owner !== packageOf(file.fileName)) {
    const index = readFileSync(join(root, 'packages', owner, 'dist/types/index.d.ts'), 'utf8');
    return new RegExp(`\\b${name}\\b`).test(index) ? `@org/${owner}` : null;
  }
  const path = relative(dirname(file.fileName), target);
  return path.startsWith('.') ? path : `./${path}`;
}

/** Parameters cannot be called as statements are. */
const RESERVED = ['function', 'arguments', 'default'];

const parameterName = ({ name }: ts.NamedTupleMember): string =>
  RESERVED.includes((name as ts.Identifier).text) ? `${(name as ts.Identifier).text}_` : (name as ts.Identifier).text;

/** The overloads as text, to stand in place of the signature and its comment. */
function overloads(
  node: Signature,
  list: ts.TypeReferenceNode,
  checker: ts.TypeChecker,
  indent: string,
  imports: Imports,
): string {
  const [options, due, others, mixed = due] = list.typeArguments as unknown as [
    ts.TypeNode,
    ts.TupleTypeNode,
    ts.TupleTypeNode,
    ts.TupleTypeNode?,
  ];
  const name = options.getText();
  const properties = checker.getTypeFromTypeNode(options);
  const members = (tuple: ts.TupleTypeNode) => tuple.elements as ts.NodeArray<ts.NamedTupleMember>;
  const written = (member: ts.NamedTupleMember, orOptions: boolean) =>
    `${parameterName(member)}${member.questionToken ? '?' : ''}: ${typeOf(member)}${orOptions ? ` | Partial<${name}>` : ''}`;
  /** `Options['units']`, as it is written for `units`; what follows it stays. */
  const typeOf = (member: ts.NamedTupleMember): string =>
    member.type.getText().replace(/^\w+(?:<\w+>)?\['(\w+)'\]/, (access, key: string) => {
      const property = properties.getProperty(key);
      const text = property && typeText(property, node.getSourceFile(), checker, imports);
      return text ? (text.includes('=>') ? `(${text})` : text) : access;
    });
  const documented = (parameters: readonly string[]) =>
    parameters.flatMap((parameter) => {
      const property = properties.getProperty(parameter);
      const text = ts.displayPartsToString(property?.getDocumentationComment(checker)).replace(/\s+/g, ' ');
      return text === '' ? [] : [`@param ${parameter} ${text}`];
    });
  const described = ts.isConstructorDeclaration(node) ? node.parent : node;
  const comment = ts.getLeadingCommentRanges(node.getSourceFile().text, described.pos)?.at(-1);
  const own = comment ? contentOf(node.getSourceFile().text.slice(comment.pos, comment.end)) : [];
  const tagged = own.findIndex((line) => line.startsWith('@'));
  const [text, tags] = tagged < 0 ? [own, []] : [own.slice(0, tagged), own.slice(tagged)];
  const head = ts.isConstructorDeclaration(node)
    ? 'constructor'
    : node.getSourceFile().text.slice(node.getStart(), node.parameters.pos - 1);
  const result = node.type ? `: ${node.type.getText()}` : '';
  const overload = (parameters: readonly string[], names: readonly string[], last: string): string => {
    const lines = [...text, ...documented(names), ...(last === '' ? [] : [`@param options ${last}`]), ...tags];
    return `${framed(lines, indent)}\n${indent}${head}(${parameters.join(', ')})${result};`;
  };
  const dueNames = members(due).map((member) => (member.name as ts.Identifier).text);
  const otherNames = members(others).map((member) => (member.name as ts.Identifier).text);
  const partial = `options?: Partial<${name}>`;
  const forms = [
    overload(
      [...members(mixed).map((each) => written(each, false)), partial],
      dueNames,
      'the other parameters, by name',
    ),
  ];
  if (otherNames.length > 0) {
    const all = [
      ...members(due).map((each) => written(each, false)),
      ...members(others).map((each) => written(each, true)),
      partial,
    ];
    forms.push(overload(all, [...dueNames, ...otherNames], 'parameters by name, in place of any that has a default'));
  }
  if (dueNames.length > 0) forms.push(overload([`options: ${name}`], [], 'all parameters, by name'));
  return forms.join('\n');
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The comment of a class for its constructor, where that has no text of its own, or is inherited from a class where it has none: then
 * with the constructor.
 */
function constructorEdit(node: ts.ClassDeclaration, checker: ts.TypeChecker): Edit | null {
  const { text } = node.getSourceFile();
  const commentOf = (each: ts.Node): string[] => {
    const comment = ts.getLeadingCommentRanges(text, each.pos)?.at(-1);
    return comment ? contentOf(text.slice(comment.pos, comment.end)) : [];
  };
  const described = commentOf(node);
  if (described.length === 0) return null;
  const [own, ...others] = node.members.filter(ts.isConstructorDeclaration);
  if (own) {
    const tags = commentOf(own);
    if (others.length > 0 || (tags[0] && !tags[0].startsWith('@')) || argumentsOf(own, checker)) return null;
    const start = ts.getLeadingCommentRanges(text, own.pos)?.at(-1)?.pos ?? own.getStart();
    return { start, end: own.getStart(), text: `${framed([...described, ...tags], '    ').trimStart()}\n    ` };
  }
  const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  const inherited = base ? checker.getTypeAtLocation(base).getConstructSignatures() : [];
  if (inherited.length > 1 || inherited.some(({ declaration }) => declaration && hasOverloads(declaration, checker)))
    return null;
  const parameters = base ? `...args: ConstructorParameters<typeof ${base.getText()}>` : '';
  const { pos } = node.members;
  return { start: pos, end: pos, text: `\n${framed(described, '    ')}\n    constructor(${parameters});` };
}

/** Whether `overloads` stand in place of a constructor. */
const hasOverloads = (declaration: ts.SignatureDeclaration | ts.JSDocSignature, checker: ts.TypeChecker): boolean =>
  ts.isConstructorDeclaration(declaration) && argumentsOf(declaration, checker) !== null;

/** The call signatures of a function that is declared with its type, under the comment of the statement. */
function functionEdit(node: ts.Node): Edit | null {
  if (!ts.isVariableDeclaration(node)) return null;
  const { text } = node.getSourceFile();
  const comment = ts.getLeadingCommentRanges(text, node.parent.parent.pos)?.at(-1);
  return comment ? documentedFunction(node, contentOf(text.slice(comment.pos, comment.end)), framed) : null;
}

/** Names that a file passes on by `export type { ... } from`, as an import: the overloads use them in the file. */
const importsOfReexports = (file: ts.SourceFile, used: ReadonlySet<string>, checker: ts.TypeChecker): string =>
  file.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause, moduleSpecifier }) => {
      if (!moduleSpecifier || !exportClause || !ts.isNamedExports(exportClause)) return [];
      const names = exportClause.elements
        .map((each) => each.name.text)
        .filter((each) => used.has(each) && !checker.resolveName(each, file, ts.SymbolFlags.Type, false));
      return names.length === 0 ? [] : [`import type { ${names.join(', ')} } from ${moduleSpecifier.getText()};\n`];
    })
    .join('');

/** Options of a method that a class overrides are declared beside the method of its base. */
function importOptions(
  options: ts.TypeReferenceNode,
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  imports: Imports,
): void {
  const name = options.typeName.getText();
  const passedOn = file.statements.some((each) => ts.isExportDeclaration(each) && each.getText().includes(name));
  if (passedOn || checker.resolveName(name, file, ts.SymbolFlags.Type, false)) return;
  const { symbol, aliasSymbol } = checker.getTypeFromTypeNode(options);
  const declared = (aliasSymbol ?? symbol)?.declarations?.[0]?.getSourceFile().fileName;
  if (!declared) return;
  const path = relative(dirname(file.fileName), declared).replace(/\.d\.ts$/, '.js');
  imports.set(name, path.startsWith('.') ? path : `./${path}`);
}

/** Writes the overloads into the declarations of a package. */
export function documentDeclarations(packageFolder: string): void {
  const [name, under = ''] = packageFolder.split('/');
  const folder = join(root, 'packages', name!, 'dist/types', under);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts') && !/\.test\.d\.ts$/.test(file))
    .map((file) => join(folder, file));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  for (const path of files) {
    const file = program.getSourceFile(path)!;
    const edits: Edit[] = [];
    const used = new Set<string>();
    const imports: Imports = new Map();
    const visit = (node: ts.Node): void => {
      const edit = ts.isClassDeclaration(node) ? constructorEdit(node, checker) : functionEdit(node);
      if (edit) edits.push(edit);
      const list =
        ts.isConstructorDeclaration(node) || ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)
          ? argumentsOf(node, checker)
          : null;
      if (list) {
        const indent = ts.isFunctionDeclaration(node) ? '' : '    ';
        const text = overloads(node as Signature, list, checker, indent, imports);
        const start = ts.getLeadingCommentRanges(file.text, node.pos)?.at(-1)?.pos ?? node.getStart();
        edits.push({ start, end: node.end, text: text.trimStart() });
        const options = list.typeArguments![0] as ts.TypeReferenceNode;
        used.add(options.typeName.getText());
        importOptions(options, file, checker, imports);
      } else ts.forEachChild(node, visit);
    };
    visit(file);
    if (edits.length === 0) continue;
    edits.sort((a, b) => a.start - b.start);
    const text = edits.reduceRight(
      (all, { start, end, text }) => all.slice(0, start) + text + all.slice(end),
      file.text,
    );
    const named = [...imports].map(([name, module]) => `import type { ${name} } from '${module}';\n`).join('');
    writeFileSync(path, importsOfReexports(file, used, checker) + named + text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const packageFolder of process.argv.slice(2)) documentDeclarations(packageFolder);
}
