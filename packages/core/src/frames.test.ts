import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { userLine, usersFrames } from './frames.js';

const packages = resolve(__dirname, '../..');
const url = pathToFileURL(packages).href;
const stackOf = (...frames: string[]): string => ['Error: no', ...frames.map((frame) => `    at ${frame}`)].join('\n');

describe('frames of stacks, as Node and loaders write them', () => {
  it.each<[string, string, string]>([
    ['an address', 'file:///home/me/a.mjs:3:1', '/home/me/a.mjs:3:1'],
    ['a path in brackets', '<anonymous> (/home/me/a.ts:3:1)', '/home/me/a.ts:3:1'],
    ['an address that is waited at', 'async file:///home/me/a.mjs:3:1', '/home/me/a.mjs:3:1'],
    ['a path that is waited at', 'async <anonymous> (/home/me/a.ts:3:1)', '/home/me/a.ts:3:1'],
    ['a method', 'async Mine.run [as go] (file:///home/me/a.mjs:3:1)', '/home/me/a.mjs:3:1'],
    ['a constructor', 'new Mine (/home/me/a.js:3:1)', '/home/me/a.js:3:1'],
    ['a space in an address', 'go (file:///home/my%20own/a.mjs:3:1)', '/home/my own/a.mjs:3:1'],
    ['brackets in a path', '/home/me (2)/a.js:3:1', '/home/me (2)/a.js:3:1'],
    ['brackets in a path, behind a name', 'go (/home/me (2)/a.js:3:1)', '/home/me (2)/a.js:3:1'],
    ['a percent sign that encodes nothing', 'go (file:///home/100%/a.mjs:3:1)', '/home/100%/a.mjs:3:1'],
    ['an address on Windows', 'async file:///C:/me/a.mjs:3:1', 'C:/me/a.mjs:3:1'],
    ['a path on Windows', 'go (C:\\me\\a.js:3:1)', 'C:/me/a.js:3:1'],
  ])('%s', (_name, frame, line) => {
    expect(userLine(stackOf(`dot (${url}/core/dist/index.js:9:9)`, frame))).toBe(line);
  });

  it.each([
    `matmul (${url}/core/dist/index.js:1:1)`,
    `matmul (${packages}/core/dist/index.cjs:1:1)`,
    `${url}/core/dist/index.js:1:1`,
    `<anonymous> (${packages}/core/dist/index.js:1:1)`,
    `async ${url}/models/dist/trainer/fit-loop.js:40:26`,
    `async ${packages}/models/dist/trainer/fit-loop.js:40:26`,
    `async Turns.take (${url}/models/dist/trainer/turns.js:22:20)`,
    `async file:///home/me/node_modules/@org/models/dist/trainer/fit-loop.js:40:26`,
    `C:\\me\\node_modules\\@org\\models\\dist\\index.cjs:1:1`,
  ])("%s is not the user's, nor what it calls", (ours) => {
    const users = 'async file:///home/me/a.mjs:3:1';
    const called = [
      'Array.map (<anonymous>)',
      'eval (eval at make (/home/me/b.js:1:1), <anonymous>:1:1)',
      'node:fs:1:1',
    ];
    expect(usersFrames(stackOf(...called, ours, users))).toEqual([`    at ${users}`]);
  });

  it("what the user calls of others is the user's", () => {
    const frames = ['Array.map (<anonymous>)', 'async Promise.all (index 0)', 'file:///home/me/a.mjs:3:1'];
    expect(usersFrames(stackOf(...frames))).toEqual(frames.map((frame) => `    at ${frame}`));
  });
});
