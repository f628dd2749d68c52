/** What managers of swarm mode are asked to do, as the bodies of Docker's API. Pure. */
import type { NodeChange, ServiceChange, SwarmToEnter, SwarmToInit } from '../model/swarmMode.ts';
import type { Parameters } from './engineRequests.ts';

const listen = '0.0.0.0:2377';
/** Prefix length of the networks cut from pools, as `docker swarm init` has it. */
const subnetSize = 24;

/** An interface's name is as good as an address there: the engine looks up which one it has. */
export function swarmInit({ interface: own, ...swarm }: SwarmToInit): Parameters {
  return {
    _query: {},
    _body: {
      ListenAddr: listen,
      AdvertiseAddr: own,
      DataPathAddr: own,
      // What is left out is Docker's own, and engines before 19.03 know no other port.
      ...(swarm.dataPathPort === 4789 ? {} : { DataPathPort: swarm.dataPathPort }),
      // Without the size, which the command line fills in, no network is ever given a subnet (seen with 20.10.5 and 26.1.5).
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

/** The node's specification with what is to change in it. */
export function changedNode(spec: Spec, { availability, role }: NodeChange): Spec {
  return {
    ...spec,
    ...(availability === undefined ? {} : { Availability: availability }),
    ...(role === undefined ? {} : { Role: role }),
  };
}

/** The service's specification with what is to change in it; undefined: it cannot be changed so. */
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
