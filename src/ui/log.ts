/** The output channel "Docker Overlay": every call to the outside and every unexpected error is written there. */
import { window, type LogOutputChannel } from 'vscode';
import type { Log } from '../base/log.ts';

/** A Log that a person can open. */
export interface LogChannel extends Log {
  readonly show: () => void;
  readonly dispose: () => void;
}

export function createLog(): LogChannel {
  const channel = window.createOutputChannel('Docker Overlay', { log: true });
  return {
    debug: (text) => {
      channel.debug(text);
    },
    info: (text) => {
      channel.info(text);
    },
    warn: (text) => {
      channel.warn(text);
    },
    error: (text, cause) => {
      logError(channel, text, cause);
    },
    show: () => {
      channel.show(true);
    },
    dispose: () => {
      channel.dispose();
    },
  };
}

function logError(channel: LogOutputChannel, text: string, cause: unknown): void {
  if (cause instanceof Error) channel.error(`${text}: ${cause.stack ?? cause.message}`);
  else if (cause === undefined) channel.error(text);
  else channel.error(`${text}: ${typeof cause === 'string' ? cause : JSON.stringify(cause)}`);
}
