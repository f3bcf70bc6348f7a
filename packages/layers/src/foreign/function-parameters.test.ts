import { type Expectation, functionParameters } from './function-parameters.js';

const call = (changes: Partial<Expectation> = {}): Expectation => ({
  owner: 'callFn',
  option: 'callParameters',
  allowed: ['params', 'state', 'rng', 'inputs', 'training'],
  expected: ['params'],
  excluded: [],
  ...changes,
});

/** A function from its text, as programs or minifiers leave it. */
const fn = (text: string) => new Function(`return ${text}`)() as (...args: never[]) => unknown;
const named = (text: string, expectation = call(), declared: string[] | null = null) => {
  const { positions, keywords } = functionParameters(fn(text), declared, expectation);
  return keywords.length > 0 ? [...positions, '*', ...keywords] : positions;
};

describe('parameters of functions', () => {
  it.each<[text: string, names: string[]]>([
    ['(params, inputs) => 0', ['params', 'inputs']],
    ['function (training, inputs, rng, state, params) {}', ['training', 'inputs', 'rng', 'state', 'params']],
    ['(params, _state, inputs, _training = false) => 0', ['params', 'state', 'inputs', 'training']],
    ['inputs => 0', ['inputs']],
    ['(params2, inputs$1, training_1) => 0', ['params', 'inputs', 'training']],
    ['(params, inputs, { training = false, rng } = {}) => 0', ['params', 'inputs', '*', 'training', 'rng']],
    ['({ params, inputs, state: s }) => 0', ['*', 'params', 'inputs', 'state']],
    ['(params, { a, b }) => 0', ['params', 'inputs']],
    ['([w, b], inputs, training) => 0', ['params', 'inputs', 'training']],
    ['(/* of (a) */ params, // and ,\n inputs) => 0', ['params', 'inputs']],
  ])('are read off their names: %s', (text, names) => {
    expect(named(text)).toEqual(names);
  });

  it.each<[text: string, names: string[], expectation: Expectation]>([
    ['e=>0', ['inputs'], call()],
    ['(e,t)=>0', ['params', 'inputs'], call()],
    ['(e,t)=>0', ['inputs', 'training'], call({ expected: [], excluded: ['params', 'state', 'rng'] })],
    ['(e,t,n)=>0', ['params', 'state', 'inputs'], call({ expected: ['params', 'state'] })],
    ['(e,t,n,r,i)=>0', ['params', 'state', 'rng', 'inputs', 'training'], call()],
    ['(e,t,{training:n,rng:r})=>0', ['params', 'inputs', '*', 'training', 'rng'], call()],
    ['({params:e,inputs:t})=>0', ['*', 'params', 'inputs'], call()],
    ['((e,t)=>0).bind(null)', ['params', 'inputs'], call()],
  ])('are known by their number where a minifier took the names: %s', (text, names, expectation) => {
    expect(named(text, expectation)).toEqual(names);
  });

  it('are declared where their number leaves a choice', () => {
    expect(() => named('(e,t,n)=>0')).toThrow(
      /callFn.*3 parameters[\s\S]*\['params', 'state', 'inputs'\] or \['params', 'rng', 'inputs'\] or[\s\S]*callParameters/,
    );
    expect(named('(e,t,n)=>0', call(), ['params', 'inputs', 'training'])).toEqual(['params', 'inputs', 'training']);
    expect(named('(e,t)=>0', call(), ['inputs', '*', 'rng'])).toEqual(['inputs', '*', 'rng']);
    expect(() => named('(...args) => 0')).toThrow(/callFn[\s\S]*\.\.\.args[\s\S]*callParameters/);
    expect(() => named('(e,t,n,r,i,o)=>0')).toThrow(/6 parameters/);
  });

  it('must be those that there may be', () => {
    expect(() => named('(params, rng, training) => 0')).toThrow(/`callFn`.*`inputs`/);
    expect(() => named('(params, rng, inputs, mode) => 0')).toThrow(/`callFn`.*`mode`/);
    expect(() => named('(params, inputs1, inputs2) => 0')).toThrow(/`callFn`.*`inputs1`/);
    expect(() => named('() => 0')).toThrow(/`callFn`.*`inputs`/);
    expect(() => named('(e,t)=>0', call(), ['params', 'x'])).toThrow(/`callFn`.*`x`/);
  });
});
