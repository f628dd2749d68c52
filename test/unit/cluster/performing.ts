// An action, performed: what came of it, and what was told on the way.
import { english, type Translate } from '../../../src/base/text.ts';
import { createPerform } from '../../../src/cluster/perform.ts';
import type { Patience } from '../../../src/cluster/performWorld.ts';
import type { Doors } from '../../../src/docker/doors.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Action } from '../../../src/model/plan.ts';

/** For what must come to be, however slow the computer; and for what must be given up. */
const patient: Patience = { store: 30_000, nodes: 30_000, unlisted: 30_000, swarm: 30_000, between: 5, probe: 1000 };
export const hurried: Patience = { store: 60, nodes: 60, unlisted: 60, swarm: 60, between: 5, probe: 20 };

interface Performed {
  readonly outcome: Outcome<void>;
  readonly said: readonly string[];
  readonly stages: readonly string[];
}

export async function perform(
  doors: Doors,
  action: Action,
  {
    signal = new AbortController().signal,
    patience = patient,
    t = english,
  }: { signal?: AbortSignal; patience?: Patience; t?: Translate } = {},
): Promise<Performed> {
  const said: string[] = [];
  const stages: string[] = [];
  const outcome = await createPerform(doors, { t, patience })(action, {
    signal,
    stage: (stage) => stages.push(stage),
    said: (line) => said.push(line),
  });
  return { outcome, said, stages };
}
