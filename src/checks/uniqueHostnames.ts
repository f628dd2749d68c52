/** Hostnames are unique: the key-value store distinguishes hosts by them. */
import { defineCheck } from './check.ts';
import type { Found, OfMachines } from './finding.ts';
import { shellOn } from './hostRemedies.ts';
import { alike, identityOf } from './hostIdentity.ts';

export const uniqueHostnames = defineCheck({
  id: 'uniqueHostnames',
  scope: 'machines',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ machines }): readonly Found<SameHostname>[] =>
    alike(machines.map(identityOf), 'hostname').map(([hostname, alike]) => ({
      kind: 'sameHostname',
      severity: 'warning',
      subject: { of: 'machines', machines: alike },
      hostname,
      remedies: machines.filter(({ name }) => name === alike[1]).flatMap(shellOn),
    })),
});

interface SameHostname {
  readonly kind: 'sameHostname';
  readonly subject: OfMachines;
  readonly hostname: string;
}
