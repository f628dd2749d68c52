/** Conditions of overlay networks: a verdict and its evidence. Types only. */
import type { Failure } from './failure.ts';
import type { NodeState } from './swarmMode.ts';
import type { StoreProof } from './storeVerdict.ts';

export type ConditionId = 'store' | 'quorum' | 'reach' | 'engines' | 'hostnames';
export type Verdict = 'pass' | 'fail' | 'unknown';

export interface Condition {
  readonly id: ConditionId;
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
}

/** What a verdict rests on; the UI words it. */
export type Evidence =
  | {
      readonly kind: 'storeAnswers';
      readonly url: string;
      readonly version: string | undefined;
      readonly leader: string | undefined;
    }
  | { readonly kind: 'storeFails'; readonly url: string; readonly failure: Failure }
  | { readonly kind: 'notAsked' }
  /** This computer cannot reach the store, or does not ask it. */
  | { readonly kind: 'storeNotFromHere'; readonly url: string; readonly failure: Failure; readonly proof: StoreProof }
  /** Before `up`: the run creates it. */
  | { readonly kind: 'toBeMade'; readonly machine: string }
  | { readonly kind: 'reached'; readonly machine: string; readonly how: 'registered' | 'measured' | 'listed' }
  | { readonly kind: 'notReached'; readonly machine: string; readonly failure: Failure }
  | { readonly kind: 'reachUnknown'; readonly machine: string }
  | {
      readonly kind: 'quorumHolds';
      readonly reachable: number;
      readonly of: number;
      readonly leader: string | undefined;
    }
  | { readonly kind: 'quorumLost'; readonly reachable: number; readonly of: number }
  /** A manager has just stopped answering, and the others have not noticed yet. */
  | { readonly kind: 'quorumChecking' }
  /** No manager reports a quorum; `failure` is undefined if none has been asked yet. */
  | { readonly kind: 'quorumUnknown'; readonly failure: Failure | undefined }
  | { readonly kind: 'nodeReady'; readonly machine: string }
  /** `missing`: the managers list no such node. */
  | {
      readonly kind: 'nodeNotReady';
      readonly machine: string;
      readonly state: Exclude<NodeState, 'ready' | 'unknown'> | 'missing';
      readonly message: string;
    }
  /** No manager describes it now. */
  | { readonly kind: 'nodeUnknown'; readonly machine: string }
  | { readonly kind: 'engineAnswers'; readonly machine: string; readonly version: string }
  | { readonly kind: 'engineFails'; readonly machine: string; readonly failure: Failure }
  | { readonly kind: 'engineUnknown'; readonly machine: string }
  | { readonly kind: 'sameHostname'; readonly hostname: string; readonly machines: readonly string[] }
  | { readonly kind: 'sameEngineId'; readonly id: string; readonly machines: readonly string[] }
  | { readonly kind: 'allDiffer'; readonly count: number };
