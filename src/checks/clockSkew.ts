/** The host's clock agrees with this computer's. */
import type { Milliseconds } from '../base/units.ts';
import { worstSkew } from '../model/engine.ts';
import { defineCheck } from './check.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { shellOn } from './hostRemedies.ts';
import { measuredAt } from './measured.ts';

export const clockSkew = defineCheck({
  id: 'clockSkew',
  scope: 'machine',
  appliesTo: 'all',
  needs: ['view'],
  evaluate: ({ seen, view: { engine } }): readonly Found<ClockSkew>[] =>
    Math.abs(engine.clockSkew) > worstSkew
      ? [
          {
            kind: 'clockSkew',
            severity: 'warning',
            subject: aboutMachine(seen.name),
            measured: measuredAt(seen.name, seen.engine),
            skew: engine.clockSkew,
            remedies: shellOn(seen),
          },
        ]
      : [],
});

interface ClockSkew {
  readonly kind: 'clockSkew';
  readonly subject: OfMachine;
  readonly skew: Milliseconds;
}
