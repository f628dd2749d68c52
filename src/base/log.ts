/** Where the program tells what it does. The shell gives it a VS Code log channel, tests an array. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  /** `cause` is logged with its stack: anything thrown that is not a Failure is a bug. */
  error(text: string, cause?: unknown): void;
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
