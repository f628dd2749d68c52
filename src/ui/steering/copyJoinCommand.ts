/** Puts the command by which a host joins a swarm on the clipboard. It holds a secret: it goes there and nowhere else. */
import { env } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { paragraph } from '../../base/text.ts';
import type { Outcome } from '../../model/failure.ts';
import { ownAddress } from '../../model/steering.ts';
import type { NodeRole } from '../../model/swarmMode.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { tell } from '../tell.ts';
import { textOf } from '../targets/argument.ts';
import { pickSwarm } from '../targets/pickInSwarm.ts';
import { window } from '../surface/window.ts';

export async function copyJoinCommand(
  shell: Shell,
  argument: unknown,
): Promise<Outcome<{ readonly cluster: string; readonly role: NodeRole }>> {
  const { current } = shell;
  const cancelled = err({ kind: 'cancelled', what: t('Copying the join command') } as const);
  const cluster =
    textOf(argument, 'cluster') ??
    (await pickSwarm(current.clusters.snapshot, t('Copy the join command of which cluster?')));
  if (cluster === undefined) return cancelled;
  const role = roleOf(textOf(argument, 'role')) ?? (await pickRole());
  if (!role) return cancelled;
  const joining = await current.swarms.joinCommand(cluster, role);
  if (!joining.ok) return joining;
  await env.clipboard.writeText(joining.value);
  const copied =
    role === 'manager'
      ? t(
          'Copied the command that joins a host to {0} as a manager. It contains a secret: anyone who has it can take over the swarm.',
          cluster,
        )
      : t(
          'Copied the command that joins a host to {0} as a worker. It contains a secret: anyone who has it can join.',
          cluster,
        );
  const fill = t('Replace {0} with the address or interface that the other nodes use to reach this host.', ownAddress);
  tell(shell, 'info', paragraph([copied, fill]));
  return ok({ cluster, role });
}

const roleOf = (text: string | undefined): NodeRole | undefined =>
  text === 'worker' || text === 'manager' ? text : undefined;

async function pickRole(): Promise<NodeRole | undefined> {
  const choices: readonly { readonly label: string; readonly detail: string; readonly role: NodeRole }[] = [
    { label: t('Worker'), detail: t('It runs tasks.'), role: 'worker' },
    {
      label: t('Manager'),
      detail: t('It runs tasks, and can read and change everything in the swarm.'),
      role: 'manager',
    },
  ];
  return (await window.showQuickPick(choices, { placeHolder: t('Join as worker or manager?') }))?.role;
}
