/** A codicon for how grave a trouble is, in the sense of the colours that tree and page give it. */
import type { Gravity } from '../../model/trouble.ts';
import { underWayIcon } from './statusText.ts';

export const gravityIcons: Readonly<Record<Gravity, string>> = {
  grave: 'error',
  slight: 'warning',
  passing: underWayIcon,
};
