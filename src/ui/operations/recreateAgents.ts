/** Recreates the classic swarm containers of a host whose address changed, after a confirmation that names them and both addresses. */
import { err } from '../../base/result.ts';
import { named } from '../../base/text.ts';
import type { AgentMove } from '../../model/agentMove.ts';
import { swarmManagerName } from '../../model/engine.ts';
import type { Outcome } from '../../model/failure.ts';
import { moveOf } from '../../checks/health.ts';
import { targetsOf } from '../../model/identity.ts';
import { clusterOf } from '../../model/snapshot.ts';
import type { AgentsRecreated } from '../../service/actions.ts';
import { textOf } from '../targets/argument.ts';
import { pickMachine } from '../targets/pickTarget.ts';
import { t } from '../localise.ts';
import { withCancel } from '../runs/runPlan.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { tell } from '../tell.ts';

export async function recreateAgents(shell: Shell, argument: unknown): Promise<Outcome<AgentsRecreated>> {
  const { agents, clusters } = shell.current;
  const { snapshot } = clusters;
  const machine =
    textOf(argument, 'machine') ??
    (await pickMachine(snapshot, (seen) => moveOf(seen, clusterOf(snapshot, seen.name)) !== undefined));
  const cancelled = err({ kind: 'cancelled', what: t('Recreating an agent') } as const);
  if (machine === undefined) return cancelled;
  const move = await agents.find(machine);
  if (!move.ok) return move;
  // The confirmation and the change refer to the same machine.
  const targets = targetsOf(clusters.snapshot, [machine]);
  if (!(await isWanted(move.value))) return cancelled;
  const done = await withCancel(t('Recreating the agent of {0}', machine), (signal) =>
    agents.recreate(move.value, { signal, targets }),
  );
  if (done.ok) tellEnd(shell, done.value);
  return done;
}

async function isWanted({ machine, agents }: AgentMove): Promise<boolean> {
  const hasManager = agents.some(({ name }) => name === swarmManagerName);
  const detail = [
    ...agents.map(({ name, image, from, to }) =>
      t('{0} on {1} ({2}) advertises {3}. The new container advertises {4}.', name, machine, image, from, to),
    ),
    hasManager ? t('The manager on {0} does not answer until its new container runs.', machine) : '',
    t('Image, discovery and options stay the same. The former container is removed once the new one runs.'),
  ];
  const button = t('Recreate');
  const question = hasManager
    ? t('Recreate the agent and the manager of {0}?', machine)
    : t('Recreate the agent of {0}?', machine);
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  return (await window.showWarningMessage(question, options, button)) === button;
}

function tellEnd(shell: Shell, { machine, agents, left, isListed }: AgentsRecreated): void {
  const names = agents.map(({ name }) => name);
  const done = t('Recreated on {0}: {1}.', machine, named(names, t));
  if (left.length > 0) {
    const rest = t(
      'The former container could not be removed: {0}. Remove it, as it would start again with the engine.',
      named(left, t),
    );
    tell(shell, 'warning', `${done} ${rest}`);
    return;
  }
  tell(shell, 'info', isListed ? done : `${done} ${t('The manager lists the node within a minute.')}`);
}
