/** Asks for a cluster, machine or container that the command's argument does not name. */
import { QuickPickItemKind, ThemeIcon, type QuickPickItem } from 'vscode';
import type { Container } from '../../model/engine.ts';
import { now } from '../../model/seen.ts';
import { clusterOf, type SeenMachine, type Snapshot } from '../../model/snapshot.ts';
import type { InfoTarget } from '../../protocol/dockerInfo.ts';
import type { ContainerPlace } from '../../service/actions.ts';
import { t } from '../localise.ts';
import { window } from '../surface/window.ts';
import { clusterNodes } from '../tree/clusterNodes.ts';
import { clusterRow } from '../tree/clusterRow.ts';
import { containerState } from '../tree/containerRow.ts';
import { machineRow } from '../tree/machineRow.ts';
import type { Row } from '../tree/row.ts';

/** Undefined if nothing was chosen, or there is none. */
export async function pickCluster(snapshot: Snapshot, placeHolder: string): Promise<string | undefined> {
  const choices = snapshot.clusters.map((cluster) => choice(clusterRow(cluster, snapshot, t)));
  return (await window.showQuickPick(choices, { placeHolder, matchOnDescription: true }))?.row.target.cluster;
}

/** `fits`: filters the machines. */
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

/** A cluster or machine; does not ask if there is only one cluster and no other machine. */
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

/** `fits`: filters the containers, all on engines that answer. Undefined if none was chosen. */
export async function pickContainer(
  snapshot: Snapshot,
  fits: (container: Container) => boolean = () => true,
): Promise<ContainerPlace | undefined> {
  const choices = snapshot.machines.flatMap((seen) =>
    (now(seen.engine)?.containers ?? []).filter(fits).map((container) => ({
      label: container.name,
      description: [seen.name, containerState(container, t), container.image].join(' · '),
      iconPath: new ThemeIcon('package'),
      place: { machine: seen.name, container: container.name },
    })),
  );
  const placeHolder = choices.length > 0 ? t('Which container?') : t('No container supports this action.');
  return (await window.showQuickPick(choices, { placeHolder, matchOnDescription: true }))?.place;
}

export function choice(row: Row): QuickPickItem & { readonly row: Row } {
  const { label, description, icon } = row;
  return icon ? { label, description, iconPath: new ThemeIcon(icon.name), row } : { label, description, row };
}
