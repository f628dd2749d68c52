/** Texts for the ownCertificates check. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const ownCertificates: Texts<'ownCertificates'> = ({ subject: { machine }, paths }, t) => ({
  short: t('certificate missing'),
  what: t('Certificates of machine {0} are missing: {1}', machine, named(paths, t)),
  why: t(
    'docker-machine keeps a copy in the machine’s folder, which docker-machine env uses, and one for the whole store, which docker-machine config uses.',
  ),
  remedy: t('Regenerate the machine’s certificates, or restore the file from the other copy.'),
});
