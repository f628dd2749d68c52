/** A line in the log for each call to an engine, a manager, a store or a port: what was asked of whom, how it ended, how long it took. */
import type { Log } from '../base/log.ts';
import type { Address } from '../model/failure.ts';
import { conceal } from '../model/redaction.ts';
import { FailureError } from './engineFailure.ts';

export interface LoggedCall {
  readonly address: Address;
  /** HTTP's, or the word that another protocol has for it. */
  readonly method: string;
  readonly path: string;
  /** Told at Info, what only asks at Debug: of a window that looks on, no log is filled. */
  readonly isChange: boolean;
}

/** Carries a call out; `work` says what the other side answered, where it did. Bodies are not looked at: they may hold secrets. */
export async function loggedCall<T>(
  log: Log,
  call: LoggedCall,
  work: (answered: (how: string | number) => void) => Promise<T>,
): Promise<T> {
  // Hundreds of machines are asked all the time: lines that nobody reads are not even worded.
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

/** Long enough for every path of ours; some of it was told by others. */
const longestWords = 300;

/** In one word: what others said may be long, and stands with the failure that a person is told. */
function reasonOf(error: unknown): string {
  if (error instanceof FailureError) return error.failure.kind;
  if (!(error instanceof Error)) return 'failed';
  // Its own deadline, or whoever asked.
  if (error.name === 'AbortError') return 'given up';
  return 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
}
