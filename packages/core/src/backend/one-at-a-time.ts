/** Makes a queue: what it is given begins when all before it have ended, whether they failed or not. */
export function oneAtATime(): <Result>(body: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (body) => {
    const next = last.then(body, body);
    last = next;
    return next;
  };
}
