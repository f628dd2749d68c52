/** Words for failures of a key-value store or of the connection to it. */
import type { Translate } from '../../base/text.ts';
import type { KeyValueStoreFailure } from '../../model/keyValueStore.ts';
import { refresh, seconds, type Explanation } from './explanation.ts';

export function explainKeyValueStoreFailure(failure: KeyValueStoreFailure, t: Translate): Explanation {
  switch (failure.kind) {
    case 'storeRefused':
      return {
        short: t('store refuses connections'),
        what: t('The key-value store {0} refuses connections.', failure.url),
        why: '',
        remedy: t('Its host is up, but the store is not: start the store’s container there.'),
        actions: [refresh(t)],
      };
    case 'storeSilent':
      return {
        short: t('store does not answer'),
        what: t('The key-value store {0} did not answer within {1} s.', failure.url, seconds(failure.after)),
        why: '',
        remedy: t('Check its host and the network between.'),
        actions: [refresh(t)],
      };
    case 'storeUnreachable':
      return {
        short: t('store cannot be reached'),
        what: t('There is no route to the key-value store {0}.', failure.url),
        why: failure.said,
        remedy: t('Check its address, and that its host is powered on.'),
        actions: [refresh(t)],
      };
    case 'storeWithoutLeader':
      if (failure.isElecting) return explainElecting(failure.url, t);
      return {
        short: t('store has no leader'),
        what: t('The key-value store {0} answers, but has no leader and accepts no writes.', failure.url),
        why: '',
        remedy: t(
          'A store that has just started needs a few seconds. A store with several servers needs a majority of them.',
        ),
        actions: [refresh(t)],
      };
    case 'storeTooMuch':
      return {
        short: t('store sends too much'),
        what: storeExcessText(failure, t),
        why: t('Reading from one key-value store is limited so that it cannot slow down everything else.'),
        remedy: t('Check the keys in the store and its URL.'),
        actions: [refresh(t)],
      };
    case 'storeOnEachHost':
      return {
        short: t('localhost store'),
        what: t('{0} refers to each host’s own key-value store.', failure.url),
        why: t('Only the hosts can query it; on this computer that address is something else.'),
        remedy: t('Nothing to do.'),
        actions: [],
      };
    case 'storeUsesTls':
      return {
        short: t('store uses TLS'),
        what: t('The key-value store {0} uses TLS, as the engines’ option cluster-store-opt says.', failure.url),
        why: t('Its certificates are on the hosts, so only they can query it.'),
        remedy: t('Nothing to do.'),
        actions: [],
      };
    case 'storeForbids':
      return {
        short: t('store asks for a token'),
        what: t('The key-value store {0} answers, but requires a token.', failure.url),
        why: failure.said,
        remedy: t('On a host, check that its engine has access (cluster-store-opt).'),
        actions: [refresh(t)],
      };
    case 'notAStore':
      return {
        short: t('not a key-value store'),
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
      return t('The key-value store {0} lists more than {1} entries in one directory.', url, most);
  }
}

/** A store that has only just started. */
export function explainElecting(url: string, t: Translate): Explanation {
  return {
    short: t('electing its leader'),
    what: t('The key-value store {0} is electing its leader.', url),
    why: t('It has just started and has no peers to agree with; this takes a few seconds.'),
    remedy: t('Wait a moment.'),
    actions: [refresh(t)],
  };
}
