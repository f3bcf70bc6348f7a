// @ts-check
// Bundles what `tsc -b` emitted (dist/lib) to ES modules and CommonJS; every dependency stays external.
// The entries are the dist/**.js files that a package's `exports`, `imports` and `bin` name: package.json is the only list.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseAst } from 'rollup/parseAst';

/** The name in every './dist/<name>.js' of a (nested) conditions object; its source is dist/lib/<name>.js. */
const bundlesIn = (conditions) =>
  typeof conditions === 'string'
    ? [/^\.\/dist\/(.+)\.js$/.exec(conditions)?.[1]].filter(Boolean)
    : Object.values(conditions ?? {}).flatMap(bundlesIn);

/**
 * CommonJS consumers need declarations that TypeScript takes for CommonJS: the same files below a package.json
 * that says so.
 */
const commonjsTypes = (root) => ({
  name: 'commonjs-types',
  writeBundle() {
    cpSync(join(root, 'dist/types'), join(root, 'dist/types-cjs'), { recursive: true });
    writeFileSync(join(root, 'dist/types-cjs/package.json'), '{ "type": "commonjs" }\n');
  },
});

/**
 * CommonJS requires what it loads later, too: it shares classes with the rest then, and runs in test runners, which offer no
 * `import()` to it. h5wasm alone can only be imported.
 */
const requireLater = {
  name: 'require-later',
  renderDynamicImport: ({ format, targetModuleId }) =>
    format === 'cjs' && targetModuleId !== 'h5wasm'
      ? { left: 'Promise.resolve().then(() => require(', right: '))' }
      : null,
};

/**
 * What `require` gets in Node: the ES modules, so that it shares classes with `import`. Node could take it there by a condition,
 * `module-sync`, but not in programs that loaders such as tsx run. Where ES modules cannot be required, as in Jest, and in bundles,
 * which are other files than these, it is the CommonJS files.
 */
const requireInNode = (root, entries) => ({
  name: 'require-in-node',
  writeBundle() {
    for (const name of entries)
      writeFileSync(
        join(root, 'dist', `${name}.require.cjs`),
        `'use strict';
function load() {
  if (__filename.endsWith('${name}.require.cjs')) {
    try {
      return require('node:module').createRequire(__filename)('./${basename(name)}.js');
    } catch {}
  }
  return require('./${basename(name)}.cjs');
}
module.exports = load();
`,
      );
  },
});

/**
 * What other packages have of the core as a namespace becomes an import of that module: not all bundlers leave out what is not used of
 * a namespace inside of another.
 */
const importNamespaces = {
  name: 'import-namespaces',
  transform: (code) =>
    code.replace(/^import \{([^}]*)\} from '@org\/core';$/gm, (_, list) => {
      const names = list.split(',').map((name) => name.trim());
      const isNamespace = (name) => ['ops', 'random', 'tree'].includes(name);
      const others = names.filter((name) => !isNamespace(name));
      // The core's own order of modules comes first.
      return [
        `import { ${others.join(', ')} } from '@org/core';`,
        ...names.filter(isNamespace).map((name) => `import * as ${name} from '@org/core/${name}';`),
      ].join('');
    }),
};

/**
 * A signature goes to the file that reads it. Bundlers that split a program take files whole, and with those of a folder one that is
 * needed would bring all the others.
 */
const inlineSignatures = {
  name: 'inline-signatures',
  transform(code, id) {
    return code.replace(/^import \{([^}]*)\} from '(.*signatures\.js)';$/gm, (_, list, path) => {
      const text = readFileSync(join(dirname(id), path), 'utf8');
      const declared = new Map(
        this.parse(text).body.flatMap(({ declaration: node }) =>
          (node?.declarations ?? []).map((each) => [each.id.name, `${node.kind} ${text.slice(each.start, each.end)};`]),
        ),
      );
      return list
        .split(',')
        .map((name) => declared.get(name.trim()))
        .join('\n');
    });
  },
};

/** Where a file calls something while it is loaded: not in the functions that it defines. */
function callsWhileLoading(node, found = []) {
  if (Array.isArray(node)) for (const each of node) callsWhileLoading(each, found);
  if (!node?.type || /Function|StaticBlock/.test(node.type) || (node.type === 'PropertyDefinition' && !node.static))
    return found;
  if (node.type === 'CallExpression' || node.type === 'NewExpression') found.push(node.start);
  for (const child of Object.values(node)) if (child && typeof child === 'object') callsWhileLoading(child, found);
  return found;
}

/** Files that only define things: what they call for it is needed where its result is. So bundlers leave out single definitions as well. */
const markDefinitions = (hasEffects) => ({
  name: 'mark-definitions',
  transform(code, id) {
    if (hasEffects(id)) return null;
    const definitions = this.parse(code).body.filter(({ type }) => /Declaration$/.test(type));
    const places = [...new Set(callsWhileLoading(definitions))].sort((a, b) => b - a);
    return places.reduce((text, place) => `${text.slice(0, place)}/* @__PURE__ */ ${text.slice(place)}`, code);
  },
});

/** The functions that a declaration declares. */
const functionsIn = (declaration) =>
  declaration?.type === 'FunctionDeclaration'
    ? [declaration]
    : (declaration?.declarations ?? []).filter(({ init }) => init?.type === 'ArrowFunctionExpression');

/** The class that a declaration declares. */
const classesIn = (declaration) => (declaration?.type === 'ClassDeclaration' ? [declaration] : []);

/**
 * The functions and classes that users call: those that the exports of files lead to, as 'file#name'.
 *
 * @param wanted names that are exported, of which those are asked for; null for all
 */
function calleesExportedBy(file, wanted = null, found = new Set()) {
  const source = ({ value }) => (value.startsWith('.') ? join(dirname(file), value) : null);
  const { body } = parseAst(readFileSync(file, 'utf8'));
  const imports = new Map();
  for (const { type, specifiers, source: from } of body) {
    if (type !== 'ImportDeclaration' || !source(from)) continue;
    for (const { local, imported } of specifiers) imports.set(local.name, [source(from), imported && [imported.name]]);
  }
  const isWanted = (name) => wanted === null || wanted.includes(name);
  for (const { type, declaration, specifiers, source: from } of body) {
    if (type === 'ExportAllDeclaration' && source(from)) calleesExportedBy(source(from), wanted, found);
    if (type !== 'ExportNamedDeclaration') continue;
    for (const { id } of [...functionsIn(declaration), ...classesIn(declaration)])
      if (isWanted(id.name)) found.add(`${file}#${id.name}`);
    for (const { local, exported } of specifiers) {
      if (!isWanted(exported.name)) continue;
      const [origin, names] = from ? [source(from), [local.name]] : (imports.get(local.name) ?? []);
      if (origin) calleesExportedBy(origin, names, found);
    }
  }
  return found;
}

/** A file of a package and those that it imports. */
function withImports(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const { type, source } of parseAst(readFileSync(file, 'utf8')).body)
    if (type === 'ImportDeclaration' && source.value.startsWith('.'))
      withImports(join(dirname(file), source.value), found);
  return found;
}

/** Where the body of a class's constructor begins that may throw before it notes its call by binding arguments. */
const constructionsIn = ({ body }, code, mayThrow) =>
  body.body
    .filter(({ kind }) => kind === 'constructor')
    .map(({ value }) => value.body)
    .filter(({ start, end }) => mayThrow(code.slice(start, end)))
    .map(({ start }) => start + 1);

/** Before the arguments are bound, which notes the call: layers are made often, and a note takes a stack. */
const throwsAtOnce = (body) => /\b(throw|assert\w*\(|require\w*\()/.test(body.split(/\bbind\w*\(/)[0]);
/** The same, or by a function that it calls: what stands on Keras has few objects. */
const callsSomething = (body) => /\bthrow\b|(?<![.\w])(?!(super|if|for|while|switch)\b)[a-z]\w*\(/.test(body);
const isOfKeras = (root) => ['core', 'layers', 'models'].includes(basename(root));

/** What users call notes that it was entered (`core/src/entered.ts`). */
const enterCallees = (root, entries) => {
  const files = entries.map((name) => resolve(root, 'dist/lib', `${name}.js`));
  const called = new Set(files.flatMap((file) => [...calleesExportedBy(file)]));
  const own = resolve(root, 'dist/lib/entered.js');
  const mayThrow = isOfKeras(root) ? throwsAtOnce : callsSomething;
  const below = existsSync(own) ? withImports(own) : new Set();
  return {
    name: 'enter-callees',
    transform(code, id) {
      if (below.has(id)) return null;
      const edits = this.parse(code).body.flatMap(({ start, declaration }) =>
        [...functionsIn(declaration), ...classesIn(declaration)]
          .filter(({ id: { name } }) => called.has(`${id}#${name}`))
          .flatMap(({ type, init, id: { name, end }, end: last }) => {
            if (type === 'ClassDeclaration')
              return [
                [declaration.start, declaration.start, `const ${name} = enteredClass(`],
                ...constructionsIn(declaration, code, mayThrow).map((place) => [place, place, ' noteConstruction();']),
                [last, last, ');'],
              ];
            return init
              ? [
                  [init.start, init.start, 'entered('],
                  [init.end, init.end, ')'],
                ]
              : [
                  [start, start, `export const ${name} = entered(${name}$0);\n`],
                  [start, declaration.start, ''],
                  [end, end, '$0'],
                ];
          }),
      );
      if (edits.length === 0) return null;
      const changed = edits.reduceRight(
        (text, [start, end, own]) => text.slice(0, start) + own + text.slice(end),
        code,
      );
      const names = ['entered', 'enteredClass', 'noteConstruction'].filter((name) => changed.includes(`${name}(`));
      const missing = names.filter((name) => !new RegExp(`^import \\{[^}]*\\b${name}\\b`, 'm').test(code));
      if (missing.length === 0) return changed;
      const from = (file) =>
        existsSync(own) ? `./${relative(dirname(id), resolve(dirname(own), file))}` : '@org/core/basics';
      const imports = missing.map(
        (name) => `import { ${name} } from '${from(name === 'noteConstruction' ? 'boundaries.js' : 'entered.js')}';\n`,
      );
      return imports.join('') + changed;
    },
  };
};

/**
 * What is loaded later imports what its program has in any case, for their effects the files that the entry does. Bundlers that cut programs
 * by which of the parts need a file then leave what the program has in one piece.
 */
const shareProgram = (root) => {
  const entry = join(root, 'dist/lib/index.js');
  const effects = parseAst(readFileSync(entry, 'utf8'))
    .body.filter(({ type, specifiers }) => type === 'ImportDeclaration' && specifiers.length === 0)
    .map(({ source }) => source.value);
  return {
    name: 'share-program',
    renderChunk(code, { fileName, isDynamicEntry }) {
      if (!isDynamicEntry) return null;
      const paths = effects
        .map((path) => relative(dirname(fileName), path))
        .map((path) => path.replace(/^(?!\.)/, './'));
      return paths.map((path) => `import '${path}';\n`).join('') + code;
    },
  };
};

/** What only tests read of primitives. */
const leaveOutSamples = {
  name: 'leave-out-samples',
  transform(code, id) {
    if (!id.includes('/dist/lib/primitives/')) return null;
    const cuts = samplesIn(this.parse(code)).sort((a, b) => b.start - a.start);
    return cuts.reduce((text, { start, end }) => text.slice(0, start) + text.slice(end).replace(/^,/, ''), code);
  },
};

/** The outermost properties of that name. */
function samplesIn(node, found = []) {
  if (node.type === 'Property' && node.key.name === 'samples') found.push(node);
  else for (const child of Object.values(node)) if (child && typeof child === 'object') samplesIn(child, found);
  return found;
}

/** What programs import; who writes packages has doors of their own, and so has Node. */
const isPublic = (entry) => !/^(internal|python|bin|cli|backend)\b/.test(entry);

const bundles = (root) => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // Files only define things, but for those that package.json names: what is imported from none of them can go.
  const effects = [manifest.sideEffects || []]
    .flat()
    .filter((pattern) => pattern.startsWith('./src/'))
    .map((pattern) => pattern.replace('./src/', '/dist/lib/').replace('.*', '[.]js').replace('*', '[^/]*'))
    .map((pattern) => new RegExp(`${pattern}$`));
  const hasEffects = (id) => effects.some((effect) => effect.test(id));
  const names = [...new Set([manifest.exports, manifest.imports, manifest.bin].flatMap(bundlesIn))];
  const inModules = names.flatMap((name) => /^modules\/(.*)/.exec(name)?.[1] ?? []);
  const output = (folder, format, extension, preserveModules) => ({
    dir: join(root, folder),
    format,
    // A file for each module: bundlers leave out whole files.
    preserveModules,
    hoistTransitiveImports: false,
    preserveModulesRoot: join(root, 'dist/lib'),
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `shared/[name].${extension}`,
    exports: 'named',
  });
  const config = (entries, isPure, outputs, plugins) => ({
    input: Object.fromEntries(entries.map((name) => [name, join(root, 'dist/lib', `${name}.js`)])),
    external: (id) => !/^[./]/.test(id),
    treeshake: { moduleSideEffects: (id) => !isPure || hasEffects(id) },
    output: outputs,
    plugins: [
      importNamespaces,
      inlineSignatures,
      ...plugins,
      enterCallees(root, entries.filter(isPublic)),
      ...(isPure ? [markDefinitions(hasEffects)] : []),
    ],
  });
  // A package that has modules for bundlers has few files for Node, which would need a quarter of a second to find the others.
  const isPure = inModules.length === 0 && manifest.sideEffects === false;
  const entries = names.filter((name) => !name.startsWith('modules/'));
  const plugins = [
    commonjsTypes(root),
    requireLater,
    requireInNode(root, new Set(bundlesIn(manifest.exports).filter((name) => entries.includes(name)))),
  ];
  return [
    config(entries, isPure, [output('dist', 'es', 'js', isPure), output('dist', 'cjs', 'cjs', isPure)], plugins),
    ...(inModules.length > 0
      ? [config(inModules, true, [output('dist/modules', 'es', 'js', true)], [leaveOutSamples, shareProgram(root)])]
      : []),
  ];
};

const isPublished = (name) => !JSON.parse(readFileSync(join('packages', name, 'package.json'), 'utf8')).private;

export default readdirSync('packages')
  .filter(isPublished)
  .flatMap((name) => bundles(join('packages', name)));
