/** Texts for the staleEndpoints check. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const staleEndpoints: Texts<'staleEndpoints'> = ({ subject: { network }, containers }, t) => ({
  short: t('stale endpoints in {0}', network),
  what: t('The network {0} keeps addresses for containers that no longer exist: {1}.', network, named(containers, t)),
  why: t(
    'Their engines stopped before they could release the addresses. Until these are released, the network cannot be removed.',
  ),
  remedy: t(
    'On any engine of the cluster, run: {0}',
    containers.map((each) => `docker network disconnect -f ${network} ${each}`).join('; '),
  ),
});
