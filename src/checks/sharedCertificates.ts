/** The certificates shared by all machines of a store are complete: one cause, however many machines it affects. */
import { isBelow } from '../model/incomplete.ts';
import { machineOf } from '../model/snapshot.ts';
import { defineCheck } from './check.ts';
import type { Found, OfMachineStore } from './finding.ts';
import { refresh } from './remedy.ts';

export const sharedCertificates = defineCheck({
  id: 'sharedCertificates',
  scope: 'machines',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ machines }): readonly Found<SharedCertificatesMissing>[] => {
    const missing = machines.flatMap((seen) => {
      const machine = seen.making || seen.isUnfinished ? undefined : machineOf(seen);
      return machine?.missingCertificates?.filter((path) => !isBelow(machine.directory, path)) ?? [];
    });
    const paths = [...new Set(missing)];
    if (paths.length === 0) return [];
    const subject = { of: 'machineStore', paths } as const;
    return [{ kind: 'sharedCertificatesMissing', severity: 'warning', subject, remedies: [refresh] }];
  },
});

interface SharedCertificatesMissing {
  readonly kind: 'sharedCertificatesMissing';
  readonly subject: OfMachineStore;
}
