/** The classic swarm manager on a machine answers. */
import type { Failure } from '../model/failure.ts';
import { defineCheck } from './check.ts';
import { engineAnswers } from './engineAnswers.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { measuredAt } from './measured.ts';
import { onMachine, refresh } from './remedy.ts';

export const classicManager = defineCheck({
  id: 'classicManager',
  scope: 'machine',
  appliesTo: ['classic'],
  needs: ['machine', 'cluster', 'member'],
  follows: [engineAnswers],
  evaluate: ({ seen: { name }, cluster, member }): readonly Found<ManagerDown>[] => {
    const manager = cluster.managers.find((each) => each.machine === name);
    if (member.role !== 'manager' || manager?.info.state !== 'failed') return [];
    const { failure, last } = manager.info;
    return [
      {
        kind: 'managerDown',
        severity: 'error',
        subject: aboutMachine(name),
        measured: measuredAt(manager.address, manager.info),
        cause: failure,
        since: last?.at,
        remedies: [refresh, onMachine('showDockerInfo', name)],
      },
    ];
  },
});

interface ManagerDown {
  readonly kind: 'managerDown';
  readonly subject: OfMachine;
  readonly cause: Failure;
  /** Its last answer. */
  readonly since: Date | undefined;
}
