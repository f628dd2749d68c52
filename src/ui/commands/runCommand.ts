/** Runs a command: checks permission, holds its services, and is the error boundary for all commands. */
import { err } from '../../base/result.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import { mayRun } from '../runs/mayChange.ts';
import type { Shell } from '../shell.ts';
import { tellFailure } from '../tell.ts';
import type { Command } from './command.ts';
import { commandTable } from './commandTable.ts';

/** Returns the result as plain data, or `{ failure }`. Never throws. */
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

/** Holds the services, so that a setting that changes during a command (settings sync, a checkout) applies only after it. */
async function run(command: Command, shell: Shell, argument: unknown, selected: unknown): Promise<Outcome<unknown>> {
  const allowed = mayRun(shell, command);
  if (!allowed.ok) return allowed;
  const begin = (): Promise<Outcome<unknown>> => command.run(shell, argument, selected);
  return command.changes ? shell.current.hold(begin) : begin();
}
