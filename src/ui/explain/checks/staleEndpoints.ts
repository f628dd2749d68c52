/** Texts of the check staleEndpoints. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const staleEndpoints: Texts<'staleEndpoints'> = ({ subject: { network }, containers }, t) => ({
  short: t('{0} keeps containers that are gone', network),
  what: t(
    'The network {0} keeps addresses for containers that are not there any more: {1}.',
    network,
    named(containers, t),
  ),
  why: t(
    'Their engines ended before they could give the addresses back. While these are kept, the network cannot be removed.',
  ),
  remedy: t(
    'On any engine of the cluster, run: {0}',
    containers.map((each) => `docker network disconnect -f ${network} ${each}`).join('; '),
  ),
});
