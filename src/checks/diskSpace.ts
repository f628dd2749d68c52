/** The host's disk has free space. Only reported after its engine has failed for lack of it. */
import { defineCheck } from './check.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { shellOn } from './hostRemedies.ts';
import { measuredAt } from './measured.ts';
import { onMachine } from './remedy.ts';

export const diskSpace = defineCheck({
  id: 'diskSpace',
  scope: 'machine',
  appliesTo: 'all',
  needs: ['view'],
  evaluate: ({ seen, seen: { name, engine, fullDisk } }): readonly Found<DiskFull>[] =>
    fullDisk === undefined
      ? []
      : [
          {
            kind: 'diskFull',
            severity: 'warning',
            subject: aboutMachine(name),
            measured: measuredAt(name, engine),
            said: fullDisk,
            remedies: [...shellOn(seen), onMachine('showDockerInfo', name)],
          },
        ],
});

interface DiskFull {
  readonly kind: 'diskFull';
  readonly subject: OfMachine;
  /** The engine's message. */
  readonly said: string;
}
