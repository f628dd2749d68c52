/** The machine's create completed. Other findings for a machine follow from a failed or running create. */
import { isIncomplete } from '../model/incomplete.ts';
import type { Making } from '../model/snapshot.ts';
import { defineCheck } from './check.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { onMachine, showLog } from './remedy.ts';

export const machineCreation = defineCheck({
  id: 'machineCreation',
  scope: 'machine',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ seen }): readonly Found<Creating | Incomplete>[] => {
    const subject = aboutMachine(seen.name);
    if (seen.making)
      return [{ kind: 'creating', severity: 'info', isTransient: true, subject, ...seen.making, remedies: [showLog] }];
    if (!isIncomplete(seen)) return [];
    const remedies = [onMachine('finishMachine', seen.name), onMachine('removeMachine', seen.name)];
    return [{ kind: 'incomplete', severity: 'error', subject, remedies }];
  },
});

/** A run of this window is creating it. */
type Creating = { readonly kind: 'creating'; readonly subject: OfMachine } & Making;

/** A record whose create never completed: it has no address, or no certificates beside it. */
interface Incomplete {
  readonly kind: 'incomplete';
  readonly subject: OfMachine;
}
