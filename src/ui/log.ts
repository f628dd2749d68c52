/**
 * The output channel "Docker Overlay", which logs every external call and every unexpected error. Programs and calls that change something
 * are at Info, frequent read-only requests at Debug.
 */
import { LogLevel } from 'vscode';
import type { Log } from '../base/log.ts';
import { window } from './surface/window.ts';

/** A Log that the user can open. */
export interface LogChannel extends Log {
  readonly show: () => void;
  /** The last warnings and errors with their times, oldest first. */
  readonly failures: () => readonly string[];
  readonly dispose: () => void;
}

export function createLog(): LogChannel {
  const channel = window.createLogChannel('Docker Overlay');
  const kept: string[] = [];
  const keep = (level: 'warning' | 'error', text: string): void => {
    kept.push(`${new Date().toISOString()} [${level}] ${text}`);
    if (kept.length > mostKept) kept.shift();
  };
  return {
    get wantsDebug() {
      return channel.logLevel === LogLevel.Trace || channel.logLevel === LogLevel.Debug;
    },
    debug: (text) => {
      channel.debug(text);
    },
    info: (text) => {
      channel.info(text);
    },
    warn: (text) => {
      channel.warn(text);
      keep('warning', text);
    },
    error: (text, cause) => {
      const whole = withCause(text, cause);
      channel.error(whole);
      keep('error', whole);
    },
    failures: () => [...kept],
    show: () => {
      channel.show();
    },
    dispose: () => {
      channel.dispose();
    },
  };
}

/** Maximum number of warnings and errors in an issue report. */
const mostKept = 30;

function withCause(text: string, cause: unknown): string {
  if (cause === undefined) return text;
  if (cause instanceof Error) return `${text}: ${cause.stack ?? cause.message}`;
  return `${text}: ${typeof cause === 'string' ? cause : JSON.stringify(cause)}`;
}
