/** Keeps asking one key-value store, which tells nothing by itself. */
import type { Disposable } from '../base/lifetime.ts';
import { Rerun } from '../base/rerun.ts';
import type { Milliseconds } from '../base/units.ts';
import { isElecting, type Outcome } from '../model/failure.ts';
import type { StoreState, StoreUrl } from '../model/keyValueStore.ts';
import { backgroundPace, electingPace, slowPace, unwellPace } from './paces.ts';
import type { Watching } from './watching.ts';

export class StoreWatch implements Disposable {
  readonly ask: Rerun;
  readonly #url: string;
  readonly #watching: Watching;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `url` is its name among findings. */
  constructor(url: string, parsed: StoreUrl, watching: Watching, onAnswer: (outcome: Outcome<StoreState>) => void) {
    this.#url = url;
    this.#watching = watching;
    this.ask = new Rerun(async (signal) => {
      const outcome = await watching.doors.keyValueStores.ask(parsed, { signal, deadline: watching.timeout() });
      if (signal.aborted) return;
      onAnswer(outcome);
      this.#schedule(this.#pace());
    }, watching.bug);
    void this.ask.now();
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
    const state = this.#watching.findings.stores.get(this.#url);
    if (state?.state !== 'failed') return slowPace;
    return isElecting(state.failure) ? electingPace : unwellPace;
  }
}
