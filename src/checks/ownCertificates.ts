/** The machine's own copy of its certificates is complete. */
import { isBelow } from '../model/incomplete.ts';
import type { Path } from '../base/hostPath.ts';
import { defineCheck } from './check.ts';
import { engineAnswers } from './engineAnswers.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { onMachine } from './remedy.ts';

export const ownCertificates = defineCheck({
  id: 'ownCertificates',
  scope: 'machine',
  appliesTo: 'all',
  needs: ['machine'],
  evaluate: ({ seen, machine }): readonly Found<CertificatesMissing>[] => {
    const paths = (machine.missingCertificates ?? []).filter((path) => isBelow(machine.directory, path));
    if (paths.length === 0) return [];
    const isWhy = engineAnswers
      .evaluate({ seen, machine })
      .some((each) => each.kind === 'engineDown' && each.cause.kind === 'certificateMissing');
    return [
      {
        kind: 'certificatesMissing',
        severity: 'warning',
        subject: aboutMachine(seen.name),
        paths,
        remedies: [onMachine('regenerateCertificates', seen.name)],
        ...(isWhy ? { causedBy: engineAnswers.id } : {}),
      },
    ];
  },
});

interface CertificatesMissing {
  readonly kind: 'certificatesMissing';
  readonly subject: OfMachine;
  readonly paths: readonly Path[];
}
