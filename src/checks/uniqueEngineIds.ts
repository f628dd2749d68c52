/** Engine IDs are unique: hosts cloned from one disk keep its engine ID, and a manager accepts only one of them. */
import { defineCheck } from './check.ts';
import type { Found, OfMachines } from './finding.ts';
import { shellOn } from './hostRemedies.ts';
import { alike, identityOf } from './hostIdentity.ts';

export const uniqueEngineIds = defineCheck({
  id: 'uniqueEngineIds',
  scope: 'machines',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ machines }): readonly Found<SameEngineId>[] =>
    alike(machines.map(identityOf), 'engineId').map(([id, alike]) => ({
      kind: 'sameEngineId',
      severity: 'error',
      subject: { of: 'machines', machines: alike },
      id,
      remedies: machines.filter(({ name }) => name === alike[1]).flatMap(shellOn),
    })),
});

interface SameEngineId {
  readonly kind: 'sameEngineId';
  readonly subject: OfMachines;
  readonly id: string;
}
