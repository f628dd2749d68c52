/** Asking which swarm, node or service is meant, where a command was not told. */
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

/** A cluster in swarm mode; the only one there is needs no asking. */
export async function pickSwarm(snapshot: Snapshot, placeHolder: string): Promise<string | undefined> {
  const swarms = snapshot.clusters.filter(({ orchestration }) => orchestration === 'swarm-mode');
  const [only, ...more] = swarms;
  if (only && more.length === 0) return only.name;
  const choices = swarms.map((cluster) => choice(clusterRow(cluster, snapshot, t)));
  const asked = choices.length > 0 ? placeHolder : t('There is no cluster in swarm mode.');
  return (await window.showQuickPick(choices, { placeHolder: asked, matchOnDescription: true }))?.row.target.cluster;
}

/** The ID of a node that is offered, or of one of those with these IDs. */
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

/** Shows that it looks while the swarm is asked. */
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
  /** Name, or id where a name was not given. */
  readonly service: string;
}

/** `which` asks for it; `title` names what is given up where nothing is chosen. */
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

/** The swarm to choose from: the last that is known of it, else what its managers say now. */
export async function seenSwarm({ current }: Pick<Shell, 'current'>, cluster: string): Promise<Outcome<SwarmView>> {
  const swarm = findCluster(current.clusters.snapshot, cluster)?.swarm;
  const last = swarm && lastOf(swarm.view);
  return last ? ok(last.value) : current.swarms.view(cluster);
}
