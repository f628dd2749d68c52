/** Builds the request bodies of Docker's API for swarm mode. Pure. */
import type { NodeChange, ServiceChange, SwarmToEnter, SwarmToInit } from '../model/swarmMode.ts';
import type { Parameters } from './engineRequests.ts';

const listen = '0.0.0.0:2377';
/** Prefix length of subnets allocated from address pools, the default of `docker swarm init`. */
const subnetSize = 24;

/** An interface name works as an address: the engine resolves it. */
export function swarmInit({ interface: own, ...swarm }: SwarmToInit): Parameters {
  return {
    _query: {},
    _body: {
      ListenAddr: listen,
      AdvertiseAddr: own,
      DataPathAddr: own,
      // Omit Docker's default, because engines before 19.03 support no other port.
      ...(swarm.dataPathPort === 4789 ? {} : { DataPathPort: swarm.dataPathPort }),
      // Without the size, which the CLI fills in, networks never get a subnet (observed with 20.10.5 and 26.1.5).
      ...(swarm.defaultAddressPools.length === 0
        ? {}
        : { DefaultAddrPool: swarm.defaultAddressPools, SubnetSize: subnetSize }),
      ForceNewCluster: false,
      Availability: swarm.availability,
      Spec: { EncryptionConfig: { AutoLockManagers: swarm.isAutolocked } },
    },
  };
}

export function swarmJoin({ interface: own, managers, token, availability }: SwarmToEnter): Parameters {
  return {
    _query: {},
    _body: {
      ListenAddr: listen,
      AdvertiseAddr: own,
      DataPathAddr: own,
      RemoteAddrs: managers,
      JoinToken: token,
      Availability: availability,
    },
  };
}

type Spec = Readonly<Record<string, unknown>>;

/** Returns the node's spec with the change applied. */
export function changedNode(spec: Spec, { availability, role }: NodeChange): Spec {
  return {
    ...spec,
    ...(availability === undefined ? {} : { Availability: availability }),
    ...(role === undefined ? {} : { Role: role }),
  };
}

/** Returns the service's spec with the change applied; undefined if the service does not support it. */
export function changedService(spec: Spec, change: ServiceChange): Spec | undefined {
  switch (change.kind) {
    case 'scale': {
      const mode = asRecord(spec['Mode']);
      if (!('Replicated' in mode)) return undefined;
      return { ...spec, Mode: { Replicated: { ...asRecord(mode['Replicated']), Replicas: change.replicas } } };
    }
    case 'restart': {
      const template = asRecord(spec['TaskTemplate']);
      const force = typeof template['ForceUpdate'] === 'number' ? template['ForceUpdate'] : 0;
      return { ...spec, TaskTemplate: { ...template, ForceUpdate: force + 1 } };
    }
    case 'rollBack':
      return spec;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
