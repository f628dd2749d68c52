/** Every check, in the order in which findings are listed. */
import type { FindingOf } from './check.ts';
import { classicManager } from './classicManager.ts';
import { classicNode } from './classicNode.ts';
import { classicPrimary } from './classicPrimary.ts';
import { clockSkew } from './clockSkew.ts';
import { clusterIncomplete } from './clusterIncomplete.ts';
import { diskSpace } from './diskSpace.ts';
import { engineAnswers } from './engineAnswers.ts';
import { externalNodes } from './externalNodes.ts';
import { hiddenNetworks } from './hiddenNetworks.ts';
import { machineCreation } from './machineCreation.ts';
import { machineRecord } from './machineRecord.ts';
import { nodeJoining } from './nodeJoining.ts';
import { ownCertificates } from './ownCertificates.ts';
import { quorum } from './quorum.ts';
import { sharedCertificates } from './sharedCertificates.ts';
import { staleEndpoints } from './staleEndpoints.ts';
import { storeRegistration } from './storeRegistration.ts';
import { storeWorks } from './storeWorks.ts';
import { swarmMembership } from './swarmMembership.ts';
import { swarmNode } from './swarmNode.ts';
import { uniqueEngineIds } from './uniqueEngineIds.ts';
import { uniqueHostnames } from './uniqueHostnames.ts';
import { uniqueNodeIds } from './uniqueNodeIds.ts';
import { zookeeperCrash } from './zookeeperCrash.ts';

export const allChecks = [
  clusterIncomplete,
  machineCreation,
  machineRecord,
  engineAnswers,
  clockSkew,
  diskSpace,
  storeWorks,
  swarmMembership,
  uniqueNodeIds,
  swarmNode,
  classicManager,
  nodeJoining,
  classicNode,
  storeRegistration,
  zookeeperCrash,
  ownCertificates,
  sharedCertificates,
  hiddenNetworks,
  classicPrimary,
  uniqueHostnames,
  uniqueEngineIds,
  staleEndpoints,
  quorum,
  externalNodes,
] as const;

export type CheckId = (typeof allChecks)[number]['id'];
export type Finding = FindingOf<(typeof allChecks)[number]>;
/** The findings of one check. */
export type FindingBy<Id extends CheckId> = Extract<Finding, { readonly check: Id }>;
