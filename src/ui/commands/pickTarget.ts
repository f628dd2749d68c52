/** Asking which cluster or machine is meant, where a command was not told. */
import { QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import type { SeenMachine, Snapshot } from '../../model/snapshot.ts';
import type { InfoTarget } from '../../protocol/dockerInfo.ts';
import { t } from '../localise.ts';
import { clusterNodes } from '../tree/clusterNodes.ts';
import { clusterRow } from '../tree/clusterRow.ts';
import { machineRow } from '../tree/machineRow.ts';
import type { Row } from '../tree/row.ts';
import { clusterOf } from '../../model/snapshot.ts';

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
        ? t('There is no machine that this could be done to.')
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

function choice(row: Row): QuickPickItem & { readonly row: Row } {
  const { label, description, icon } = row;
  return icon ? { label, description, iconPath: new ThemeIcon(icon.name), row } : { label, description, row };
}
