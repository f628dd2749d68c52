/** Words for what a key-value store, or the way to it, does in place of answering. */
import type { Translate } from '../../base/text.ts';
import type { KeyValueStoreFailure } from '../../model/failure.ts';
import { refresh, seconds, type Explanation } from './explanation.ts';

export function explainKeyValueStoreFailure(failure: KeyValueStoreFailure, t: Translate): Explanation {
  switch (failure.kind) {
    case 'storeRefused':
      return {
        short: t('store refuses connections'),
        what: t('The key-value store {0} refuses connections.', failure.url),
        why: '',
        remedy: t('Its host is up, but the store is not: start its container there.'),
        actions: [refresh(t)],
      };
    case 'storeSilent':
      return {
        short: t('store does not answer'),
        what: t('The key-value store {0} did not answer within {1} s.', failure.url, seconds(failure.after)),
        why: '',
        remedy: t('Check its host and the network in between.'),
        actions: [refresh(t)],
      };
    case 'storeUnreachable':
      return {
        short: t('store cannot be reached'),
        what: t('There is no way to the key-value store {0}.', failure.url),
        why: failure.said,
        remedy: t('Check its address, and that its host is powered on.'),
        actions: [refresh(t)],
      };
    case 'storeWithoutLeader':
      if (failure.isElecting) return explainElecting(failure.url, t);
      return {
        short: t('store has no leader'),
        what: t('The key-value store {0} answers, but has no leader: it takes no writes.', failure.url),
        why: '',
        remedy: t('A store that has just started needs some seconds; one of several servers needs a majority of them.'),
        actions: [refresh(t)],
      };
    case 'storeTooMuch':
      return {
        short: t('store sends too much'),
        what: storeExcessText(failure, t),
        why: t('No more is read of one key-value store, so that it cannot slow down everything else.'),
        remedy: t('Check which keys are in the store, and that its URL is right.'),
        actions: [refresh(t)],
      };
    case 'storeOnEachHost':
      return {
        short: t('store of each host'),
        what: t('{0} names each host’s own key-value store.', failure.url),
        why: t('Only the hosts can ask it; on this computer that address is something else.'),
        remedy: t('Nothing to do.'),
        actions: [],
      };
    case 'storeUsesTls':
      return {
        short: t('store uses TLS'),
        what: t('The key-value store {0} uses TLS, as the engines’ option cluster-store-opt says.', failure.url),
        why: t('Its certificates are on the hosts: only they can ask it.'),
        remedy: t('Nothing to do.'),
        actions: [],
      };
    case 'storeForbids':
      return {
        short: t('store asks for a token'),
        what: t('The key-value store {0} answers, but requires a token.', failure.url),
        why: failure.said,
        remedy: t('Check on a host that its engine has access (cluster-store-opt).'),
        actions: [refresh(t)],
      };
    case 'notAStore':
      return {
        short: t('no key-value store there'),
        what: t('Something answers at {0}, but it is not that store.', failure.url),
        why: failure.said,
        remedy: t('Check the store’s type and port in its URL.'),
        actions: [],
      };
  }
}

function storeExcessText(
  { url, of, most }: Extract<KeyValueStoreFailure, { readonly kind: 'storeTooMuch' }>,
  t: Translate,
): string {
  switch (of) {
    case 'bytes':
      return t('The key-value store {0} sent more than {1} KiB at once.', url, most / 1024);
    case 'values':
      return t('The key-value store {0} sent more than {1} values in one answer.', url, most);
    case 'entries':
      return t('The key-value store {0} lists more than {1} entries in one place.', url, most);
  }
}

/** A store that has only just started. */
export function explainElecting(url: string, t: Translate): Explanation {
  return {
    short: t('choosing its leader'),
    what: t('The key-value store {0} is choosing its leader.', url),
    why: t('It has just started, and has nobody to agree with: that takes it some seconds.'),
    remedy: t('Wait a little.'),
    actions: [refresh(t)],
  };
}
