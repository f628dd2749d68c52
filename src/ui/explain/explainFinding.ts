/** Words and buttons for a finding. Each check has a file of texts in `checks`. */
import type { Translate } from '../../base/text.ts';
import type { CheckId, Finding } from '../../checks/allChecks.ts';
import type { Texts, Words } from './checks/words.ts';
import { classicManager } from './checks/classicManager.ts';
import { classicNode } from './checks/classicNode.ts';
import { classicPrimary } from './checks/classicPrimary.ts';
import { clockSkew } from './checks/clockSkew.ts';
import { clusterIncomplete } from './checks/clusterIncomplete.ts';
import { diskSpace } from './checks/diskSpace.ts';
import { engineAnswers } from './checks/engineAnswers.ts';
import { externalNodes } from './checks/externalNodes.ts';
import { hiddenNetworks } from './checks/hiddenNetworks.ts';
import { machineCreation } from './checks/machineCreation.ts';
import { machineRecord } from './checks/machineRecord.ts';
import { nodeJoining } from './checks/nodeJoining.ts';
import { ownCertificates } from './checks/ownCertificates.ts';
import { quorum } from './checks/quorum.ts';
import { sharedCertificates } from './checks/sharedCertificates.ts';
import { staleEndpoints } from './checks/staleEndpoints.ts';
import { storeRegistration } from './checks/storeRegistration.ts';
import { storeWorks } from './checks/storeWorks.ts';
import { swarmMembership } from './checks/swarmMembership.ts';
import { swarmNode } from './checks/swarmNode.ts';
import { uniqueEngineIds } from './checks/uniqueEngineIds.ts';
import { uniqueHostnames } from './checks/uniqueHostnames.ts';
import { uniqueNodeIds } from './checks/uniqueNodeIds.ts';
import { zookeeperCrash } from './checks/zookeeperCrash.ts';
import type { Explanation } from './explanation.ts';
import { remedyAction } from './remedyAction.ts';

export function explainFinding(finding: Finding, t: Translate): Explanation {
  // Each check's texts are in the table under its name. TypeScript cannot follow that through the lookup.
  const text = texts[finding.check] as (finding: Finding, t: Translate) => Words;
  const { before = [], behind = [], ...words } = text(finding, t);
  const actions = [...before, ...finding.remedies.map((each) => remedyAction(each, t)), ...behind];
  const better = actions.filter(({ command }) => command !== 'dockerOverlay.refresh');
  return { ...words, actions: better.length > 0 ? better : actions };
}

const texts: { readonly [Id in CheckId]: Texts<Id> } = {
  classicManager,
  classicNode,
  classicPrimary,
  clockSkew,
  clusterIncomplete,
  diskSpace,
  engineAnswers,
  externalNodes,
  hiddenNetworks,
  machineCreation,
  machineRecord,
  nodeJoining,
  ownCertificates,
  quorum,
  sharedCertificates,
  staleEndpoints,
  storeRegistration,
  storeWorks,
  swarmMembership,
  swarmNode,
  uniqueEngineIds,
  uniqueHostnames,
  uniqueNodeIds,
  zookeeperCrash,
};
