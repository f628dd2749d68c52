/** How often those are asked whose state changes without an event. */
import { seconds, type Milliseconds } from '../../base/units.ts';

/** A classic manager's list of nodes and a key-value store's state, while visible. */
export const slowInterval: Milliseconds = seconds(10);
/** The same for one that is not well. */
export const unwellInterval: Milliseconds = seconds(3);
export const backgroundInterval: Milliseconds = seconds(30);
