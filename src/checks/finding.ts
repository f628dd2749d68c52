/** A check's finding: severity, subject, measurement, cause and remedies. Types only. */
import type { Failure } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Remedy } from './remedy.ts';

/** `info`: no fault. It is shown, but not counted or coloured as a problem. */
export type Severity = 'error' | 'warning' | 'info';

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
  /** The machine it runs on; undefined if that is not in this machine store. */
  readonly machine: string | undefined;
}

export interface OfNetwork {
  readonly of: 'network';
  readonly cluster: string;
  readonly network: string;
}

/** An external node: a swarm node that is not a machine of the cluster. */
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

/** Source and time of a finding's facts. */
export interface Measurement {
  /** A machine's name or a URL: the side that was asked. */
  readonly source: string;
  readonly at: Date;
}

/** Fields of every finding. Each check adds the facts that it measured, in its own type. */
export interface Common {
  readonly kind: string;
  readonly severity: Severity;
  /** It resolves by itself, because something is in progress. */
  readonly isTransient?: true;
  readonly subject: Subject;
  /** Undefined if read from the machine store or from the cluster's composition. */
  readonly measured?: Measurement | undefined;
  readonly cause?: Failure;
  /** Most likely first. */
  readonly remedies: readonly Remedy[];
  /** The check whose finding about the same subject explains this one, which is then hidden. */
  readonly causedBy?: string;
}

/** A finding without its check's name: `Facts` has its kind, its subject and its measured facts. */
export type Found<Facts extends Pick<Common, 'kind' | 'subject'>> = Omit<Common, 'kind' | 'subject' | 'cause'> & Facts;

export const aboutMachine = (machine: string): OfMachine => ({ of: 'machine', machine });
export const aboutCluster = (cluster: string): OfCluster => ({ of: 'cluster', cluster });

/** The machine that a finding is about, if any. */
export const machineOfSubject = (subject: Subject): string | undefined =>
  'machine' in subject ? subject.machine : undefined;
