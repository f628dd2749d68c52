/** CodeLenses above the first line of a cluster file: its commands, and how much of the cluster exists. Pure. */
import type { Translate } from '../../base/text.ts';
import type { FileProblem } from '../../model/fileFailure.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { ClusterSpec } from '../../model/spec.ts';
import { asLabel, withIcon, type Label } from '../surface/labels.ts';
import { clusterFor, standsFor, wantedMachines } from './wantedMachines.ts';

export interface Lens {
  readonly title: Label;
  /** Undefined for information only. */
  readonly command: string | undefined;
  readonly args: readonly unknown[];
}

export interface LensesOf {
  /** The file argument of the commands. */
  readonly file: unknown;
  readonly spec: ClusterSpec | undefined;
  readonly problems: readonly FileProblem[];
  readonly snapshot: Snapshot;
  readonly isReadOnly: boolean;
  readonly isTrusted: boolean;
}

export function lenses(
  { file, spec, problems, snapshot, isReadOnly, isTrusted }: LensesOf,
  t: Translate,
): readonly Lens[] {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (!spec) {
    const title =
      errors === 1 ? t('1 error: nothing can be brought up') : t('{0} errors: nothing can be brought up', errors);
    return [{ title: withIcon('error', title, '\u00a0'), command: 'workbench.actions.view.problems', args: [] }];
  }
  const cluster = clusterFor(spec, snapshot);
  const up: Lens = { title: asLabel(t('Bring Up')), command: 'dockerOverlay.bringClusterUp', args: [{ file }] };
  const trust: Lens = {
    title: withIcon('shield', t('Not trusted: Manage Workspace Trust'), '\u00a0'),
    command: 'workbench.trust.manage',
    args: [],
  };
  const down = cluster && {
    title: asLabel(t('Bring Down')),
    command: 'dockerOverlay.bringClusterDown',
    args: [{ cluster: cluster.name }],
  };
  const changes = down ? [up, down] : [up];
  const info = cluster && { command: 'dockerOverlay.showDockerInfo', args: [{ cluster: cluster.name }] };
  const plan: Lens = {
    title: asLabel(t('Show Plan')),
    command: 'dockerOverlay.showPlan',
    args: [{ file }],
  };
  return [
    ...(isTrusted ? (isReadOnly ? [] : changes) : [trust]),
    ...(isRead(snapshot)
      ? [{ title: asLabel(existWords(spec, snapshot, t)), ...(info ?? { command: undefined, args: [] }) }]
      : []),
    ...(isTrusted ? [plan] : []),
  ];
}

/** Before the first snapshot it is unknown what exists. */
const isRead = ({ at }: Snapshot): boolean => at.getTime() > 0;

function existWords(spec: ClusterSpec, snapshot: Snapshot, t: Translate): string {
  const wanted = wantedMachines(spec);
  const existing = wanted.filter(({ name }) => standsFor(spec.name, name, snapshot) !== undefined);
  return t('{0}/{1} exist', existing.length, wanted.length);
}
