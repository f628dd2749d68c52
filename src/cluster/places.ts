/** Limits how many machines are worked on at once: `Enter` waits for a slot. */
import { limit } from '../base/async.ts';

/**
 * Waits for a slot and returns the function that releases it, which is idempotent. An abort ends the wait without a slot: callers must
 * check the signal.
 */
export type Enter = (waiting: Waiting) => Promise<Leave>;
export type Leave = () => Promise<void>;

export interface Waiting {
  /** The waiting machine. */
  readonly machine: string;
  readonly signal: AbortSignal;
  /** Called with the machine that holds the slot if another window has it. */
  readonly behind: (machine: string) => void;
}

/** VirtualBox fails if two VMs are created at the same time (docker/machine#479): one at a time, until the VM exists. */
export interface Places {
  /** For any machine, across all runs of this window. */
  readonly machine: Enter;
  /** For VMs created by the runs of this window. */
  readonly virtualBoxHere: Enter;
  /** For VMs created by all windows. */
  readonly virtualBoxAnywhere: Enter;
}

/** Eight parallel creates are known to work; each is a process with its own SSH sessions. */
const mostAtOnce = 8;

/** `parallelism` is the current setting; 0 means the safe maximum. Held slots are not affected by changes. */
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
        // The caller is gone and will not release the slot.
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
