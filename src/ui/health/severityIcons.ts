/** A codicon for how bad a finding is, in the sense of the colours that tree and page give it. */
import type { Severity } from '../../checks/finding.ts';

/** Something is in progress, and nothing is wrong. */
export const underWayIcon = 'sync~spin';

export const severityIcons: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: underWayIcon,
};
