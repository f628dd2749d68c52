/** A terminal on a machine's host or in a container there, through docker-machine ssh. */
import { ThemeIcon } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { canReachHost } from '../../model/machine.ts';
import { redact } from '../../model/redaction.ts';
import { machineOf } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { containersOf, textOf } from '../targets/argument.ts';
import { pickContainer, pickMachine } from '../targets/pickTarget.ts';

export interface TerminalPlace {
  readonly machine: string;
  readonly container?: string;
}

/** What was opened, as plain data: argv, never the values of the environment. */
export interface OpenedTerminal extends TerminalPlace {
  readonly argv: readonly string[];
}

export function openShell(shell: Shell, argument: unknown): Promise<Outcome<OpenedTerminal>> {
  return openTerminal(shell, async () => {
    const { snapshot } = shell.current.clusters;
    const machine =
      textOf(argument, 'machine') ??
      (await pickMachine(snapshot, (seen) => canReachHost(machineOf(seen)?.driver ?? 'none')));
    return machine === undefined ? undefined : { machine };
  });
}

export function openContainerShell(shell: Shell, argument: unknown): Promise<Outcome<OpenedTerminal>> {
  return openTerminal(shell, async () => {
    const [given] = containersOf(argument, undefined);
    return given ?? pickContainer(shell.current.clusters.snapshot, ({ state }) => state === 'running');
  });
}

async function openTerminal(
  shell: Shell,
  pick: () => Promise<TerminalPlace | undefined>,
): Promise<Outcome<OpenedTerminal>> {
  const place = await pick();
  if (!place) return err({ kind: 'cancelled', what: t('Opening a shell') });
  const { machine, container } = place;
  const obstacle = await shell.current.machines.obstacle('openShell', machine);
  if (obstacle) return err(obstacle);
  const secrets = await shell.settings.askSecrets();
  if (!secrets.ok) return secrets;
  // Checked first: otherwise a terminal opens and ends with only the system's error.
  const toolFailure = await shell.current.tool.failure();
  if (toolFailure) return err(toolFailure);
  const call = await shell.current.machines.terminal(machine, container);
  if (!call.ok) return call;
  const { program, args, environment } = call.value;
  // The user ends the terminal, and VS Code reports it.
  shell.log.info(`terminal: ${redact([program, ...args]).join(' ')}`);
  window
    .createTerminal({
      name: container === undefined ? machine : t('{0} on {1}', container, machine),
      shellPath: program,
      shellArgs: [...args],
      env: environment,
      iconPath: new ThemeIcon(container === undefined ? 'vm' : 'package'),
      // Otherwise VS Code would save its environment, which may hold secrets, to reopen it after a restart.
      isTransient: true,
    })
    .show();
  return ok({ ...place, argv: [program, ...args] });
}
