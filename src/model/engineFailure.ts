/** Failures of engines and swarm managers: the connection, its certificates, and what they answer. */
import type { Milliseconds } from '../base/units.ts';
import type { Address } from './address.ts';
import type { Path } from '../base/hostPath.ts';

/** Connections to an engine other than TCP with TLS. */
export type OtherWay = 'withoutTls' | 'localSocket' | 'ssh' | 'unknownUrl';

export type EngineFailure =
  /** The record has no address: the machine never started, or its driver cannot know it. */
  | { readonly kind: 'addressUnknown'; readonly machine: string }
  /** The engine is reachable only by something other than TCP with TLS. */
  | { readonly kind: 'engineNotAsked'; readonly machine: string; readonly url: string; readonly why: OtherWay }
  /** The record has no address, and the driver could not report one although the machine is running. */
  | { readonly kind: 'addressUntold'; readonly machine: string; readonly said: string }
  | { readonly kind: 'engineRefused'; readonly address: Address }
  | { readonly kind: 'engineUnreachable'; readonly address: Address; readonly said: string }
  | { readonly kind: 'engineReset'; readonly address: Address }
  /** Nothing answered within `after`: the host is dead, a cable is unplugged, the engine is frozen, or the open port stays silent. */
  | {
      readonly kind: 'engineSilent';
      readonly address: Address;
      readonly after: Milliseconds;
      readonly connected: boolean;
    }
  /** It lists its containers but has never described itself: managers in swarm mode wait for their leader first. */
  | { readonly kind: 'engineReticent'; readonly address: Address }
  | { readonly kind: 'notDocker'; readonly address: Address; readonly said: string }
  /** It sends more than we read from one engine; the request is repeated only after a while. */
  | { readonly kind: 'engineTooMuch'; readonly address: Address; readonly of: EngineExcess; readonly most: number }
  /** The engine (or swarm manager) returned an error. */
  | { readonly kind: 'engineError'; readonly address: Address; readonly status: number; readonly said: string }
  | {
      readonly kind: 'certificateExpired';
      readonly address: Address;
      readonly whose: 'engine' | 'client';
      readonly at: Date | undefined;
    }
  /** Valid only from `from` on: usually one of the two clocks is wrong. */
  | {
      readonly kind: 'certificateNotYetValid';
      readonly address: Address;
      readonly whose: 'engine' | 'client';
      readonly from: Date | undefined;
    }
  /** A PEM file of the machine store that is missing or malformed. */
  | { readonly kind: 'certificateMissing'; readonly address: Address; readonly path: Path; readonly said: string }
  /** Signed by another authority, or our certificate's authority is unknown there. */
  | {
      readonly kind: 'certificateForeign';
      readonly address: Address;
      readonly whose: 'engine' | 'client';
      readonly said: string;
    };

/** What exceeds its limit: bytes, values or list entries of one answer, overlay networks, their endpoints, an image's layers, events. */
export type EngineExcess = 'bytes' | 'values' | 'entries' | 'networks' | 'endpoints' | 'layers' | 'events';

/** Answers of a swarm mode engine in place of the requested data. */
export type SwarmFailure =
  | { readonly kind: 'notAManager'; readonly address: Address }
  | { readonly kind: 'notInSwarm'; readonly address: Address }
  | { readonly kind: 'alreadyInSwarm'; readonly address: Address }
  | { readonly kind: 'swarmWithoutLeader'; readonly address: Address; readonly said: string }
  | { readonly kind: 'swarmLocked'; readonly address: Address };
