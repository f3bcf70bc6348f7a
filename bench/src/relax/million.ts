/**
 * A million rows of Adult, explained chunk by chunk: time, and the most memory that the process has held, which must be less than 2 GB.
 * `npm run relax:million -- [L2C|VanillaCF] [rows] [chunk]`, with RELAX_DATA_HOME.
 */
import { ops, type Tensor, tensor, utils } from '@org/models';
import * as relax from '@org/relax';

const [name = 'L2C', rows = '1000000', chunk = '50000'] = process.argv.slice(2);
const LIMIT = 2 ** 31;

const dm = await relax.loadData('adult');
utils.setRandomSeed(42);
const module = await new relax.MLModule().train(dm, { epochs: 1, verbose: 0 });
const predFn: relax.PredFn = (xs) => module.predFn(xs);
const method = name === 'L2C' ? new relax.L2C() : new relax.VanillaCF();
await relax.prepareCfModule(method, dm, predFn, { epochs: 1, verbose: 0 });

const [known, size, total] = [dm.xs.shape[0]!, Number(chunk), Number(rows)];
const classes = (xs: Tensor) => ops.argmax(predFn(xs), -1);
const [started, used] = [performance.now(), process.cpuUsage()];
let valid = 0;
for (let from = 0; from < total; from += size) {
  const count = Math.min(size, total - from);
  const indices = Int32Array.from({ length: count }, (_, i) => (from + i) % known);
  const xs = ops.take(dm.xs, tensor(indices), 0) as Tensor;
  const cfs = (await method.generateCfs(xs, { predFn })).at(':', 0) as Tensor;
  valid += (await ops.sum(ops.notEqual(classes(xs), classes(cfs)).cast('float32')).item()) as number;
}
const { user, system } = process.cpuUsage(used);
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  `${name}: ${total} rows by ${size}, ${((performance.now() - started) / 1000).toFixed(1)} s,`,
  `CPU ${((user + system) / 1e6).toFixed(1)} s, validity ${(valid / total).toFixed(4)}, peak memory ${(peak / 1e6).toFixed(0)} MB`,
);
if (peak > LIMIT) process.exitCode = 1;
