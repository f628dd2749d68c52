/** Keeps asking one key-value store, which tells nothing by itself. */
import type { Disposable } from '../base/lifetime.ts';
import { Rerun } from '../base/rerun.ts';
import { err } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { GroupStore } from '../cluster/recognise.ts';
import { isElecting, type Outcome } from '../model/failure.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import { backgroundPace, electingPace, slowPace, unwellPace } from './paces.ts';
import type { Watching } from './watching.ts';

/** A lone consul leads itself within ten seconds. */
const longestElection: Milliseconds = seconds(20);

export class StoreWatch implements Disposable {
  readonly ask: Rerun;
  readonly #name: string;
  readonly #watching: Watching;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #electingSince: number | undefined;

  /** `name` is its name among findings. One that is never asked from here has its reason in the answer's place. */
  constructor(
    name: string,
    { parsed, paths, neverAsked }: GroupStore,
    watching: Watching,
    onAnswer: (outcome: Outcome<StoreState>) => void,
  ) {
    this.#name = name;
    this.#watching = watching;
    this.ask = new Rerun(async (signal) => {
      if (!parsed || neverAsked) {
        if (neverAsked) onAnswer(err(neverAsked));
        return;
      }
      const options = { signal, deadline: watching.timeout(), paths };
      const outcome = await watching.doors.keyValueStores.ask(parsed, options);
      if (signal.aborted) return;
      onAnswer(this.#judged(outcome));
      this.#schedule(this.#pace());
    }, watching.bug);
    void this.ask.now();
  }

  /** Who has been choosing a leader for long has none: it may wait for a server that is gone. */
  #judged(outcome: Outcome<StoreState>): Outcome<StoreState> {
    if (outcome.ok || !isElecting(outcome.error)) {
      this.#electingSince = undefined;
      return outcome;
    }
    this.#electingSince ??= Date.now();
    if (Date.now() - this.#electingSince < longestElection || outcome.error.kind !== 'storeWithoutLeader')
      return outcome;
    return err({ ...outcome.error, isElecting: false });
  }

  /** Somebody has begun to look, or has stopped. */
  attend(): void {
    this.#schedule(this.#watching.attention() === 'visible' ? 0 : this.#pace());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.ask.dispose();
  }

  #schedule(pause: Milliseconds): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask.now(), pause);
  }

  #pace(): Milliseconds {
    if (this.#watching.attention() === 'background') return backgroundPace;
    const state = this.#watching.findings.stores.get(this.#name);
    if (state?.state !== 'failed') return slowPace;
    return isElecting(state.failure) ? electingPace : unwellPace;
  }
}
