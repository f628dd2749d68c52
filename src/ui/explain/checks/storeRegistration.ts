/** Texts for the storeRegistration check. */
import { paragraph } from '../../../base/text.ts';
import { explainFailure } from '../explainFailure.ts';
import type { Texts } from './words.ts';

export const storeRegistration: Texts<'storeRegistration'> = (finding, t) => {
  const { machine } = finding.subject;
  switch (finding.kind) {
    case 'notRegistered':
      return {
        short: t('not registered in the store'),
        what: t('The engine of {0} has not registered in the key-value store {1}.', machine, finding.url),
        why: t('Overlay networks cannot reach its containers.'),
        remedy: t(
          'An engine registers a few seconds after it starts. If it does not, check its cluster-store and cluster-advertise.',
        ),
      };
    case 'storeUnreachableFrom': {
      const { what, why } = explainFailure(finding.cause, t);
      return {
        short: t('cannot reach the store'),
        what: t('{0} cannot reach the key-value store {1}.', machine, finding.url),
        why: paragraph([what, why]),
        remedy: t('Check the network between the two, and the firewall of the store’s host.'),
      };
    }
  }
};
