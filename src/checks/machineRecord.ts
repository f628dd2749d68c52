/** The machine's record is readable. */
import type { Failure } from '../model/failure.ts';
import { defineCheck } from './check.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { onMachine } from './remedy.ts';

export const machineRecord = defineCheck({
  id: 'machineRecord',
  scope: 'machine',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ seen: { name, record } }): readonly Found<RecordUnusable>[] =>
    'failure' in record
      ? [
          {
            kind: 'recordUnusable',
            severity: 'error',
            subject: aboutMachine(name),
            cause: record.failure,
            remedies: [onMachine('removeMachine', name)],
          },
        ]
      : [],
});

interface RecordUnusable {
  readonly kind: 'recordUnusable';
  readonly subject: OfMachine;
  readonly cause: Failure;
}
