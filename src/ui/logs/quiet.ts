/** How long a log without a line goes on without a word of ours. */
import { seconds } from '../../base/units.ts';

export const quiet = seconds(3);
