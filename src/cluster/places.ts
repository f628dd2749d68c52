/** How many machines may be worked on at once: entering waits for a place. */
import { limit } from '../base/async.ts';

/**
 * Waits for a place and gives what leaves it again; leaving twice is leaving once. An abort ends the waiting and gives no place:
 * who entered asks the signal.
 */
export type Enter = (waiting: Waiting) => Promise<Leave>;
export type Leave = () => Promise<void>;

export interface Waiting {
  /** Who waits. */
  readonly machine: string;
  readonly signal: AbortSignal;
  /** Told when the place is taken by another window, and by which machine. */
  readonly behind: (machine: string) => void;
}

/** VirtualBox fails when two VMs are created at the same moment (docker/machine#479): one at a time, until it exists. */
export interface Places {
  /** Any machine's, over all runs of this window. */
  readonly machine: Enter;
  /** Of the VMs that the runs of this window create. */
  readonly virtualBoxHere: Enter;
  /** Of the VMs that all windows create. */
  readonly virtualBoxAnywhere: Enter;
}

/** Eight creates at once are what was seen to work; each is a process with SSH sessions of its own. */
const mostAtOnce = 8;

/** `parallelism` is the setting of the moment: 0 means as many as is safe. Who has entered stays until it leaves. */
export function createPlaces(parallelism: () => number, virtualBoxAnywhere: Enter): Places {
  const machines = new Map<number, Enter>();
  return {
    machine: (waiting) => {
      const most = parallelism() > 0 ? parallelism() : mostAtOnce;
      const enter = machines.get(most) ?? door(most);
      machines.set(most, enter);
      return enter(waiting);
    },
    virtualBoxHere: door(1),
    virtualBoxAnywhere,
  };
}

export const noPlace: Leave = () => Promise.resolve();

function door(most: number): Enter {
  const inside = limit(most);
  return ({ signal }) =>
    new Promise((entered) => {
      if (signal.aborted) {
        entered(noPlace);
        return;
      }
      const giveUp = (): void => {
        entered(noPlace);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      void inside(async () => {
        signal.removeEventListener('abort', giveUp);
        // Nobody is there any more to leave the place again.
        if (signal.aborted) return;
        await new Promise<void>((left) => {
          entered(() => {
            left();
            return Promise.resolve();
          });
        });
      });
    });
}
