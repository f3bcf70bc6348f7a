/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

// Tests run on the sources: packages are found by name in packages/*/src, and swc turns ES modules into CommonJS.
const config: Config = {
  testEnvironment: './jest.environment.js',
  setupFiles: ['./jest.setup.cjs'],
  roots: ['<rootDir>/packages', '<rootDir>/examples', '<rootDir>/bench', '<rootDir>/tests', '<rootDir>/tools'],
  testMatch: ['**/*.test.ts'],
  // What builds, packs and asks compilers takes minutes, and is run before a merge.
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.THOROUGH === '1' ? [] : ['\\.thorough\\.test\\.ts$'])],
  modulePathIgnorePatterns: ['<rootDir>/packages/[a-z]+/dist/'],
  resolver: './jest.resolver.cjs',
  // What a module takes from the global object of its test file costs a call into Node's C++ each time, but for these.
  sandboxInjectedGlobals: ['Array', 'Error', 'Map', 'Math', 'Number', 'Object', 'Set', 'String'],
  transform: {
    '\\.(ts|m?js)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { decoratorVersion: '2022-03' },
        },
        // Beside the code, where only errors look: inside of it they would be most of what is parsed anew for each test file.
        sourceMaps: true,
      },
    ],
  },
  // Dependencies that ship ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(h5wasm|fast-png|iobuffer)/)'],
  maxWorkers: 2,
  // For a loaded machine; nothing takes that long on an idle one.
  testTimeout: 60_000,
};

export default config;
