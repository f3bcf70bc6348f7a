/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

// Tests run on the sources: packages are found by name in packages/*/src, and swc turns ES modules into CommonJS.
const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/examples', '<rootDir>/bench', '<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['/dist/'],
  moduleNameMapper: {
    '^@org/([a-z]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^#ort$': '<rootDir>/packages/core/src/backend/ort-node.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  transform: {
    '\\.(ts|m?js)$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  // Dependencies that ship ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(h5wasm)/)'],
  maxWorkers: 2,
};

export default config;
