/** Programs with relax, gyoza and lfxai that must compile: functions of users need no types of their own. */
import { ops } from '@org/core';
import { VanillaCF } from '@org/relax';

export async function predictorsAreFunctions(): Promise<void> {
  const method = new VanillaCF({ nSteps: 10 });
  method.generateCf([0.2, 0.4], (x) => ops.softmax(x));
  method.generateCf([0.2, 0.4], { predFn: (x) => ops.softmax(x) });
  await method.generateCfs([[0.2, 0.4]], (x) => ops.softmax(x));
  await method.generateCfs([[0.2, 0.4]], { predFn: (x) => ops.softmax(x) });
  await method.generateCfs([[0.2, 0.4]], { predFn: async (x) => (await x.array()) as number[][] });
}
