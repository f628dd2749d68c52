/** Join tokens of a swarm: copied as a command, and rotated. They are secrets. */
import { commands, env } from 'vscode';
import { err, ok } from '../../base/result.ts';
import { paragraph } from '../../base/text.ts';
import type { Outcome } from '../../model/failure.ts';
import { ownAddress, type SwarmTarget } from '../../model/steering.ts';
import type { NodeRole } from '../../model/swarmMode.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { textOf } from '../targets/argument.ts';
import { pickSwarm } from '../targets/pickInSwarm.ts';
import { tell } from '../tell.ts';
import type { Operation } from './runOperation.ts';

const both: readonly NodeRole[] = ['worker', 'manager'];

/** The command goes only to the clipboard. */
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
  const named = textOf(argument, 'role');
  const role = both.find((each) => each === named) ?? (await pickRole());
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

interface Rotation {
  readonly cluster: string;
  readonly roles: readonly NodeRole[];
}

export const tokenRotation: Operation<Rotation, Rotation & { readonly swarm: SwarmTarget }, Rotation> = {
  resolve: async ({ current }, argument) => {
    const cancelled = err({ kind: 'cancelled', what: t('Rotating join tokens') } as const);
    const cluster =
      textOf(argument, 'cluster') ??
      (await pickSwarm(current.clusters.snapshot, t('Rotate the join tokens of which cluster?')));
    if (cluster === undefined) return cancelled;
    const roles = rolesOf(textOf(argument, 'role')) ?? (await pickRoles());
    return roles ? ok({ cluster, roles }) : cancelled;
  },
  preview: async ({ current }, rotation) => {
    const swarm = await current.swarms.find(rotation.cluster);
    return swarm.ok ? ok({ ...rotation, swarm: swarm.value }) : swarm;
  },
  question: ({ cluster, roles }) => ({
    text:
      roles.length > 1
        ? t('Rotate both join tokens of {0}?', cluster)
        : roles[0] === 'manager'
          ? t('Rotate the managers’ join token of {0}?', cluster)
          : t('Rotate the workers’ join token of {0}?', cluster),
    detail: t('Join commands and scripts that use the old token stop working. Nodes that are in the swarm stay in it.'),
    button: t('Rotate'),
  }),
  title: ({ cluster }) => t('Rotating join tokens of {0}', cluster),
  run: async ({ current }, { cluster, roles, swarm }) => {
    const rotated = await current.swarms.rotateJoinTokens(swarm, roles);
    return rotated.ok ? ok({ cluster, roles }) : rotated;
  },
  report: (shell, { cluster }) => {
    const copy = {
      title: t('Copy Join Command'),
      press: () => commands.executeCommand('dockerOverlay.copyJoinCommand', { cluster }),
    };
    const words = t(
      '{0} has new join tokens. Old join commands no longer work; existing nodes stay in the swarm.',
      cluster,
    );
    tell(shell, 'info', words, [copy]);
  },
};

function rolesOf(text: string | undefined): readonly NodeRole[] | undefined {
  if (text === 'both') return both;
  return both.find((role) => role === text) && both.filter((role) => role === text);
}

async function pickRoles(): Promise<readonly NodeRole[] | undefined> {
  const choices: readonly { readonly label: string; readonly roles: readonly NodeRole[] }[] = [
    { label: t('Workers’ token'), roles: ['worker'] },
    { label: t('Manager token'), roles: ['manager'] },
    { label: t('Both'), roles: both },
  ];
  return (await window.showQuickPick(choices, { placeHolder: t('Rotate which join token?') }))?.roles;
}
