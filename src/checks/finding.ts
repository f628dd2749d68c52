/** What a check finds wrong: how bad it is, with what, by which measurement, why, and what a command can do about it. Types only. */
import type { Failure, Path } from '../model/failure.ts';
import type { Remedy } from './remedy.ts';

/** `info`: nothing is wrong. It is shown, but neither counted nor coloured as a problem. */
export type Severity = 'error' | 'warning' | 'info';

/** What a finding is about. */
export type Subject = OfMachine | OfMachines | OfCluster | OfStore | OfNetwork | OfNode | OfMachineStore;

export interface OfMachine {
  readonly of: 'machine';
  readonly machine: string;
}

export interface OfMachines {
  readonly of: 'machines';
  readonly machines: readonly string[];
}

export interface OfCluster {
  readonly of: 'cluster';
  readonly cluster: string;
}

/** A key-value store. */
export interface OfStore {
  readonly of: 'store';
  readonly url: string;
  /** The machine it runs on; undefined: none of this machine store. */
  readonly machine: string | undefined;
}

export interface OfNetwork {
  readonly of: 'network';
  readonly cluster: string;
  readonly network: string;
}

/** A swarm node that is not a machine of the cluster. */
export interface OfNode {
  readonly of: 'node';
  readonly cluster: string;
  readonly hostname: string;
  readonly node: string;
}

export interface OfMachineStore {
  readonly of: 'machineStore';
  readonly paths: readonly Path[];
}

/** Where and when the facts of a finding were measured. */
export interface Measurement {
  /** A machine's name or a URL: the side that answered, or did not. */
  readonly source: string;
  readonly at: Date;
}

/** What every finding has. The facts that its check measured stand beside these, typed by the check. */
export interface Common {
  readonly kind: string;
  readonly severity: Severity;
  /** It resolves by itself: something is in progress. */
  readonly isTransient?: true;
  readonly subject: Subject;
  /** Undefined: read from the machine store, or from the cluster's composition. */
  readonly measured?: Measurement | undefined;
  readonly cause?: Failure;
  /** The likeliest first. */
  readonly remedies: readonly Remedy[];
  /** The check whose finding about the same subject explains this one, which is then not shown by itself. */
  readonly causedBy?: string;
}

/** A finding without its check's name: `Facts` has its kind, its subject and what was measured. */
export type Found<Facts extends Pick<Common, 'kind' | 'subject'>> = Omit<Common, 'kind' | 'subject' | 'cause'> & Facts;

export const aboutMachine = (machine: string): OfMachine => ({ of: 'machine', machine });
export const aboutCluster = (cluster: string): OfCluster => ({ of: 'cluster', cluster });

/** The machine that a finding is about, if it is about one. */
export const machineOfSubject = (subject: Subject): string | undefined =>
  'machine' in subject ? subject.machine : undefined;
