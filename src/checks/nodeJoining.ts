/** A machine has finished joining: its manager and its store list an engine that started answering recently. */
import { now } from '../model/seen.ts';
import { defineCheck } from './check.ts';
import { classicNode } from './classicNode.ts';
import { engineAnswers } from './engineAnswers.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { measuredAt } from './measured.ts';
import { onMachine } from './remedy.ts';
import { storeRegistration } from './storeRegistration.ts';

export const nodeJoining = defineCheck({
  id: 'nodeJoining',
  scope: 'machine',
  appliesTo: ['classic', 'none'],
  needs: ['machine', 'cluster'],
  follows: [engineAnswers],
  evaluate: ({ seen, machine, cluster }): readonly Found<Joining>[] => {
    if (!seen.isSettling) return [];
    const view = now(seen.engine);
    const missing = [
      ...classicNode.evaluate({ seen, machine, cluster }),
      ...(view ? storeRegistration.evaluate({ seen, machine, cluster, view }) : []),
    ];
    if (missing.every(({ causedBy }) => causedBy === undefined)) return [];
    return [
      {
        kind: 'joining',
        severity: 'info',
        isTransient: true,
        subject: aboutMachine(seen.name),
        measured: measuredAt(seen.name, seen.engine),
        remedies: [onMachine('showDockerInfo', seen.name)],
      },
    ];
  },
});

interface Joining {
  readonly kind: 'joining';
  readonly subject: OfMachine;
}
