/** Label-free explanations, by features and by examples. */
export * as examples from './examples.js';
export * as features from './features.js';
