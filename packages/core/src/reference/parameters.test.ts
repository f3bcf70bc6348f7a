import { parametersOf } from './parameters.js';

describe('parametersOf', () => {
  it('reads names, defaults, rest and keywords', () => {
    const f = (_x: number, _axis: number | null = null, _axes = [0, 1], _mode = 'a', _rate = 0.5, ..._rest: number[]) =>
      0;
    expect(parametersOf(f)).toEqual([
      { name: '_x' },
      { name: '_axis', default: null },
      { name: '_axes', default: [0, 1] },
      { name: '_mode', default: 'a' },
      { name: '_rate', default: 0.5 },
      { name: '_rest', rest: true },
    ]);
    function named(_f: unknown, { hasAux: _hasAux = false, order = 1 } = {}) {
      return order;
    }
    expect(parametersOf(named)).toEqual([
      { name: '_f' },
      {
        name: '',
        keywords: [
          { name: 'hasAux: _hasAux', default: false },
          { name: 'order', default: 1 },
        ],
      },
    ]);
    expect(parametersOf(() => 0)).toEqual([]);
  });

  it('does not depend on how a compiler writes them', () => {
    const written = (text: string) => parametersOf({ toString: () => text });
    expect(written('(x,keepdims=!1,rate=.5,mode="a",eps=1e-05)=>x')).toEqual([
      { name: 'x' },
      { name: 'keepdims', default: false },
      { name: 'rate', default: 0.5 },
      { name: 'mode', default: 'a' },
      { name: 'eps', default: 1e-5 },
    ]);
    expect(written('x=>x')).toEqual([{ name: 'x' }]);
    expect(written('(x, n = SIZE * 2) => x')).toEqual([{ name: 'x' }, { name: 'n', default: 'SIZE * 2' }]);
  });
});
