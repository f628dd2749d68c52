/** Texts for the sharedCertificates check. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const sharedCertificates: Texts<'sharedCertificates'> = ({ subject: { paths } }, t) => ({
  short: t('shared certificate missing'),
  what: t('The machine store’s shared certificates are incomplete. Missing: {0}', named(paths, t)),
  why: t(
    'Machines that have a copy in their own folder can still be reached; docker $(docker-machine config …) fails for all of them.',
  ),
  remedy: t('Copy the missing file back from a machine’s folder, or regenerate the certificates of each machine.'),
});
