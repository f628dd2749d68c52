/** A command, and the one error boundary round every command. */
import { err, type Result } from '../../base/result.ts';
import type { Failure } from '../../model/failure.ts';
import type { Shell } from '../shell.ts';
import { tellFailure } from '../tell.ts';

export interface Command {
  /** With its prefix, as package.json has it. */
  readonly id: string;
  /** What it did or found, as plain data, or `{ failure }`. Never throws. */
  readonly run: (shell: Shell, argument: unknown, selected?: unknown) => Promise<unknown>;
}

/**
 * A command that changes something: the services in use when it asks are those that carry it out. A setting that changes under the
 * open dialog (settings sync, a checkout) counts from its end on.
 */
export function changingCommand<T>(
  name: string,
  body: (shell: Shell, argument: unknown, selected: unknown) => Promise<Result<T, Failure>>,
): Command {
  return command(name, (shell, ...given) => shell.current.hold(() => body(shell, ...given)));
}

/**
 * `body` gets the argument as it came: from a tree row, the explorer, a key binding or another extension. Where several rows are
 * chosen, VS Code gives them all beside the one that was clicked.
 */
export function command<T>(
  name: string,
  body: (shell: Shell, argument: unknown, selected: unknown) => Promise<Result<T, Failure>>,
): Command {
  return {
    id: `dockerOverlay.${name}`,
    run: async (shell, argument, selected) => {
      const result = await body(shell, argument, selected).catch((error: unknown) => {
        shell.log.error(`dockerOverlay.${name}`, error);
        return err<Failure>({ kind: 'unexpected', said: error instanceof Error ? error.message : String(error) });
      });
      if (result.ok) return result.value;
      tellFailure(shell, result.error);
      return { failure: result.error };
    },
  };
}
