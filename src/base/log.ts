/** The program's log: a VS Code log channel in the extension, an array in tests. */
export interface Log {
  /** Whether `debug` messages are recorded. Check it before building costly messages. */
  readonly wantsDebug: boolean;
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  /** Logs `cause` with its stack: anything thrown that is not a Failure is a bug. */
  error(text: string, cause?: unknown): void;
}

export const silentLog: Log = {
  wantsDebug: false,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
