import { Registered } from '../testing/custom-objects.js';
import { deserializeKerasObject } from './deserialize.js';
import { objectSharingScope } from './object-sharing.js';
import { type SerializedObject, serializeKerasObject } from './serialize.js';

test('an object that occurs twice is read back as one', () => {
  const shared = new Registered({ factor: 2 });
  const json = objectSharingScope(() => serializeKerasObject([shared, shared, new Registered()])) as SerializedObject[];
  expect(json[0]!.shared_object_id).toBe(json[1]!.shared_object_id);
  expect(json[2]).not.toHaveProperty('shared_object_id');
  const [a, b, c] = objectSharingScope(() => deserializeKerasObject(json)) as Registered[];
  expect(a).toBe(b);
  expect(c).not.toBe(a);
});

test('outside of a scope objects have no numbers', () => {
  const shared = new Registered();
  const json = serializeKerasObject([shared, shared]);
  expect(JSON.stringify(json)).not.toContain('shared_object_id');
  const [a, b] = deserializeKerasObject(json) as Registered[];
  expect(a).not.toBe(b);
});
