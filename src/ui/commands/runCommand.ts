/** Runs a command: whether it is allowed, the services it keeps, and the one error boundary round all of them. */
import { err } from '../../base/result.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import { mayRun } from '../runs/mayChange.ts';
import type { Shell } from '../shell.ts';
import { tellFailure } from '../tell.ts';
import type { Command } from './command.ts';
import { commandTable } from './commandTable.ts';

/** What it did or found, as plain data, or `{ failure }`. Never throws. */
export async function runCommand(id: string, shell: Shell, argument?: unknown, selected?: unknown): Promise<unknown> {
  const command = commandTable.find((each) => `dockerOverlay.${each.id}` === id);
  if (!command) return undefined;
  const result = await run(command, shell, argument, selected).catch((error: unknown) => {
    shell.log.error(id, error);
    return err<Failure>({ kind: 'unexpected', said: error instanceof Error ? error.message : String(error) });
  });
  if (result.ok) return result.value;
  tellFailure(shell, result.error);
  return { failure: result.error };
}

/** A setting that changes under the open dialog of a change (settings sync, a checkout) counts from its end on. */
async function run(command: Command, shell: Shell, argument: unknown, selected: unknown): Promise<Outcome<unknown>> {
  const allowed = mayRun(shell, command);
  if (!allowed.ok) return allowed;
  const begin = (): Promise<Outcome<unknown>> => command.run(shell, argument, selected);
  return command.changes ? shell.current.hold(begin) : begin();
}
