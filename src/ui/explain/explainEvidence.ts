/** Words for what a condition's verdict rests on. */
import type { Translate } from '../../base/text.ts';
import type { ConditionId, Evidence } from '../../model/condition.ts';
import { explainFailure } from './explainFailure.ts';

export function explainEvidence(evidence: Evidence, t: Translate): string {
  switch (evidence.kind) {
    case 'storeAnswers':
      return [
        t('{0} answers', evidence.url),
        evidence.version && t('version {0}', evidence.version),
        evidence.leader ? t('leader {0}', evidence.leader) : undefined,
      ]
        .filter(Boolean)
        .join(', ');
    case 'storeFails':
      return t('{0}: {1}', evidence.url, explainFailure(evidence.failure, t).short);
    case 'notAsked':
      return t('has not been asked yet');
    case 'reached':
      return evidence.how === 'registered'
        ? t('{0} has registered in the store', evidence.machine)
        : t('{0} reaches the store (tried from there)', evidence.machine);
    case 'notReached':
      return t('{0} does not reach the store: {1}', evidence.machine, explainFailure(evidence.failure, t).short);
    case 'reachUnknown':
      return t('{0} has not registered in the store, and nothing was tried from there', evidence.machine);
    case 'engineAnswers':
      return t('{0} runs engine {1}', evidence.machine, evidence.version);
    case 'engineFails':
      return t('{0} has no working engine: {1}', evidence.machine, explainFailure(evidence.failure, t).short);
    case 'engineUnknown':
      return t('{0} has not answered yet', evidence.machine);
    case 'sameHostname':
      return t('{0} are all called "{1}"', evidence.machines.join(', '), evidence.hostname);
    case 'sameEngineId':
      return t('{0} have the same engine ID {1}', evidence.machines.join(', '), evidence.id);
    case 'allDiffer':
      return t('{0} hostnames and engine IDs, all different', evidence.count);
  }
}

/** What a condition asks for. */
export function conditionWords(id: ConditionId, t: Translate): string {
  switch (id) {
    case 'store':
      return t('The key-value store works');
    case 'reach':
      return t('Every host reaches the key-value store');
    case 'engines':
      return t('Every host runs a Docker engine');
    case 'hostnames':
      return t('Hostnames are unique');
  }
}
