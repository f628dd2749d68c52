/** What managers and engines do not agree about, of a cluster's networks: nothing tells when they do again, so they are asked until then. */
import { seconds, type Milliseconds } from '../base/units.ts';
import type { OverlayNetwork } from '../model/network.ts';
import type { Attention } from './endpointWatch.ts';
import { backgroundPace, slowPace } from './paces.ts';

/** How soon they are asked again, and for how long that often: a manager forgets a host that is gone after three minutes. */
const pace: Milliseconds = seconds(0.7);
const longest: Milliseconds = seconds(200);
/** Each network is inspected on its own: of more than this all are asked for so much more seldom. */
const networksPerLook = 20;

/** By the key of a group. */
export class UnsettledNetworks {
  /** Networks that an engine told the end of, and that its manager may list on. */
  readonly #removed = new Map<string, Set<string>>();
  readonly #since = new Map<string, { readonly since: number; readonly networks: number }>();

  /** An engine told the end of a network. Its manager hears it of that engine alone, and lists it on for all others, dead ones too. */
  removed(key: string, network: string): void {
    const removed = this.#removed.get(key) ?? new Set();
    this.#removed.set(key, removed.add(network));
  }

  /** A manager's answer; `isKept`: engines list what it does not. */
  answered(key: string, answer: readonly OverlayNetwork[], isKept: boolean): void {
    const removed = this.#removed.get(key);
    for (const id of removed ?? []) if (!answer.some((each) => each.id === id)) removed?.delete(id);
    if (!isKept && !removed?.size) this.#since.delete(key);
    else this.#since.set(key, { since: this.#since.get(key)?.since ?? Date.now(), networks: answer.length });
  }

  /** How soon to ask again; undefined: events tell enough. */
  pause(key: string, attention: Attention): Milliseconds | undefined {
    const unsettled = this.#since.get(key);
    if (!unsettled) return undefined;
    if (attention === 'background') return backgroundPace;
    if (Date.now() - unsettled.since > longest) return slowPace;
    return pace * Math.max(1, Math.ceil(unsettled.networks / networksPerLook));
  }

  forget(key: string): void {
    this.#removed.delete(key);
    this.#since.delete(key);
  }
}
