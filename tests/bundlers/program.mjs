/** What a program does outside of browsers: it trains, saves, loads and predicts. */
import { Input, layers, optimizers, random, Sequential, saving } from '@org/models';

const model = new Sequential([Input([4]), new layers.Dense(1, { kernelInitializer: 'zeros' })]);
model.compile({ optimizer: new optimizers.SGD(0.1), loss: 'mse' });
const x = random.normal(random.PRNGKey(0), [256, 4]);
const y = x.matmul([[1], [-2], [3], [0.5]]).add(1);
await model.fit(x, y, { epochs: 30, batchSize: 32, verbose: 0 });
await model.save('program.keras', { overwrite: true });
const loaded = await saving.loadModel('program.keras');
const [answer] = await (await loaded.predict([[1, 1, 1, 1]], { verbose: 0 })).data();
console.log(answer.toFixed(3));
