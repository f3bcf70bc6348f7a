import { hashCross } from './cross-hash.js';
import { farmHash64, hashBucketFast } from './farmhash.js';
import { hashBucketStrong, sipHash64 } from './siphash.js';

// TensorFlow's buckets, of which there can be so many that they tell the hash.
const MOST_BINS = 2n ** 63n - 1n;

const textOf = (length: number): string =>
  Array.from({ length }, (_, i) => String.fromCharCode(97 + ((i * i + 3 * i) % 26))).join('');

// Around the lengths at which the algorithms change.
const LENGTHS: readonly [length: number, fast: bigint, strong: bigint][] = [
  [0, 1936946117179621456n, 4928313950774450900n],
  [1, 3694432073954588132n, 7077939996121841354n],
  [2, 7987058883335741417n, 7993618884975734230n],
  [3, 9012442132138428309n, 8053037418159257721n],
  [4, 671734272968285641n, 3631670521435952629n],
  [7, 7910002906070820561n, 313218963097362991n],
  [8, 7051414938352238441n, 8124457835140845451n],
  [12, 4706980257099613892n, 3105650334704179195n],
  [16, 247665697503466458n, 9207532682459453490n],
  [17, 5657793955573165155n, 3341823846369141172n],
  [24, 5452045752436926437n, 6222774025663238505n],
  [31, 7525176359728242187n, 6176277156672465324n],
  [32, 8604431694292195112n, 52530788751304513n],
  [33, 5663419814041721418n, 3395583697915775200n],
  [48, 5300357893198592155n, 780452816665412520n],
  [63, 7376019334238700344n, 2508516274623388542n],
  [64, 9206188338911630956n, 4004494584564869437n],
  [65, 4387671387210962769n, 8927093826940110720n],
  [100, 2765656600866994312n, 3601250920860676960n],
  [127, 8278144688348895098n, 8928120976029411665n],
  [128, 3374830397104703509n, 838538992511962759n],
  [129, 3664813458716472152n, 3937360679680587405n],
  [191, 6534631242569660036n, 7583199552305218435n],
  [192, 7293792146409660871n, 6204413411349942218n],
  [193, 7553366596506857537n, 2781274018782225708n],
  [256, 1634052890226846078n, 1482298258660956570n],
  [1000, 941770363177660352n, 4992106957097933110n],
];

const TEXTS: readonly [text: string, fast: bigint, strong: bigint][] = [
  ['omar', 3378277989609990986n, 5225562079619296936n],
  ['Grüße', 4532040665262223651n, 128670565563011079n],
  ['日本語', 6457860189211899976n, 9113836074173278823n],
  ['🙂', 4883054489446160629n, 8221551601680929230n],
  ['-5', 8479213860049130009n, 1623249580377414039n],
  ['9223372036854775807', 3516461496058286512n, 1839555477157670701n],
];

test.each(LENGTHS)('a text of %i bytes has the hashes that TensorFlow gives it', (length, fast, strong) => {
  const text = textOf(length);
  expect(farmHash64(text) % MOST_BINS).toBe(fast);
  expect(sipHash64(text, [133n, 137n]) % MOST_BINS).toBe(strong);
});

test.each(TEXTS)('%s is hashed as UTF-8', (text, fast, strong) => {
  expect(farmHash64(text) % MOST_BINS).toBe(fast);
  expect(sipHash64(text, [2n ** 64n - 1n, 2n ** 62n + 5n]) % MOST_BINS).toBe(strong);
});

test("SipHash gives the value of its authors' example", () => {
  const bytes = Array.from({ length: 15 }, (_, i) => String.fromCharCode(i)).join('');
  expect(sipHash64(bytes, [0x0706050403020100n, 0x0f0e0d0c0b0a0908n])).toBe(0xa129ca6149be45e5n);
});

test('buckets are what remains of the hash', () => {
  expect(hashBucketFast('omar', 7)).toBe(Number(farmHash64('omar') % 7n));
  expect(hashBucketStrong('omar', 7, [133n, 137n])).toBe(Number(sipHash64('omar', [133n, 137n]) % 7n));
});

test.each<[values: (string | number | bigint)[], bin: number]>([
  [['A', 101], 1],
  [['B', -7], 4],
  [['', 0], 0],
  [['a', 'b'], 6],
  [[3, 4], 6],
  [[-1, 2n ** 62n], 3],
  [['日本', 5, 'x'], 6],
  [[1, 2, 3, 4], 7],
])('%p cross to bin %i of 10, as in TensorFlow', (values, bin) => {
  expect(hashCross(values, 10)).toBe(bin);
});
