import { ops, type Tensor } from '@org/core';
import * as keras from '../index.js';

const { Input, layers } = keras;

// Printed by Python Keras 3.15.1.
const PAIR = `Model: "pair"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━┓
┃ Layer (type)             ┃ Output Shape      ┃   Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━┩
│ enc (Functional)         │ (None, 3)         │        27 │
├──────────────────────────┼───────────────────┼───────────┤
│ dec (Functional)         │ ((None, 8),       │        40 │
│                          │ (None, 2))        │           │
└──────────────────────────┴───────────────────┴───────────┘
 Total params: 67 (268.00 B)
 Trainable params: 67 (268.00 B)
 Non-trainable params: 0 (0.00 B)
`;

class Pair extends keras.Model {
  readonly enc: keras.Model;
  readonly dec: keras.Model;

  constructor() {
    super({ name: 'pair' });
    const a = Input([8]);
    this.enc = new keras.Model(a, new layers.Dense(3)(a), { name: 'enc' });
    const b = Input([3]);
    this.dec = new keras.Model(b, [new layers.Dense(8)(b), new layers.Dense(2)(b)], { name: 'dec' });
  }

  override call(x: Tensor): unknown {
    return this.dec(this.enc(x));
  }
}

test('functional models in one of a class of its own show what they give, called or not', () => {
  const model = new Pair();
  model(ops.ones([2, 8]));
  const texts: string[] = [];
  model.summary({ lineLength: 60, printFn: (text) => texts.push(text) });
  expect(texts.join('\n').trim()).toBe(PAIR.trim());
});
