/** What a page does in each of the builds: it trains, evaluates, saves, loads and predicts. */
import { Dense, Input } from '@org/layers';
import { optimizers, Sequential, saving, tensor } from '@org/models';

/** y = 2a - b + 1 */
const x = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [2, 0],
  [0, 2],
  [2, 1],
  [1, 2],
]);
const y = tensor([[1], [0], [3], [2], [5], [-1], [4], [1]]);

function makeModel() {
  const model = new Sequential([Input([2]), new Dense(1, { kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: new optimizers.SGD(0.1), loss: 'mse' });
  return model;
}

const predict = async (model) => Array.from(await (await model.predict(x, { verbose: 0 })).data());

async function run() {
  const models = [makeModel(), makeModel()];
  // At once: the runtime runs one at a time.
  const histories = await Promise.all(
    models.map((model) => model.fit(x, y, { epochs: 5, batchSize: 4, shuffle: false, verbose: 0 })),
  );
  const evaluated = await models[0].evaluate(x, y, { verbose: 0 });
  await models[0].save('page.keras');
  const saved = await saving.loadModel('page.keras');
  let progress = [];
  const onProgress = (...at) => {
    progress = at;
  };
  const remote = await saving.loadModel(new URL('trained.keras', location.href), { onProgress });
  const [trained, loaded, downloaded] = await Promise.all([models[0], saved, remote].map(predict));
  return { losses: histories.map(({ history }) => history.loss), evaluated, trained, loaded, downloaded, progress };
}

run().then(
  (result) => {
    globalThis.result = JSON.stringify(result);
  },
  (error) => {
    globalThis.result = JSON.stringify({ error: String(error.stack ?? error) });
  },
);
