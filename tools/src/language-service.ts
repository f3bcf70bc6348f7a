/** What an editor shows: TypeScript's language service on a program that uses the packages as they are published. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ShownSignature {
  /** `Dense(units: number, options?: Partial<DenseOptions>): Dense` */
  readonly text: string;
  readonly parameters: readonly string[];
  readonly documentation: string;
  /** Documentation of the parameters that have any. */
  readonly documented: Readonly<Record<string, string>>;
}

const options: ts.CompilerOptions = {
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  paths: {
    '@org/*/internal': [join(root, 'packages/*/dist/types/internal.d.ts')],
    '@org/*/python': [join(root, 'packages/*/dist/types/python.d.ts')],
    '@org/*': [join(root, 'packages/*/dist/types/index.d.ts')],
  },
};

/**
 * The signatures that an editor shows behind each `(` that ends a line of the program.
 *
 * @example
 * signaturesShown(["import { Dense } from '@org/layers';", 'new Dense(']); // one list, of three
 */
export function signaturesShown(lines: readonly string[]): Map<string, ShownSignature[]> {
  const path = join(root, 'tests/shown.ts');
  const source = lines.join(');\n');
  const files = (file: string) => (file === path ? source : ts.sys.readFile(file));
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [path],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = files(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => file === path || ts.sys.fileExists(file),
    readFile: files,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  const text = ts.displayPartsToString;
  let position = 0;
  return new Map(
    lines.flatMap((line) => {
      position += line.length;
      const items = line.endsWith('(') ? (service.getSignatureHelpItems(path, position, {})?.items ?? []) : null;
      position += ');\n'.length;
      const shown = items?.map(({ prefixDisplayParts, suffixDisplayParts, parameters, documentation }) => ({
        text: `${text(prefixDisplayParts)}${parameters.map(({ displayParts }) => text(displayParts)).join(', ')}${text(suffixDisplayParts)}`,
        parameters: parameters.map(({ name }) => name),
        documentation: text(documentation),
        documented: Object.fromEntries(
          parameters.map((each) => [each.name, text(each.documentation)]).filter(([, note]) => note !== ''),
        ),
      }));
      return shown ? [[line, shown] as const] : [];
    }),
  );
}
