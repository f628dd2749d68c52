/** A machine's record: `config.json` of ConfigVersion 3, with the fields and field order of docker-machine 0.16.2. */
import { join } from 'node:path';
import type { CreateOptions } from './createOptions.ts';

/** Paths in a machine store. */
export interface StorePlaces {
  readonly path: string;
  readonly certificates: string;
  machine(name: string): string;
}

export interface DriverRecord {
  IPAddress: string;
  readonly MachineName: string;
  readonly SSHUser: string;
  SSHPort: number;
  readonly SSHKeyPath: string;
  EnginePort?: number;
  DockerPort?: number;
  readonly URL?: string;
  readonly [more: string]: unknown;
}

export interface MachineRecord {
  readonly ConfigVersion: 3;
  readonly Driver: DriverRecord;
  readonly DriverName: string;
  readonly HostOptions: {
    readonly EngineOptions: {
      readonly ArbitraryFlags: readonly string[];
      readonly Env: readonly string[];
      readonly InsecureRegistry: readonly string[];
      readonly Labels: readonly string[];
      readonly RegistryMirror: readonly string[];
      readonly InstallURL: string;
      readonly [more: string]: unknown;
    };
    readonly SwarmOptions: {
      readonly IsSwarm: boolean;
      readonly Discovery: string;
      readonly Master: boolean;
      Host: string;
      readonly Image: string;
      readonly Strategy: string;
      readonly ArbitraryFlags: readonly string[];
      readonly ArbitraryJoinFlags: readonly string[];
      readonly [more: string]: unknown;
    };
    readonly [more: string]: unknown;
  };
  readonly Name: string;
}

/** Whether the driver creates computers that it can switch on and off. */
export const makesVm = (driver: string): boolean => ['virtualbox', 'azure', 'digitalocean'].includes(driver);

/** Returns the initial record of a create; the driver does not know an address yet. */
export function newRecord(store: StorePlaces, options: CreateOptions): MachineRecord {
  const { name } = options;
  const { swarm, engine } = options;
  const folder = store.machine(name);
  return {
    ConfigVersion: 3,
    Driver: driverRecord(store, options),
    DriverName: options.driver,
    HostOptions: {
      Driver: '',
      Memory: 0,
      Disk: 0,
      EngineOptions: {
        ArbitraryFlags: engine.flags,
        Dns: null,
        GraphDir: '',
        Env: engine.environment,
        Ipv6: false,
        InsecureRegistry: engine.insecureRegistries,
        Labels: engine.labels,
        LogLevel: '',
        StorageDriver: engine.storageDriver,
        SelinuxEnabled: false,
        TlsVerify: true,
        RegistryMirror: engine.mirrors,
        InstallURL: engine.installUrl,
      },
      SwarmOptions: {
        IsSwarm: swarm.isSwarm || swarm.isMaster,
        Address: swarm.address,
        Discovery: swarm.discovery,
        Agent: swarm.isSwarm,
        Master: swarm.isMaster,
        Host: swarm.host,
        Image: swarm.image,
        Strategy: swarm.strategy,
        Heartbeat: 0,
        Overcommit: 0,
        ArbitraryFlags: swarm.options,
        ArbitraryJoinFlags: swarm.joinOptions,
        Env: null,
        IsExperimental: swarm.isExperimental,
      },
      AuthOptions: {
        CertDir: store.certificates,
        CaCertPath: join(store.certificates, 'ca.pem'),
        CaPrivateKeyPath: join(store.certificates, 'ca-key.pem'),
        CaCertRemotePath: '',
        ServerCertPath: join(folder, 'server.pem'),
        ServerKeyPath: join(folder, 'server-key.pem'),
        ClientKeyPath: join(store.certificates, 'key.pem'),
        ServerCertRemotePath: '',
        ServerKeyRemotePath: '',
        ClientCertPath: join(store.certificates, 'cert.pem'),
        ServerCertSANs: options.names,
        StorePath: folder,
      },
    },
    Name: name,
  };
}

function driverRecord(store: StorePlaces, options: CreateOptions): DriverRecord {
  const { driver, name, swarm } = options;
  const option = (key: string): string => options.driverOptions.get(key) ?? '';
  switch (driver) {
    case 'virtualbox':
      return {
        IPAddress: '',
        MachineName: name,
        SSHUser: 'docker',
        SSHPort: 0,
        SSHKeyPath: join(store.machine(name), 'id_rsa'),
        StorePath: store.path,
        SwarmMaster: swarm.isMaster,
        SwarmHost: swarm.host,
        SwarmDiscovery: swarm.discovery,
        VBoxManager: {},
        HostInterfaces: {},
        CPU: Number(option('virtualbox-cpu-count')),
        Memory: Number(option('virtualbox-memory')),
        DiskSize: Number(option('virtualbox-disk-size')),
        NatNicType: option('virtualbox-nat-nictype'),
        Boot2DockerURL: option('virtualbox-boot2docker-url'),
        Boot2DockerImportVM: option('virtualbox-import-boot2docker-vm'),
        HostDNSResolver: option('virtualbox-host-dns-resolver') === 'true',
        HostOnlyCIDR: option('virtualbox-hostonly-cidr'),
        HostOnlyNicType: option('virtualbox-hostonly-nictype'),
        HostOnlyPromiscMode: option('virtualbox-hostonly-nicpromisc'),
        UIType: option('virtualbox-ui-type'),
        HostOnlyNoDHCP: option('virtualbox-hostonly-no-dhcp') === 'true',
        NoShare: option('virtualbox-no-share') === 'true',
        DNSProxy: option('virtualbox-no-dns-proxy') !== 'true',
        NoVTXCheck: option('virtualbox-no-vtx-check') === 'true',
        ShareFolder: option('virtualbox-share-folder'),
      };
    case 'digitalocean':
      return {
        IPAddress: '',
        MachineName: name,
        SSHUser: option('digitalocean-ssh-user'),
        SSHPort: Number(option('digitalocean-ssh-port')),
        SSHKeyPath: join(store.machine(name), 'id_rsa'),
        StorePath: store.path,
        SwarmMaster: swarm.isMaster,
        SwarmHost: swarm.host,
        SwarmDiscovery: swarm.discovery,
        AccessToken: option('digitalocean-access-token'),
        Image: option('digitalocean-image'),
        Region: option('digitalocean-region'),
        Size: option('digitalocean-size'),
      };
    case 'azure':
      return {
        // The driver asks its cloud each time and never saves the address.
        IPAddress: '',
        MachineName: name,
        SSHUser: 'docker-user',
        SSHPort: 22,
        SSHKeyPath: join(store.machine(name), 'id_rsa'),
        StorePath: store.path,
        SwarmMaster: swarm.isMaster,
        SwarmHost: swarm.host,
        SwarmDiscovery: swarm.discovery,
        DockerPort: Number(option('azure-docker-port')),
        SubscriptionID: option('azure-subscription-id'),
        ResourceGroup: 'docker-machine',
        Size: option('azure-size'),
        StaticPublicIP: false,
      };
    case 'none': {
      const url = option('url');
      return {
        IPAddress: url.replace(/^[a-z]+:\/\//, ''),
        MachineName: name,
        SSHUser: '',
        SSHPort: 0,
        SSHKeyPath: '',
        StorePath: store.path,
        SwarmMaster: false,
        SwarmHost: '',
        SwarmDiscovery: '',
        URL: url,
      };
    }
    case 'generic': {
      const key = option('generic-ssh-key');
      return {
        IPAddress: option('generic-ip-address'),
        MachineName: name,
        SSHUser: option('generic-ssh-user'),
        SSHPort: Number(option('generic-ssh-port')),
        SSHKeyPath: key === '' ? '' : join(store.machine(name), key.split(/[/\\]/).at(-1) ?? 'id_rsa'),
        StorePath: store.path,
        SwarmMaster: false,
        SwarmHost: '',
        SwarmDiscovery: '',
        EnginePort: Number(option('generic-engine-port')),
        SSHKey: key,
      };
    }
  }
}
