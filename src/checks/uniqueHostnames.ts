/** Hostnames are unique: the key-value store tells hosts apart by them. */
import { shared } from '../base/shared.ts';
import { lastOf } from '../model/seen.ts';
import { defineCheck } from './check.ts';
import type { Found, OfMachines } from './finding.ts';

export const uniqueHostnames = defineCheck({
  id: 'uniqueHostnames',
  scope: 'machines',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ machines }): readonly Found<SameHostname>[] => {
    const engines = machines.flatMap(({ name, engine }) => {
      const hostname = lastOf(engine)?.value.engine.hostname;
      return hostname === undefined ? [] : [[hostname, name] as const];
    });
    return [...shared(engines)].map(([hostname, machines]) => ({
      kind: 'sameHostname',
      severity: 'warning',
      subject: { of: 'machines', machines },
      hostname,
      remedies: [],
    }));
  },
});

interface SameHostname {
  readonly kind: 'sameHostname';
  readonly subject: OfMachines;
  readonly hostname: string;
}
