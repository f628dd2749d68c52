// Findings in short: kind, subject and what was measured, without what every finding has.
import type { Finding } from '../../src/checks/allChecks.ts';
import type { ClusterHealth, MachineHealth } from '../../src/checks/health.ts';
import type { Subject } from '../../src/checks/finding.ts';

const ofEvery = new Set(['check', 'severity', 'isTransient', 'subject', 'measured', 'remedies', 'causedBy']);

export function inShort(finding: Finding): Readonly<Record<string, unknown>> & { readonly kind: Finding['kind'] } {
  const own = Object.entries(finding).filter(([key]) => !ofEvery.has(key));
  return { ...about(finding.subject), ...Object.fromEntries(own), kind: finding.kind };
}

function about(subject: Subject): object {
  switch (subject.of) {
    case 'cluster':
      return {};
    case 'network':
      return { network: subject.network };
    default: {
      const { of: _, ...rest } = subject;
      return rest;
    }
  }
}

/** The same of a whole health. */
export const healthInShort = <H extends MachineHealth | ClusterHealth>(
  health: H,
): Omit<H, 'findings'> & { readonly findings: readonly ReturnType<typeof inShort>[] } => ({
  ...health,
  findings: health.findings.map(inShort),
});
