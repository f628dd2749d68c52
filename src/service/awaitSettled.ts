/** Waiting until a swarm has become what it was told to be. */
import { sleep } from '../base/async.ts';
import { err, ok } from '../base/result.ts';
import { minutes, seconds, type Milliseconds } from '../base/units.ts';
import type { Settling } from '../cluster/settling.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import type { SteeringOptions } from './services.ts';

export interface Patience {
  /** Between two looks: tasks tell nothing of themselves. */
  readonly pace: Milliseconds;
  /** What has settled must stay so, where tasks were started: one may end as soon as it runs. */
  readonly steady: Milliseconds;
  /** What is stuck must stay so: a moment later a place may be free, or an image there. */
  readonly grace: Milliseconds;
  /** Nobody answers: a new leader is found within some 15 s. */
  readonly silence: Milliseconds;
  /** Nothing moves. */
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
  /** What is waited for, in the words that a failure tells. */
  readonly what: string;
  readonly look: () => Promise<Outcome<SwarmView>>;
  readonly judge: (view: SwarmView) => Settling;
  readonly patience: Patience;
  /** New tasks were asked for: see `Patience.steady`. */
  readonly startsTasks: boolean;
}

/** The view in which it has settled; undefined: the waiting was cancelled. */
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

/** How long something has been as it is. */
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
