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
    '^@org/([a-z]+)/internal$': '<rootDir>/packages/$1/src/internal.ts',
    '^#ort$': '<rootDir>/packages/core/src/backend/ort-node.ts',
    // h5wasm exports an 'import' condition only.
    '^h5wasm$': '<rootDir>/node_modules/h5wasm/dist/esm/hdf5_hl.js',
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
  transformIgnorePatterns: ['/node_modules/(?!(h5wasm)/)'],
  maxWorkers: 2,
  // For a loaded machine; nothing takes that long on an idle one.
  testTimeout: 60_000,
};

export default config;
