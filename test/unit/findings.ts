// Findings as checks make them, from what tells them apart.
import type { Finding } from '../../src/checks/allChecks.ts';
import { aboutMachine } from '../../src/checks/finding.ts';

type Kind = Finding['kind'];
type By<K extends Kind> = Extract<Finding, { readonly kind: K }>;
type Given<K extends Kind> = Omit<By<K>, 'severity' | 'remedies'> & Partial<Pick<By<K>, 'severity' | 'remedies'>>;

/** A warning without remedies, but for what is given. */
export const finding = <K extends Kind>(given: Given<K> & { readonly kind: K }): By<K> =>
  ({ severity: 'warning', remedies: [], ...given }) as unknown as By<K>;

export { aboutMachine };
