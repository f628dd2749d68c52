/** Asks for a swarm, node or service that the command's argument does not name. */
import { CancellationTokenSource, ThemeIcon, type QuickPickItem } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { lastOf } from '../../model/seen.ts';
import { findCluster, type Snapshot } from '../../model/snapshot.ts';
import { taskCount, type SwarmNode, type SwarmService, type SwarmView } from '../../model/swarmMode.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';
import { availabilityWords, nodeStateWords } from '../swarmWords.ts';
import { clusterRow } from '../tree/clusterRow.ts';
import { nodeIcon } from '../tree/roleIcon.ts';
import { textOf } from './argument.ts';
import { choice } from './pickTarget.ts';

/** A cluster in swarm mode; does not ask if there is only one. */
export async function pickSwarm(snapshot: Snapshot, placeHolder: string): Promise<string | undefined> {
  const swarms = snapshot.clusters.filter(({ orchestration }) => orchestration === 'swarm-mode');
  const [only, ...more] = swarms;
  if (only && more.length === 0) return only.name;
  const choices = swarms.map((cluster) => choice(clusterRow(cluster, snapshot, t)));
  const asked = choices.length > 0 ? placeHolder : t('There is no cluster in swarm mode.');
  return (await window.showQuickPick(choices, { placeHolder: asked, matchOnDescription: true }))?.row.target.cluster;
}

/** Node ID, chosen from all nodes offered or from those with these IDs. */
export async function pickNode(
  view: Promise<Outcome<SwarmView>>,
  placeHolder: string,
  which: ((node: SwarmNode) => boolean) | readonly string[],
): Promise<Outcome<string>> {
  const isOffered = (node: SwarmNode): boolean => (typeof which === 'function' ? which(node) : which.includes(node.id));
  return pickIn(view, placeHolder, t('There is no such node.'), ({ nodes }) =>
    nodes.filter(isOffered).map((node) => ({
      label: node.hostname,
      description: [
        node.manager?.isLeader ? t('leader') : node.role === 'manager' ? t('manager') : t('worker'),
        node.availability === 'active' ? undefined : availabilityWords(node.availability, t),
        nodeStateWords(node.state, t),
        node.address,
      ]
        .filter(Boolean)
        .join(' · '),
      ...(typeof which === 'function' ? {} : { detail: node.id }),
      iconPath: new ThemeIcon(nodeIcon(node)),
      value: node.id,
    })),
  );
}

/** The name of a service. */
export async function pickService(
  view: Promise<Outcome<SwarmView>>,
  placeHolder: string,
  isOffered: (service: SwarmService) => boolean,
): Promise<Outcome<string>> {
  return pickIn(view, placeHolder, t('There is no such service.'), (swarm) =>
    swarm.services.filter(isOffered).map((service) => {
      const { running, desired } = taskCount(service, swarm);
      return {
        label: service.name,
        description: [`${String(running)}/${String(desired)}`, service.image].join(' · '),
        iconPath: new ThemeIcon('layers'),
        value: service.name,
      };
    }),
  );
}

type Valued = QuickPickItem & { readonly value: string };

/** Shows progress while the swarm is queried. */
async function pickIn(
  view: Promise<Outcome<SwarmView>>,
  placeHolder: string,
  none: string,
  choicesOf: (view: SwarmView) => readonly Valued[],
): Promise<Outcome<string>> {
  const choices = view.then((seen): readonly Valued[] => {
    const all = seen.ok ? choicesOf(seen.value) : [];
    return all.length > 0 ? all : [{ label: none, value: '' }];
  });
  const closing = new CancellationTokenSource();
  const picking = window.showQuickPick(choices, { placeHolder, matchOnDescription: true }, closing.token);
  const seen = await view;
  if (!seen.ok) {
    closing.cancel();
    return seen;
  }
  const value = (await picking)?.value ?? '';
  return value === '' ? err({ kind: 'cancelled', what: placeHolder }) : ok(value);
}

export interface MeantService {
  readonly cluster: string;
  /** Name, or ID if the argument has no name. */
  readonly service: string;
}

/** `which` is the question; `title` names the action cancelled if the user chooses nothing. */
export async function meantService(
  shell: Shell,
  argument: unknown,
  which: string,
  title: string,
  isOffered: (service: SwarmService) => boolean = () => true,
): Promise<Outcome<MeantService>> {
  const cluster = textOf(argument, 'cluster') ?? (await pickSwarm(shell.current.clusters.snapshot, which));
  if (cluster === undefined) return err({ kind: 'cancelled', what: title });
  const named = textOf(argument, 'service');
  if (named !== undefined) return ok({ cluster, service: named });
  const chosen = await pickService(seenSwarm(shell, cluster), which, isOffered);
  return chosen.ok ? ok({ cluster, service: chosen.value }) : chosen;
}

/** The swarm to choose from: its last known view, else a fresh one from its managers. */
export async function seenSwarm({ current }: Pick<Shell, 'current'>, cluster: string): Promise<Outcome<SwarmView>> {
  const swarm = findCluster(current.clusters.snapshot, cluster)?.swarm;
  const last = swarm && lastOf(swarm.view);
  return last ? ok(last.value) : current.swarms.view(cluster);
}
