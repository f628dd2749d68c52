/** How often those are asked whose state changes without an event. */
import { seconds, type Milliseconds } from '../base/units.ts';

/** A manager's word and a key-value store's state, while visible. */
export const slowPace: Milliseconds = seconds(10);
/** The same for one that is not well. */
export const unwellPace: Milliseconds = seconds(3);
/** The same for a key-value store that leads itself in a moment. */
export const electingPace: Milliseconds = seconds(1);
export const backgroundPace: Milliseconds = seconds(30);
