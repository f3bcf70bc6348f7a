import { Constraint } from '../constraints/index.js';
import { constructorForm } from './constructor-form.js';

/** A class from source text, as tools may leave it. */
const classOf = (text: string, base: unknown = Constraint) =>
  new Function('Base', `return ${text}`)(base) as typeof Constraint;

const formOf = (text: string) =>
  constructorForm(classOf(text))?.slots?.map(({ kind, name, keys }) => [kind, name, ...keys]);

it.each<[string, string, unknown]>([
  [
    'positions',
    'constructor(a, b = 2) { super(); this.a = a; this.b = b; }',
    [
      ['position', 'a'],
      ['position', 'b'],
    ],
  ],
  [
    'positions and options',
    'constructor(a, options = {}) { super(options); }',
    [
      ['position', 'a'],
      ['options', 'options'],
    ],
  ],
  ['a pattern', 'constructor({ a = 1, b: c = {}, ...others } = {}) { super(others); }', [['options', '', 'a', 'b']]],
  [
    'options that are read',
    'constructor(o = {}) { super(o); this.a = o.a ?? 1; const { b, ...c } = o; }',
    [['options', 'o', 'a', 'b']],
  ],
  [
    'options under another name',
    'constructor(o = {}) { var p = o, { a = 1 } = p; super(rest(p, ["a"])); }',
    [['options', 'o', 'a']],
  ],
  [
    'names that take turns',
    'constructor(o = {}) { let p = o; o = p; super(p); this.a = p.a; }',
    [['options', 'o', 'a']],
  ],
  ['options without default', 'constructor(o) { super(o); this.a = o?.a; }', [['either', 'o', 'a']]],
  ['options that are passed on in part', 'constructor(o) { super({ ...o, b: 1 }); }', [['either', 'o']]],
  ['a last position', 'constructor(a) { super(); this.a = a; }', [['position', 'a']]],
  ['a list as the last position', 'constructor(a) { super(); this.size = a.length; }', [['position', 'a']]],
  ['a default that is a function', 'constructor(a = () => {}) { super(); this.a = a; }', [['position', 'a']]],
  ['a default that is an object', 'constructor(a = { b: 1 }) { super(); this.a = a; }', [['position', 'a']]],
  [
    'positions and a rest',
    'constructor(a, ...others) { super(...others); }',
    [
      ['position', 'a'],
      ['options', ''],
    ],
  ],
  [
    'counters of a coverage tool',
    'constructor(a = (cov().b[0][0]++, 2), o = (cov().b[1][0]++, {})) { super(o); }',
    [
      ['position', 'a'],
      ['options', 'o'],
    ],
  ],
  ['a name with a dollar', 'constructor($o = {}) { super($o); this.a = $o.a; }', [['options', '$o', 'a']]],
])('%s', (_, constructor, expected) => {
  expect(formOf(`class A extends Base { ${constructor} }`)).toEqual(expected);
});

it.each([
  ['no constructor', 'class A extends Base {}'],
  ['a constructor that passes all on', 'class A extends Base { constructor(...args) { super(...args); this.x = 1; } }'],
  [
    'one that a compiler wrote for fields',
    'class A extends Base { constructor() { super(...arguments); this.x = 1; } }',
  ],
])('%s is that of the class above', (_, text) => {
  expect(constructorForm(classOf(text))).toBeNull();
  const above = classOf('class Above extends Base { constructor(a) { super(); this.a = a; } }');
  expect(constructorForm(classOf(text, above))!.slots).toEqual([{ kind: 'position', name: 'a', keys: [] }]);
});

it('what stands around a constructor does not mislead', () => {
  const text = `class A extends Base {
    static pattern = /["'{(]/; // constructor(x) {
    /* constructor(y) { */
    text = "constructor(z) {" + \`{\${1}\`;
    #make(w) {}
    make() { return { constructor(v) {} }; }
    test(s) { return /[}/"]/.test(s); }
    constructor(a, o = {}) { super(o); if (a) { this.a = a; } this.b = o.b; }
    other(o) { return o.c; }
  }`;
  expect(formOf(text)).toEqual([
    ['position', 'a'],
    ['options', 'o', 'b'],
  ]);
});

it('declared names hold', () => {
  const text = "class A extends Base { static parameters = ['first']; constructor(e, t = {}) { super(t); } }";
  expect(formOf(text)).toEqual([
    ['position', 'first'],
    ['options', 't'],
  ]);
});

it('a source that is not understood has no slots, and no config but a declared one', () => {
  const source = (declared: string) =>
    `class A extends Base { ${declared} text = \`\${\`{\`}\`; constructor(a) { super(); this.a = a; } }`;
  const strange = classOf(source(''));
  expect(constructorForm(strange)!.slots).toBeNull();
  expect(() => new strange().getConfig()).toThrow('The config of A cannot be told: `constructor` cannot be read');
  const declared = classOf(source("static parameters = ['a'];"));
  expect(Object.assign(new declared(), { a: 2 }).getConfig()).toEqual({ a: 2 });
});
