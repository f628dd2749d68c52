/** Asking which cluster, machine, node or service is meant, where a command was not told. */
import { CancellationTokenSource, QuickPickItemKind, ThemeIcon, type QuickPickItem } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { NodeVerb } from '../../model/steering.ts';
import { taskCount, type SwarmNode, type SwarmService, type SwarmView } from '../../model/swarmMode.ts';
import type { SeenMachine, Snapshot } from '../../model/snapshot.ts';
import type { InfoTarget } from '../../protocol/dockerInfo.ts';
import { t } from '../localise.ts';
import { availabilityWords, nodeStateWords } from '../swarmWords.ts';
import { clusterNodes } from '../tree/clusterNodes.ts';
import { clusterRow } from '../tree/clusterRow.ts';
import { machineRow } from '../tree/machineRow.ts';
import { nodeIcon } from '../tree/roleIcon.ts';
import type { Row } from '../tree/row.ts';
import { clusterOf } from '../../model/snapshot.ts';
import { window } from '../surface/window.ts';

/** Undefined: nothing was chosen, or there is none. */
export async function pickCluster(snapshot: Snapshot, placeHolder: string): Promise<string | undefined> {
  const choices = snapshot.clusters.map((cluster) => choice(clusterRow(cluster, snapshot, t)));
  return (await window.showQuickPick(choices, { placeHolder, matchOnDescription: true }))?.row.target.cluster;
}

/** `fits`: which machines may be chosen. */
export async function pickMachine(
  snapshot: Snapshot,
  fits: (seen: SeenMachine) => boolean = () => true,
): Promise<string | undefined> {
  const choices = snapshot.machines
    .filter(fits)
    .map((seen) => choice(machineRow(seen, clusterOf(snapshot, seen.name), t)));
  const placeHolder =
    choices.length > 0
      ? t('Which machine?')
      : snapshot.machines.length > 0
        ? t('No machine supports this action.')
        : t('There are no machines.');
  return (await window.showQuickPick(choices, { placeHolder, matchOnDescription: true }))?.row.target.machine;
}

/** A cluster or a machine; the only cluster there is needs no asking when there are no other machines. */
export async function pickInfoTarget(snapshot: Snapshot): Promise<InfoTarget | undefined> {
  const [only, ...more] = clusterNodes(snapshot, t).filter(({ row }) => row.target.cluster !== undefined);
  if (only?.row.target.cluster !== undefined && more.length === 0)
    return { kind: 'cluster', cluster: only.row.target.cluster };
  const choices: (QuickPickItem & { readonly row?: Row })[] = [
    { label: t('Clusters'), kind: QuickPickItemKind.Separator },
    ...snapshot.clusters.map((cluster) => choice(clusterRow(cluster, snapshot, t))),
    { label: t('Machines'), kind: QuickPickItemKind.Separator },
    ...snapshot.machines.map((seen) => choice(machineRow(seen, clusterOf(snapshot, seen.name), t))),
  ];
  const chosen = await window.showQuickPick(choices, {
    placeHolder: t('Docker info of which cluster or machine?'),
    matchOnDescription: true,
  });
  const target = chosen?.row?.target;
  if (target?.machine !== undefined) return { kind: 'machine', machine: target.machine };
  return target?.cluster === undefined ? undefined : { kind: 'cluster', cluster: target.cluster };
}

/** A cluster in swarm mode; the only one there is needs no asking. */
export async function pickSwarm(snapshot: Snapshot, placeHolder: string): Promise<string | undefined> {
  const swarms = snapshot.clusters.filter(({ orchestration }) => orchestration === 'swarm-mode');
  const [only, ...more] = swarms;
  if (only && more.length === 0) return only.name;
  const choices = swarms.map((cluster) => choice(clusterRow(cluster, snapshot, t)));
  const asked = choices.length > 0 ? placeHolder : t('There is no cluster in swarm mode.');
  return (await window.showQuickPick(choices, { placeHolder: asked, matchOnDescription: true }))?.row.target.cluster;
}

/** The id of a node for which the verb changes something, or of one of those with these ids. */
export async function pickNode(
  view: Promise<Outcome<SwarmView>>,
  placeHolder: string,
  which: NodeVerb | readonly string[],
): Promise<Outcome<string>> {
  const isOffered = (node: SwarmNode): boolean =>
    typeof which === 'string' ? changes(which, node) : which.includes(node.id);
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
      ...(typeof which === 'string' ? {} : { detail: node.id }),
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

function changes(verb: NodeVerb, { availability, role }: SwarmNode): boolean {
  switch (verb) {
    case 'drain':
      return availability !== 'drain';
    case 'pause':
      return availability !== 'pause';
    case 'activate':
      return availability !== 'active';
    case 'promote':
      return role === 'worker';
    case 'demote':
      return role === 'manager';
    case 'remove':
      return true;
  }
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

function choice(row: Row): QuickPickItem & { readonly row: Row } {
  const { label, description, icon } = row;
  return icon ? { label, description, iconPath: new ThemeIcon(icon.name), row } : { label, description, row };
}
