/** A terminal on a machine's host, or in a container there, through docker-machine's ssh. */
import { ThemeIcon } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { redact } from '../../model/redaction.ts';
import { t } from '../localise.ts';
import { mayRunProgram } from '../runs/mayChange.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';

export interface TerminalPlace {
  readonly machine: string;
  readonly container?: string;
}

/** What was opened, as plain data: the words, never what the environment holds. */
export interface OpenedTerminal extends TerminalPlace {
  readonly argv: readonly string[];
}

/** In a shell anything can be changed, and it runs a program: both must be allowed, before a person is asked for the place. */
export async function openTerminal(
  shell: Shell,
  pick: () => Promise<TerminalPlace | undefined>,
): Promise<Outcome<OpenedTerminal>> {
  const allowed = mayRunProgram(shell);
  if (!allowed.ok) return allowed;
  const place = await pick();
  if (!place) return err({ kind: 'cancelled', what: t('Opening a shell') });
  const { machine, container } = place;
  const obstacle = await shell.current.machines.obstacle('openShell', machine);
  if (obstacle) return err(obstacle);
  const secrets = await shell.settings.askSecrets();
  if (!secrets.ok) return secrets;
  // Before a terminal opens, in which it would end with a word of the system's.
  const toolFailure = await shell.current.tool.failure();
  if (toolFailure) return err(toolFailure);
  const call = await shell.current.machines.terminal(machine, container);
  if (!call.ok) return call;
  const { program, args, environment } = call.value;
  // Its end is the person's own doing, and VS Code's to tell.
  shell.log.info(`terminal: ${redact([program, ...args]).join(' ')}`);
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
  return ok({ ...place, argv: [program, ...args] });
}
