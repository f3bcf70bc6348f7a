/** Objects to JSON and back, and the table of names that leads from JSON to classes. */
export { assertConfig, type FromOptions, newFromConfig, optionsOf, withArguments } from './configuration.js';
export { constructorForm } from './constructor-form.js';
export * from './deserialize.js';
export {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  type ObjectFamily,
  objectFamily,
} from './object-family.js';
export { objectSharingScope } from './object-sharing.js';
export * from './object-table.js';
export { type SerializedConfig, type SerializedObject, serializeKerasObject } from './serialize.js';
