/** Waits until a swarm has converged after a change. */
import { sleep } from '../base/async.ts';
import { err, ok } from '../base/result.ts';
import { minutes, seconds, type Milliseconds } from '../base/units.ts';
import type { Settling } from '../cluster/settling.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import type { SteeringOptions } from './services.ts';

export interface Patience {
  /** Between two reads of the swarm: tasks have no events. */
  readonly pace: Milliseconds;
  /** How long a settled state must last if tasks were started: a task may exit right after it starts. */
  readonly steady: Milliseconds;
  /** How long a stuck state must last: a node may get room, or an image become available, a moment later. */
  readonly grace: Milliseconds;
  /** How long managers may be silent: electing a new leader takes about 15 s. */
  readonly silence: Milliseconds;
  /** How long there may be no progress. */
  readonly standstill: Milliseconds;
}

export const patience: Patience = {
  pace: 500,
  steady: seconds(3),
  grace: seconds(5),
  silence: minutes(1),
  standstill: minutes(5),
};

export interface Waiting extends SteeringOptions {
  /** The name to use in failures. */
  readonly what: string;
  readonly look: () => Promise<Outcome<SwarmView>>;
  readonly judge: (view: SwarmView) => Settling;
  readonly patience: Patience;
  /** The change creates tasks, see `Patience.steady`. */
  readonly startsTasks: boolean;
}

/** Returns the view in which the swarm has converged; undefined if the wait was cancelled. */
export async function awaitSettled(waiting: Waiting): Promise<Outcome<SwarmView | undefined>> {
  const { what, look, judge, signal, onProgress, startsTasks } = waiting;
  const { pace, steady, grace, silence, standstill } = waiting.patience;
  const answered = new Since();
  const moved = new Since();
  const same = new Since();
  for (;;) {
    if (signal?.aborted) return ok(undefined);
    const looked = await look();
    if (looked.ok) {
      answered.restart();
      const settling = judge(looked.value);
      same.restartUnless(settling.state);
      moved.restartUnless(JSON.stringify(settling));
      if (settling.state === 'settled' && same.time >= (startsTasks ? steady : 0)) return ok(looked.value);
      if (settling.state === 'stuck' && same.time >= grace) return err(settling.failure);
      if (settling.state === 'converging' && settling.of > 0)
        onProgress?.({ kind: 'tasks', done: settling.done, of: settling.of });
      if (moved.time >= standstill) return err(standing(what, standstill));
    } else if (!signal?.aborted && answered.time >= silence) return err(looked.error);
    await sleep(pace, signal);
  }
}

const standing = (what: string, after: Milliseconds): Failure => ({ kind: 'notConverged', what, after });

/** Measures how long a state has lasted. */
class Since {
  #began = Date.now();
  #state: string | undefined;

  get time(): Milliseconds {
    return Date.now() - this.#began;
  }

  restart(): void {
    this.#began = Date.now();
  }

  restartUnless(state: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.restart();
  }
}
