/** The classic swarm manager on a machine answers. */
import { swarmManagerName } from '../model/engine.ts';
import type { Failure } from '../model/failure.ts';
import { defineCheck } from './check.ts';
import { engineAnswers } from './engineAnswers.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { containerOn } from './hostRemedies.ts';
import { measuredAt } from './measured.ts';
import { onMachine } from './remedy.ts';

export const classicManager = defineCheck({
  id: 'classicManager',
  scope: 'machine',
  appliesTo: ['classic'],
  needs: ['machine', 'cluster', 'member'],
  follows: [engineAnswers],
  evaluate: ({ seen, seen: { name }, cluster, member }): readonly Found<ManagerDown>[] => {
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
        remedies: [...containerOn(seen, swarmManagerName), onMachine('showDockerInfo', name)],
      },
    ];
  },
});

interface ManagerDown {
  readonly kind: 'managerDown';
  readonly subject: OfMachine;
  readonly cause: Failure;
  /** Time of its last answer. */
  readonly since: Date | undefined;
}
