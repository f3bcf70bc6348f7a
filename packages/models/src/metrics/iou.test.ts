import { BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU } from './index.js';

describe('IoU', () => {
  const [yTrue, yPred] = [
    [0, 0, 1, 1],
    [0, 1, 0, 1],
  ];

  it('is intersection over union', async () => {
    expect(await new IoU(2, [0])(yTrue, yPred).item()).toBeCloseTo(1 / 3);
    expect(
      await new MeanIoU({ numClasses: 2 })(
        yTrue,
        yPred,
        [0.5, 0.5, 0.5, 0.5].map(() => 1),
      ).item(),
    ).toBeCloseTo(1 / 3);
    expect(await new BinaryIoU()([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]).item()).toBeCloseTo((2 / 3 + 1 / 2) / 2);
  });

  it('takes one-hot targets', async () => {
    const targets = [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
    ];
    const predictions = [
      [0.2, 0.3, 0.5],
      [0.1, 0.2, 0.7],
      [0.5, 0.3, 0.1],
      [0.1, 0.4, 0.5],
    ];
    expect(await new OneHotIoU(3, [0, 2])(targets, predictions).item()).toBeCloseTo(1 / 6);
    expect(await new OneHotMeanIoU(3)(targets, predictions).item()).toBeCloseTo(1 / 9);
  });

  it('leaves out the ignored class and unknown ones', async () => {
    const metric = new MeanIoU(2, { ignoreClass: -1 });
    expect(await metric([-1, 0, 1, 5], [0, 0, 1, 1]).item()).toBeCloseTo(1);
  });

  it('warns about fractional weights', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    new MeanIoU(2).updateState([0, 1], [0, 1], [0.5, 0.5]);
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/weights .* floating .* int.* casting/));
    warn.mockRestore();
  });

  it('refuses classes that do not exist', () => {
    expect(() => new IoU(2, [0, 2])).toThrow(/Target class 2 is out of range[\s\S]*\[0, 2\)/);
  });
});
