/** What is known before anybody has answered, what of it goes with a machine, and what stays as it was when all is read anew. */
import { equal } from '../base/equal.ts';
import type { StoreContents } from '../docker/doors.ts';
import type { Path } from '../model/failure.ts';
import type { KnownSoFar } from './watching.ts';

/** What goes with a machine's record. */
export const keptByMachine = (known: KnownSoFar): readonly { delete: (machine: string) => boolean }[] => [
  known.engines,
  known.answeringSince,
  known.powers,
  known.refusedFlags,
  known.fullDisks,
  known.managers,
  known.managerOverlays,
  known.engineOverlays,
  known.reach,
];

export function nothingKnown(storePath: Path): KnownSoFar {
  return {
    storePath,
    contents: { entries: [], failure: undefined, hasAuthority: false },
    engines: new Map(),
    answeringSince: new Map(),
    powers: new Map(),
    refusedFlags: new Map(),
    fullDisks: new Map(),
    unfinished: new Set(),
    making: new Map(),
    beingMade: new Map(),
    managers: new Map(),
    managerOverlays: new Map(),
    engineOverlays: new Map(),
    swarms: new Map(),
    swarmOverlays: new Map(),
    stores: new Map(),
    reach: new Map(),
  };
}

/** What was read, with the entries that say the same as before being the same objects. */
export function unchanged(before: StoreContents, read: StoreContents): StoreContents {
  const known = new Map(before.entries.map((entry) => [entry.name, entry]));
  return {
    ...read,
    entries: read.entries.map((entry) => {
      const old = known.get(entry.name);
      return old && equal(old, entry) ? old : entry;
    }),
  };
}
