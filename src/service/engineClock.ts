/** No event tells that a host's clock was set: the date of its answers to pings does. */
import { seconds, type Milliseconds } from '../base/units.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import type { EngineView } from '../model/snapshot.ts';

/** What HTTP's whole seconds and the way of an answer may make of clocks that agree. */
const tolerance: Milliseconds = seconds(5);

export class EngineClock {
  /** What its engine was asked for last; it is not asked again for the same. */
  #asked: Milliseconds | undefined;

  /** Whether a ping tells another time than the engine itself did when it was asked. */
  isNews(skew: Milliseconds | undefined, engine: Seen<EngineView> | undefined): boolean {
    const known = engine && lastOf(engine)?.value.engine.clockSkew;
    if (skew === undefined || known === undefined) return false;
    if (Math.abs(skew - known) < tolerance) {
      this.#asked = undefined;
      return false;
    }
    if (this.#asked !== undefined && Math.abs(skew - this.#asked) < tolerance) return false;
    this.#asked = skew;
    return true;
  }
}
