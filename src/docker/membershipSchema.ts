/** Parses an engine's swarm membership from `/info`. */
import * as v from 'valibot';
import type { SwarmMembership, SwarmSettings } from '../model/engine.ts';
import { count, flag, listOf, part, text, texts, word } from './tolerant.ts';

const states = ['inactive', 'pending', 'active', 'error', 'locked'] as const;

/** The part that only managers return. Durations are in nanoseconds, as in Go. */
const swarmSchema = v.object({
  ID: text,
  CreatedAt: text,
  DefaultAddrPool: texts,
  SubnetSize: count,
  DataPathPort: count,
  RootRotationInProgress: flag,
  Spec: part(
    v.object({
      Orchestration: part(v.object({ TaskHistoryRetentionLimit: count })),
      Raft: part(
        v.object({ SnapshotInterval: count, KeepOldSnapshots: count, HeartbeatTick: count, ElectionTick: count }),
      ),
      Dispatcher: part(v.object({ HeartbeatPeriod: count })),
      CAConfig: part(v.object({ NodeCertExpiry: count, ForceRotate: count })),
      EncryptionConfig: part(v.object({ AutoLockManagers: flag })),
    }),
  ),
});

export const membershipSchema = v.object({
  NodeID: text,
  NodeAddr: text,
  LocalNodeState: v.fallback(v.picklist(states), 'inactive'),
  ControlAvailable: flag,
  Error: text,
  RemoteManagers: listOf(v.object({ Addr: word })),
  Managers: count,
  Nodes: count,
  Cluster: part(swarmSchema),
});

export function readMembership(swarm: v.InferOutput<typeof membershipSchema>): SwarmMembership {
  const { Cluster } = swarm;
  const isKnown = Cluster.ID !== '';
  return {
    state: swarm.LocalNodeState,
    nodeId: swarm.NodeID,
    nodeAddress: swarm.NodeAddr,
    isManager: swarm.ControlAvailable,
    clusterId: Cluster.ID || undefined,
    managers: swarm.RemoteManagers.map((each) => each.Addr),
    counts: isKnown ? { managers: swarm.Managers, nodes: swarm.Nodes } : undefined,
    error: swarm.Error,
    settings: isKnown ? swarmSettings(Cluster) : undefined,
  };
}

function swarmSettings(swarm: v.InferOutput<typeof swarmSchema>): SwarmSettings {
  const { Orchestration, Raft, Dispatcher, CAConfig, EncryptionConfig } = swarm.Spec;
  const created = new Date(swarm.CreatedAt);
  return {
    created: Number.isNaN(created.getTime()) ? undefined : created,
    defaultAddressPools: swarm.DefaultAddrPool,
    subnetSize: swarm.SubnetSize || 24,
    // Engines before 19.03 support no other port.
    dataPathPort: swarm.DataPathPort || 4789,
    isAutolocked: EncryptionConfig.AutoLockManagers,
    tuning: {
      taskHistory: Orchestration.TaskHistoryRetentionLimit,
      raft: {
        snapshotInterval: Raft.SnapshotInterval,
        oldSnapshots: Raft.KeepOldSnapshots,
        heartbeatTick: Raft.HeartbeatTick,
        electionTick: Raft.ElectionTick,
      },
      heartbeatPeriod: Dispatcher.HeartbeatPeriod / 1e6,
      certificateExpiry: CAConfig.NodeCertExpiry / 1e6,
      forceRotate: CAConfig.ForceRotate,
      isRotatingRoot: swarm.RootRotationInProgress,
    },
  };
}
