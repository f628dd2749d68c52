/** A codicon for how bad a finding is, in the sense of the colours that tree and page give it. */
import type { Severity } from '../../checks/finding.ts';
import { underWayIcon } from './statusText.ts';

export const severityIcons: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: underWayIcon,
};
