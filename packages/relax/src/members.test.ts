/** All public names of the original, and all members of its classes, are here, but for those that a table gives reasons for. */
import * as relax from './index.js';
import { goldenDataModule, loadGolden } from './testing/goldens.js';

const names = loadGolden<Record<string, readonly string[] | null>>('members');
const classes = Object.entries(names).flatMap(([name, members]) => (members ? [[name, members] as const] : []));

const LOGGING = 'the trainer has a logger, and is given the losses of each epoch';
const BRANCH = 'a branch of lax.cond inside of applyConstraints, which takes its operands as one tuple';
const TRAINS = 'VAECF, which trains the network, has the loss';

/** What is not there by its name, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'CHVAE.set_apply_constraints_fn': 'nothing calls the function that it is given',
  ...Object.fromEntries(
    ['hparams', 'init_logger', 'log', 'log_dict', 'logger', 'save_hyperparameters'].map((member) => [
      `CounterNetTrainingModule.${member}`,
      LOGGING,
    ]),
  ),
  'GumbelSoftmaxTransformation.hard_constraints': BRANCH,
  'GumbelSoftmaxTransformation.soft_constraints': BRANCH,
  'SoftmaxTransformation.hard_constraints': BRANCH,
  'SoftmaxTransformation.soft_constraints': BRANCH,
  'VAE.compute_vae_loss': TRAINS,
  'VAE.set_compute_regularization_fn': TRAINS,
  'VAE.set_pred_fn': TRAINS,
};

/** Classes with abstract members, which a subclass has. */
const SUBCLASSES: Readonly<Record<string, string>> = {
  BaseDataModule: 'DataModule',
  BaseTransformation: 'MinMaxTransformation',
  DataPreprocessor: 'MinMaxScaler',
  EncoderPreprocessor: 'OneHotEncoder',
  ParametricCFModule: 'L2C',
  PredFnMixedin: 'MLModule',
  TrainableMixedin: 'MLModule',
};

/** What modules export, those of methods among them. */
const known = new Map<string, unknown>(
  [relax, ...Object.values(relax), ...Object.values(relax.methods)].flatMap((each) =>
    typeof each === 'object' && each !== null ? Object.entries(each) : [],
  ),
);

/** snake_case as it is written here: `L2C` keeps its letters. */
const camel = (name: string): string =>
  name.replace(/_l2c(?=_|$)/, 'L2C').replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** An object of the class, which has fields that no prototype shows. */
const objects = new Map<string, object>();
beforeAll(async () => {
  const data = await goldenDataModule();
  const explanation = await relax.fakeExplanation();
  for (const each of [data, data.features, [...data.features][0]!, explanation])
    objects.set(each.constructor.name, each);
});

function hasMember(name: string, member: string): boolean {
  const type = known.get(name) as (new () => object) | undefined;
  if (!type) return false;
  if (member in type || member in type.prototype) return true;
  const instance = objects.get(name);
  if (instance) return member in instance;
  try {
    return member in new type();
  } catch {
    return false;
  }
}

test('functions, classes and constants', () => {
  const written = (name: string) => (/^[A-Z]/.test(name) ? name : camel(name));
  expect(Object.keys(names).filter((name) => !known.has(written(name)))).toEqual([]);
});

test.each(classes)('members of %s', (name, members) => {
  const missing = members.filter((member) => {
    const own = SUBCLASSES[name];
    return !hasMember(name, camel(member)) && !(own && hasMember(own, camel(member)));
  });
  const explained = Object.keys(OTHERWISE).filter((path) => path.startsWith(`${name}.`));
  expect(missing.map((member) => `${name}.${member}`)).toEqual(explained);
});
