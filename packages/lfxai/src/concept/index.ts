/** Concepts that people show by examples, and what outputs owe to them, by captum's names. */
export { CAV, type CavStats } from './cav.js';
export { Classifier, type ClassifierStats, DefaultClassifier } from './classifier.js';
export { Concept, type ConceptData } from './concept.js';
export { type ConceptScores, type NamedLayer, TCAV, type TcavOptions, type TcavScores } from './tcav.js';
