/** Words for a key-value store that this computer cannot reach or does not query: only what is known of it, and how. */
import { paragraph, type Translate } from '../../base/text.ts';
import type { Failure } from '../../model/failure.ts';
import { isNeverAsked, type StoreProof } from '../../model/storeVerdict.ts';
import { explainFailure } from './explainFailure.ts';
import type { Words } from './checks/words.ts';
import { ended } from './explanation.ts';

export interface HiddenStore {
  readonly url: string;
  /** The failure from this computer, or why it does not query the store. */
  readonly failure: Failure;
  readonly proof: StoreProof;
}

export function explainHiddenStore({ url, failure, proof }: HiddenStore, t: Translate): Words {
  const cause = explainFailure(failure, t);
  // A store that asks for a token was reached, and a store that is never queried was not tried.
  const saysAll = isNeverAsked(failure) || failure.kind === 'storeForbids';
  const why = [saysAll ? '' : cause.what, cause.why].filter(Boolean).map(ended);
  return {
    short: t('store not checked from here'),
    what: saysAll ? cause.what : t('This computer cannot reach the key-value store {0}.', url),
    why: paragraph([...why, proof && proofWords(proof, t)]),
    remedy: proof ? t('Nothing to do.') : cause.remedy,
  };
}

function proofWords(proof: NonNullable<StoreProof>, t: Translate): string {
  switch (proof) {
    case 'hosts':
      return t('Its hosts reach it.');
    case 'nodes':
      return t('The nodes that the manager finds through it are healthy.');
  }
}

/** The same as evidence of a condition. */
export function hiddenStoreWords({ url, failure, proof }: HiddenStore, t: Translate): string {
  const { short } = explainFailure(failure, t);
  switch (proof) {
    case 'hosts':
      return t('{0}: hosts reach it; from here: {1}', url, short);
    case 'nodes':
      return t('{0}: the manager finds healthy nodes through it; from here: {1}', url, short);
    case undefined:
      return t('{0}: {1}', url, short);
  }
}
