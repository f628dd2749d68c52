/** What an engine said of itself, for as long as nothing can have changed it unheard. */
import { seconds, type Milliseconds } from '../base/units.ts';
import type { Engine } from '../model/engine.ts';

/** Even what no event tells of (a key re-read, a swarm joined) is seen after this at the latest. */
export const factsLast: Milliseconds = seconds(60);

export class EngineFacts {
  #said: { readonly engine: Engine; readonly at: number } | undefined;
  /** Counts what made facts doubtful, so that an answer to a question put before does not count as new. */
  #doubts = 0;

  /** Undefined: it is to be asked. */
  get known(): Engine | undefined {
    return this.#said && Date.now() - this.#said.at < factsLast ? this.#said.engine : undefined;
  }

  /** An event told of a change, or the stream of events was not there all the time. */
  doubt(): void {
    this.#doubts += 1;
    this.#said = undefined;
  }

  /** To be called before a full question; the result takes the engine's answer. */
  question(): (engine: Engine) => void {
    const before = this.#doubts;
    const at = Date.now();
    return (engine) => {
      if (before === this.#doubts) this.#said = { engine, at };
    };
  }
}
