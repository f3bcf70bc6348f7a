import '../index.js';
import { primitives } from '../op.js';
import { laneRules } from './rules.js';

test('rules are for elementwise primitives, and for those that make words', () => {
  const isMeant = (name: string): boolean => {
    const primitive = primitives().get(name);
    return primitive?.elementwise === true || primitive?.words !== undefined;
  };
  expect([...laneRules.keys()].filter((name) => !isMeant(name))).toEqual([]);
});
