/** Makes new join tokens: who has a former one cannot join any more. */
import { commands } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { NodeRole } from '../../model/swarmMode.ts';
import { t } from '../localise.ts';
import { withCancel } from '../runs/runPlan.ts';
import type { Shell } from '../shell.ts';
import { tell } from '../tell.ts';
import { textOf } from '../targets/argument.ts';
import { pickSwarm } from '../targets/pickInSwarm.ts';
import { window } from '../surface/window.ts';

export async function rotateJoinTokens(
  shell: Shell,
  argument: unknown,
): Promise<Outcome<{ readonly cluster: string; readonly roles: readonly NodeRole[] }>> {
  const { current } = shell;
  const cancelled = err({ kind: 'cancelled', what: t('Rotating join tokens') } as const);
  const cluster =
    textOf(argument, 'cluster') ??
    (await pickSwarm(current.clusters.snapshot, t('Rotate the join tokens of which cluster?')));
  if (cluster === undefined) return cancelled;
  const roles = rolesOf(textOf(argument, 'role')) ?? (await pickRoles());
  if (!roles) return cancelled;
  const swarm = await current.swarms.find(cluster);
  if (!swarm.ok) return swarm;
  const verb = t('Rotate');
  const detail = t(
    'Join commands and scripts that use the old token stop working. Nodes that are in the swarm stay in it.',
  );
  const question =
    roles.length > 1
      ? t('Rotate both join tokens of {0}?', cluster)
      : roles[0] === 'manager'
        ? t('Rotate the managers’ join token of {0}?', cluster)
        : t('Rotate the workers’ join token of {0}?', cluster);
  if ((await window.showWarningMessage(question, { modal: true, detail }, verb)) !== verb) return cancelled;
  const rotated = await withCancel(t('Rotating join tokens of {0}', cluster), () =>
    current.swarms.rotateJoinTokens(swarm.value, roles),
  );
  if (!rotated.ok) return rotated;
  tell(
    shell,
    'info',
    t('{0} has new join tokens. Old join commands no longer work; existing nodes stay in the swarm.', cluster),
    [
      {
        title: t('Copy Join Command'),
        press: () => commands.executeCommand('dockerOverlay.copyJoinCommand', { cluster }),
      },
    ],
  );
  return ok({ cluster, roles });
}

const both: readonly NodeRole[] = ['worker', 'manager'];

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
