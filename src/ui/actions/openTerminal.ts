/** A terminal on a machine's host, or in a container there, through docker-machine's ssh. */
import { ThemeIcon, window } from 'vscode';
import { ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { t } from '../localise.ts';
import { mayRunProgram } from '../runs/mayChange.ts';
import type { Shell } from '../shell.ts';

/** What was opened, as plain data: the words, never what the environment holds. */
export interface OpenedTerminal {
  readonly machine: string;
  readonly container?: string;
  readonly argv: readonly string[];
}

/** In a shell anything can be changed, and it runs a program: both must be allowed. */
export async function openTerminal(
  shell: Shell,
  machine: string,
  container?: string,
): Promise<Outcome<OpenedTerminal>> {
  const allowed = mayRunProgram(shell);
  if (!allowed.ok) return allowed;
  const secrets = await shell.settings.askSecrets();
  if (!secrets.ok) return secrets;
  const call = await shell.current.machines.terminal(machine, container);
  if (!call.ok) return call;
  const { program, args, environment } = call.value;
  window
    .createTerminal({
      name: container === undefined ? machine : t('{0} on {1}', container, machine),
      shellPath: program,
      shellArgs: [...args],
      env: environment,
      iconPath: new ThemeIcon(container === undefined ? 'vm' : 'package'),
      // VS Code would write its environment, which may hold secrets, down to open it again after a restart.
      isTransient: true,
    })
    .show();
  return ok({ machine, ...(container === undefined ? {} : { container }), argv: [program, ...args] });
}
