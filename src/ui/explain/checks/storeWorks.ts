/** Texts for the storeWorks check. */
import { explainFailure } from '../explainFailure.ts';
import { explainHiddenStore } from '../explainHiddenStore.ts';
import { explainElecting } from '../explainKeyValueStoreFailure.ts';
import type { Texts } from './words.ts';

export const storeWorks: Texts<'storeWorks'> = (finding, t) => {
  const { url, machine } = finding.subject;
  if (finding.kind === 'storeNotFromHere')
    return explainHiddenStore({ url, failure: finding.cause, proof: finding.proof }, t);
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
        why: t('Its container was removed from {0}.', machine),
        remedy: t('Bring the cluster up again: this recreates the container with the existing data.'),
      };
    case undefined:
      return { ...words, behind: actions };
  }
};
