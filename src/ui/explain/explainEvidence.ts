/** Words for the evidence behind a condition's verdict. */
import { named, type Translate } from '../../base/text.ts';
import type { Condition, ConditionId, Evidence, Verdict } from '../../model/condition.ts';
import { isElecting } from '../../model/failure.ts';
import { explainFailure } from './explainFailure.ts';
import { hiddenStoreWords } from './explainHiddenStore.ts';
import { nodeStateWords } from '../swarmWords.ts';
import { brief } from './explanation.ts';

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
    case 'storeNotFromHere':
      return hiddenStoreWords(evidence, t);
    case 'notAsked':
      return t('not queried yet');
    case 'toBeMade':
      return t('{0} is not created yet', evidence.machine);
    case 'reached':
      return reachedWords(evidence.machine, evidence.how, t);
    case 'notReached':
      return t('{0} cannot reach the store: {1}', evidence.machine, explainFailure(evidence.failure, t).short);
    case 'reachUnknown':
      return t('{0} has not registered in the store, and nothing was checked from there', evidence.machine);
    case 'quorumHolds':
      return evidence.leader === undefined
        ? t('{0} of {1} managers reach each other', evidence.reachable, evidence.of)
        : t('{0} of {1} managers reach each other, leader {2}', evidence.reachable, evidence.of, evidence.leader);
    case 'quorumLost':
      return t('{0} of {1} managers answer, and none of them leads', evidence.reachable, evidence.of);
    case 'quorumChecking':
      return t('checking whether the managers still reach each other');
    case 'quorumUnknown':
      return evidence.failure
        ? t('no manager answers: {0}', explainFailure(evidence.failure, t).short)
        : t('no manager queried yet');
    case 'nodeReady':
      return t('{0} is ready according to the managers', evidence.machine);
    case 'nodeNotReady':
      if (evidence.state === 'missing') return t('{0} is not a swarm node', evidence.machine);
      return [
        t('{0} is {1} according to the managers', evidence.machine, nodeStateWords(evidence.state, t)),
        brief(evidence.message),
      ]
        .filter(Boolean)
        .join(': ');
    case 'nodeUnknown':
      return t('{0} is not reported by a manager now', evidence.machine);
    case 'engineAnswers':
      return t('{0} runs engine {1}', evidence.machine, evidence.version);
    case 'engineFails':
      return t('{0} has no working engine: {1}', evidence.machine, explainFailure(evidence.failure, t).short);
    case 'engineUnknown':
      return t('{0} has not answered yet', evidence.machine);
    case 'sameHostname':
      return t('{0} have the hostname "{1}"', named(evidence.machines, t), evidence.hostname);
    case 'sameEngineId':
      return t('{0} have the same engine ID {1}', named(evidence.machines, t), evidence.id);
    case 'allDiffer':
      return t('{0} hostnames and engine IDs, all different', evidence.count);
  }
}

function reachedWords(machine: string, how: Extract<Evidence, { kind: 'reached' }>['how'], t: Translate): string {
  switch (how) {
    case 'registered':
      return t('{0} has registered in the store', machine);
    case 'measured':
      return t('{0} reaches the store (checked from there)', machine);
    case 'listed':
      return t('{0} is healthy according to the manager, which finds it through the store', machine);
  }
}

/** Words for a condition. */
export function conditionWords(id: ConditionId, t: Translate, isSwarmMode = false): string {
  switch (id) {
    case 'store':
      return t('The key-value store works');
    case 'quorum':
      return t('Managers have a quorum');
    case 'reach':
      return isSwarmMode ? t('Every host reaches the managers') : t('Every host reaches the key-value store');
    case 'engines':
      return t('Every host runs a Docker engine');
    case 'hostnames':
      return t('Hostnames are unique');
  }
}

/**
 * One line per condition, with evidence for those that fail. A circle marks what only the run will show, with at most `mostOpen` reasons.
 */
export function conditionLines(conditions: readonly Condition[], t: Translate, mostOpen = Infinity): string {
  const signs: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', unknown: '○' };
  const isSwarmMode = conditions.some(({ id }) => id === 'quorum');
  return conditions
    .map(({ id, verdict, evidence }) => {
      const words = `${signs[verdict]} ${conditionWords(id, t, isSwarmMode)}`;
      if (verdict === 'pass') return words;
      const telling = evidence.filter((each) => roleOf(each) === (verdict === 'fail' ? 'fails' : 'open'));
      const shown = verdict === 'fail' ? telling : telling.slice(0, mostOpen);
      const more = telling.length - shown.length;
      const reasons = [...shown.map((each) => explainEvidence(each, t)), ...(more > 0 ? [t('{0} more', more)] : [])];
      return t('{0}: {1}', words, reasons.join(t('; ')));
    })
    .join('\n');
}

function roleOf(evidence: Evidence): 'proves' | 'fails' | 'open' {
  switch (evidence.kind) {
    case 'storeFails':
      return isElecting(evidence.failure) ? 'open' : 'fails';
    case 'notReached':
    case 'quorumLost':
    case 'nodeNotReady':
    case 'engineFails':
    case 'sameHostname':
    case 'sameEngineId':
      return 'fails';
    case 'notAsked':
    case 'toBeMade':
    case 'reachUnknown':
    case 'quorumChecking':
    case 'quorumUnknown':
    case 'nodeUnknown':
    case 'engineUnknown':
      return 'open';
    case 'storeNotFromHere':
      return evidence.proof ? 'proves' : 'open';
    case 'storeAnswers':
    case 'reached':
    case 'quorumHolds':
    case 'nodeReady':
    case 'engineAnswers':
    case 'allDiffer':
      return 'proves';
  }
}
