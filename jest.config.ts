/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

// Tests run on the sources: packages are found by name in packages/*/src, and swc turns ES modules into CommonJS.
const config: Config = {
  testEnvironment: './jest.environment.js',
  roots: ['<rootDir>/packages', '<rootDir>/examples', '<rootDir>/bench', '<rootDir>/tests', '<rootDir>/tools'],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/packages/[a-z]+/dist/'],
  moduleNameMapper: {
    '^@org/([a-z]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^@org/([a-z]+)/(internal|python)$': '<rootDir>/packages/$1/src/$2.ts',
    '^#ort$': '<rootDir>/packages/core/src/backend/ort-node.ts',
    '^#ort-web$': '<rootDir>/packages/core/src/backend/load-web-node.ts',
    // h5wasm exports an 'import' condition only.
    '^h5wasm$': '<rootDir>/node_modules/h5wasm/dist/esm/hdf5_hl.js',
    // Their bundles for scripts, one file each.
    '^vega$': '<rootDir>/node_modules/vega/build/vega.min.js',
    '^vega-lite$': '<rootDir>/node_modules/vega-lite/build/vega-lite.min.js',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  transform: {
    '\\.(ts|m?js)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { decoratorVersion: '2022-03' },
        },
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
