/** What a condition of overlay networks is: its verdict, and the evidence for it. Types only. */
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

/** What a verdict rests on; words come from the shell. */
export type Evidence =
  | {
      readonly kind: 'storeAnswers';
      readonly url: string;
      readonly version: string | undefined;
      readonly leader: string | undefined;
    }
  | { readonly kind: 'storeFails'; readonly url: string; readonly failure: Failure }
  | { readonly kind: 'notAsked' }
  /** This computer cannot reach it, or does not ask. */
  | { readonly kind: 'storeNotFromHere'; readonly url: string; readonly failure: Failure; readonly proof: StoreProof }
  /** Before `up`: the run makes it. */
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
  /** A manager has just ceased to answer, and the others have not noticed yet. */
  | { readonly kind: 'quorumChecking' }
  /** Nobody tells; undefined: nobody has been asked yet. */
  | { readonly kind: 'quorumUnknown'; readonly failure: Failure | undefined }
  | { readonly kind: 'nodeReady'; readonly machine: string }
  /** `missing`: the managers have no such node. */
  | {
      readonly kind: 'nodeNotReady';
      readonly machine: string;
      readonly state: Exclude<NodeState, 'ready' | 'unknown'> | 'missing';
      readonly message: string;
    }
  /** No manager tells of it now. */
  | { readonly kind: 'nodeUnknown'; readonly machine: string }
  | { readonly kind: 'engineAnswers'; readonly machine: string; readonly version: string }
  | { readonly kind: 'engineFails'; readonly machine: string; readonly failure: Failure }
  | { readonly kind: 'engineUnknown'; readonly machine: string }
  | { readonly kind: 'sameHostname'; readonly hostname: string; readonly machines: readonly string[] }
  | { readonly kind: 'sameEngineId'; readonly id: string; readonly machines: readonly string[] }
  | { readonly kind: 'allDiffer'; readonly count: number };
