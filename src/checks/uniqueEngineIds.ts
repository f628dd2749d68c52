/** Engine IDs are unique: hosts made of one disk keep the ID of their original, and a manager takes only one of them. */
import { shared } from '../base/shared.ts';
import { lastOf } from '../model/seen.ts';
import { defineCheck } from './check.ts';
import type { Found, OfMachines } from './finding.ts';

export const uniqueEngineIds = defineCheck({
  id: 'uniqueEngineIds',
  scope: 'machines',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ machines }): readonly Found<SameEngineId>[] => {
    const engines = machines.flatMap(({ name, engine }) => {
      const id = lastOf(engine)?.value.engine.id;
      return id === undefined ? [] : [[id, name] as const];
    });
    return [...shared(engines)].map(([id, machines]) => ({
      kind: 'sameEngineId',
      severity: 'error',
      subject: { of: 'machines', machines },
      id,
      remedies: [],
    }));
  },
});

interface SameEngineId {
  readonly kind: 'sameEngineId';
  readonly subject: OfMachines;
  readonly id: string;
}
