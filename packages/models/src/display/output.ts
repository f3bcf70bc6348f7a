/** Where text for people goes: the terminal, or the console of a browser. */
export interface Output {
  write(text: string): void;
  /** A line can be drawn again, over itself. */
  readonly dynamic: boolean;
  /** Colours can be shown. */
  readonly color: boolean;
  readonly columns: number;
}

/** The width that is assumed where there is no terminal. */
const DEFAULT_COLUMNS = 80;

let isInteractive = true;

/** Shows progress bars and messages; this is how it begins. */
export const enableInteractiveLogging = (): void => {
  isInteractive = true;
};

/** Hides progress bars and messages. */
export const disableInteractiveLogging = (): void => {
  isInteractive = false;
};

/** Whether progress is printed. */
export const isInteractiveLoggingEnabled = (): boolean => isInteractive;

const silentOutput: Output = { write: () => undefined, dynamic: false, color: false, columns: DEFAULT_COLUMNS };

/** Where progress goes: the terminal, the console without one, or nowhere. */
export function standardOutput(): Output {
  if (!isInteractive) return silentOutput;
  const { process } = globalThis;
  return process?.stdout ? terminalOutput(process) : consoleOutput();
}

function terminalOutput({ stdout, env, platform }: typeof process): Output {
  const isTerminal = stdout.isTTY === true;
  return {
    write: (text) => void stdout.write(text),
    // What Python Keras assumes: on POSIX the output can be redrawn, also where it is piped.
    dynamic: isTerminal || platform !== 'win32',
    color: isTerminal && env.NO_COLOR === undefined && env.TERM !== 'dumb',
    columns: Number(env.COLUMNS) || stdout.columns || DEFAULT_COLUMNS,
  };
}

/** A console shows whole lines. */
function consoleOutput(): Output {
  let pending = '';
  const write = (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop()!;
    for (const line of lines.filter((line) => line !== '')) console.log(line);
  };
  return { write, dynamic: false, color: false, columns: DEFAULT_COLUMNS };
}

/** A line for people. */
export const printLine = (text: string): void => standardOutput().write(`${text}\n`);
