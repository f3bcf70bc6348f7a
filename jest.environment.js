import { createHash } from 'node:crypto';
import path from 'node:path';
import vm from 'node:vm';
import NodeEnvironment from 'jest-environment-node';

const TypedArray = Object.getPrototypeOf(Uint8Array);

// Jest compiles each module anew for each test file. What V8 made of a source, and of the functions in it that were called, is kept
// for the next file of the worker: a script whose value is the function that Jest asks for.
const scripts = new Map();
let importModule;
vm.compileFunction = (source, parameters, { filename, parsingContext, importModuleDynamically }) => {
  // A worker runs one test file at a time, which imports by a registry of its own.
  importModule = importModuleDynamically;
  let kept = scripts.get(filename);
  if (kept?.source !== source) {
    const head = `(function (${parameters.join()}) {`;
    const script = new vm.Script(`${head}${source}\n})`, {
      filename,
      columnOffset: -head.length,
      importModuleDynamically: (...asked) => importModule(...asked),
    });
    kept = { source, script };
    scripts.set(filename, kept);
  }
  return kept.script.runInContext(parsingContext);
};

// Tests draw the same random numbers in each run, so that what fails can be had again. TEST_SEED asks for others.
const seed = Number(process.env.TEST_SEED ?? 0);

/** Marsaglia's xorshift generator of 32 bits, begun by a text: https://doi.org/10.18637/jss.v008.i14. */
function randomNumbers(text) {
  let state = createHash('sha256').update(text).digest().readUInt32LE() || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export default class extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    this.draw(path.relative(config.globalConfig.rootDir, context.testPath));
  }

  draw(file) {
    this.global.Math.random = randomNumbers(`${file} ${seed}`);
  }

  handleTestEvent({ name, describeBlock }) {
    // The files of a suite draw as if they were alone: jest.suites.config.ts.
    if (name === 'run_describe_start' && describeBlock.name.endsWith('.test.ts')) this.draw(describeBlock.name);
  }

  async setup() {
    await super.setup();
    // Native code makes typed arrays of the outer realm; tests see the same constructors, so `instanceof` holds.
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (Object.getPrototypeOf(globalThis[name] ?? 0) === TypedArray) this.global[name] = globalThis[name];
    }
    // Node 20 gives the symbol of `using` to its own realm alone.
    if (!this.global.Symbol.dispose) Object.defineProperty(this.global.Symbol, 'dispose', { value: Symbol.dispose });
  }
}
