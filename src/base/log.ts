/** Where the program tells what it does. The shell gives it a VS Code log channel, tests an array. */
export interface Log {
  /** Somebody reads what is told by `debug`: what would be costly to word, and often, is worded only then. */
  readonly wantsDebug: boolean;
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  /** `cause` is logged with its stack: anything thrown that is not a Failure is a bug. */
  error(text: string, cause?: unknown): void;
}

export const silentLog: Log = {
  wantsDebug: false,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
