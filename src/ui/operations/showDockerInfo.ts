/** Opens the docker info page of a cluster or machine. */
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { findCluster, findMachine } from '../../model/snapshot.ts';
import type { InfoTarget } from '../../protocol/dockerInfo.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { textOf } from '../targets/argument.ts';
import { pickInfoTarget } from '../targets/pickTarget.ts';

export async function showDockerInfo({ current, pages }: Shell, argument: unknown): Promise<Outcome<InfoTarget>> {
  const target = targetOf(argument) ?? (await pickInfoTarget(current.clusters.snapshot));
  if (!target) return err({ kind: 'cancelled', what: t('Showing docker info') });
  const isThere = (): boolean =>
    target.kind === 'machine'
      ? findMachine(current.clusters.snapshot, target.machine) !== undefined
      : findCluster(current.clusters.snapshot, target.cluster) !== undefined;
  // It may have been created a moment ago.
  if (!isThere()) await current.clusters.refresh();
  if (!isThere())
    return err(
      target.kind === 'machine'
        ? { kind: 'machineUnknown', machine: target.machine }
        : { kind: 'clusterUnknown', cluster: target.cluster },
    );
  pages.open(target);
  return ok(target);
}

function targetOf(argument: unknown): InfoTarget | undefined {
  const machine = textOf(argument, 'machine');
  if (machine !== undefined) return { kind: 'machine', machine };
  const cluster = textOf(argument, 'cluster');
  return cluster === undefined ? undefined : { kind: 'cluster', cluster };
}
