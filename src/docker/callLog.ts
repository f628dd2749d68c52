/** Logs each call to an engine, manager, key-value store or port: the request, its result and its duration. */
import type { Log } from '../base/log.ts';
import type { Address } from '../model/address.ts';
import { conceal } from '../model/redaction.ts';
import { FailureError } from './engineFailure.ts';

export interface LoggedCall {
  readonly address: Address;
  /** The HTTP method, or the equivalent of another protocol. */
  readonly method: string;
  readonly path: string;
  /** Changes are logged at Info and queries at Debug, so that polling does not fill the log. */
  readonly isChange: boolean;
}

/** Runs a call; `work` reports the response, if there is one. Bodies are never logged because they may contain secrets. */
export async function loggedCall<T>(
  log: Log,
  call: LoggedCall,
  work: (answered: (how: string | number) => void) => Promise<T>,
): Promise<T> {
  // Hundreds of machines are polled continuously: skip formatting lines that are not logged.
  if (!call.isChange && !log.wantsDebug) return work(() => undefined);
  const began = performance.now();
  let how: string | number | undefined;
  const tell = (end: string | number): void => {
    const line = `${wordsOf(call)}: ${end} after ${Math.round(performance.now() - began)} ms`;
    if (call.isChange) log.info(line);
    else log.debug(line);
  };
  try {
    const value = await work((answer) => {
      how = answer;
    });
    tell(how ?? 'done');
    return value;
  } catch (error) {
    tell(how ?? reasonOf(error));
    throw error;
  }
}

const wordsOf = ({ method, address, path }: LoggedCall): string =>
  conceal([method, address, path].filter(Boolean).join(' '), []).slice(0, longestWords);

/** Longer than any path we build; parts of a path may come from remote data. */
const longestWords = 300;

/** Returns one word: remote messages may be long, and the failure shown to the user contains them. */
function reasonOf(error: unknown): string {
  if (error instanceof FailureError) return error.failure.kind;
  if (!(error instanceof Error)) return 'failed';
  // Aborted by its deadline or by the caller.
  if (error.name === 'AbortError') return 'given up';
  return 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
}
