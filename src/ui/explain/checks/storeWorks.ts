/** Texts of the check storeWorks. */
import { paragraph } from '../../../base/text.ts';
import { explainFailure } from '../explainFailure.ts';
import { explainElecting } from '../explainKeyValueStoreFailure.ts';
import type { Texts } from './words.ts';

export const storeWorks: Texts<'storeWorks'> = (finding, t) => {
  const { url, machine } = finding.subject;
  if (finding.kind === 'storeNotFromHere') {
    const cause = explainFailure(finding.cause, t);
    return {
      short: t('store not checked from here'),
      what: t('This computer does not reach the key-value store {0}; its hosts do.', url),
      why: paragraph([cause.what, cause.why]),
      remedy: t('Nothing to do.'),
    };
  }
  const { actions, ...cause } =
    finding.kind === 'storeDown' ? explainFailure(finding.cause, t) : explainElecting(url, t);
  if (machine === undefined) return { ...cause, behind: actions };
  const words = { ...cause, what: t('Machine {0}: {1}', machine, cause.what) };
  const container = finding.kind === 'storeDown' ? finding.container : undefined;
  switch (container?.state) {
    case 'stopped':
      return {
        ...words,
        why: t('Its container {0} is stopped.', container.name),
        remedy: t('Start the container {0} on {1}.', container.name, machine),
      };
    case 'gone':
      return {
        ...words,
        why: t('Its container is gone from {0}.', machine),
        remedy: t('Bring the cluster up again: that makes the container again, on the data that is left.'),
      };
    case undefined:
      return { ...words, behind: actions };
  }
};
