import { allowedCores, sharingThreads } from './node-cores.js';

const files = (texts: Readonly<Record<string, string>>) => (path: string) => texts[path] ?? null;
const V1 = '/sys/fs/cgroup/cpu/cpu.cfs_';

test.each<[string, Readonly<Record<string, string>>, number]>([
  ['no limit', {}, 64],
  ['no limit, in words', { '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, 64],
  ['two cores', { '/sys/fs/cgroup/cpu.max': '200000 100000\n' }, 2],
  ['two cores and a half', { '/sys/fs/cgroup/cpu.max': '250000 100000\n' }, 2],
  ['less than one', { '/sys/fs/cgroup/cpu.max': '50000 100000\n' }, 1],
  ['more than there are', { '/sys/fs/cgroup/cpu.max': '12800000 100000\n' }, 64],
  ['three, as older systems say it', { [`${V1}quota_us`]: '300000\n', [`${V1}period_us`]: '100000\n' }, 3],
  ['no limit there', { [`${V1}quota_us`]: '-1\n', [`${V1}period_us`]: '100000\n' }, 64],
  ['nothing that can be read', { '/sys/fs/cgroup/cpu.max': '' }, 64],
])('of 64 cores, %s', (_, texts, expected) => {
  expect(allowedCores(64, files(texts))).toBe(expected);
});

/** What Linux says of a machine whose cores have two threads each. */
const pairs = (cores: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: 2 * cores }, (_, i) => [
      `/sys/devices/system/cpu/cpu${i}/topology/thread_siblings_list`,
      `${i % cores},${(i % cores) + cores}\n`,
    ]),
  );

test.each<[string, number, number, Readonly<Record<string, string>>, number | undefined]>([
  ['a thread for each core', 8, 8, pairs(4), 4],
  ['no more than may be used', 2, 8, pairs(4), 2],
  ['the runtime decides where cores are not told', 8, 8, {}, undefined],
  ['those that may be used, where cores are not told', 3, 8, {}, 3],
])('%s', (_, cores, processors, texts, expected) => {
  expect(sharingThreads(cores, processors, files(texts))).toBe(expected);
});
