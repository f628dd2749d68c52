/** The options of `docker-machine create`, read from its flags. */
import { type DriverName, type ParsedFlags } from './flags.ts';

export interface CreateOptions {
  readonly name: string;
  readonly driver: DriverName;
  readonly driverOptions: ReadonlyMap<string, string>;
  readonly engine: {
    readonly flags: readonly string[];
    readonly labels: readonly string[];
    readonly environment: readonly string[];
    readonly mirrors: readonly string[];
    readonly insecureRegistries: readonly string[];
    readonly installUrl: string;
    readonly storageDriver: string;
  };
  readonly swarm: {
    readonly isSwarm: boolean;
    readonly isMaster: boolean;
    readonly discovery: string;
    readonly host: string;
    readonly image: string;
    readonly strategy: string;
    readonly address: string;
    readonly options: readonly string[];
    readonly joinOptions: readonly string[];
    readonly isExperimental: boolean;
  };
  /** Additional names for the server certificate. */
  readonly names: readonly string[];
}

export function createOptions(driver: DriverName, name: string, { values, lists }: ParsedFlags): CreateOptions {
  const text = (flag: string): string => values.get(flag) ?? '';
  const all = (flag: string): readonly string[] => lists.get(flag) ?? [];
  return {
    name,
    driver,
    driverOptions: values,
    engine: {
      flags: all('engine-opt'),
      labels: all('engine-label'),
      environment: all('engine-env'),
      mirrors: all('engine-registry-mirror'),
      insecureRegistries: all('engine-insecure-registry'),
      installUrl: text('engine-install-url'),
      storageDriver: text('engine-storage-driver'),
    },
    swarm: {
      isSwarm: text('swarm') === 'true',
      isMaster: text('swarm-master') === 'true',
      discovery: text('swarm-discovery'),
      host: text('swarm-host'),
      image: text('swarm-image'),
      strategy: text('swarm-strategy'),
      address: text('swarm-addr'),
      options: all('swarm-opt'),
      joinOptions: all('swarm-join-opt'),
      isExperimental: text('swarm-experimental') === 'true',
    },
    names: all('tls-san'),
  };
}
