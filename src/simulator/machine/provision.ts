/** Provisions a host according to its record: certificates, engine settings, classic swarm containers. */
import { createContainer, startContainer } from '../world/containers.ts';
import { beginProgram } from '../world/containerProgram.ts';
import { restartEngine } from '../world/engineLife.ts';
import { addImage, isPublished } from '../world/images.ts';
import type { Host } from '../world/nouns.ts';
import { Refusal } from '../world/refusal.ts';
import { addressOf, Exit, type MachineCall } from './call.ts';
import { makeCertificate } from './certificates.ts';
import type { MachineRecord } from './record.ts';

/** Durations of the steps with the real tools, in milliseconds. */
const lasts = { ssh: 300, detect: 150, copyHere: 400, copyThere: 500, engine: 2000, pull: 900, swarm: 600 } as const;

/** Waits for a host's sshd, which may never answer. Gives up after `tries` attempts or when the caller aborts. */
export async function waitForSsh(call: MachineCall, host: Host | undefined, tries: number): Promise<boolean> {
  for (let left = tries; left > 0 && !call.signal.aborted; left -= 1) {
    if (host?.power === 'on' && host.cable === 'plugged') {
      await call.world.time.sleep(lasts.ssh, call.signal);
      return true;
    }
    await call.world.time.sleep(3000, call.signal);
  }
  return false;
}

/** Runs all steps from certificates to swarm. @throws Exit with docker-machine's message, preceded by `prefix` */
export async function provisionHost(
  call: MachineCall,
  record: MachineRecord,
  host: Host,
  { prefix, withSwarm }: { readonly prefix: string; readonly withSwarm: boolean },
): Promise<void> {
  const { world, stage, signal } = call;
  const pass = async (milliseconds: number): Promise<void> => {
    await world.time.sleep(milliseconds, signal);
    if (signal.aborted) throw new Exit('', 130);
  };
  await stage('Copying certs to the local machine directory...');
  await call.store.copyClient(record.Name);
  await pass(lasts.copyHere);
  await writeServerCertificate(call, record, host);
  await stage('Copying certs to the remote machine...');
  await pass(lasts.copyThere);
  await stage('Setting Docker configuration on the remote daemon...');
  configure(host, record);
  await pass(lasts.engine);
  const refusal = restartEngine(world, host);
  await call.settle();
  if (refusal !== '') throw new Exit(`${prefix}${engineComplaint(host)}`);
  if (withSwarm && record.HostOptions.SwarmOptions.IsSwarm) {
    await stage('Configuring swarm...');
    await pass(lasts.pull);
    joinClassicSwarm(call, record, host, prefix);
    await pass(lasts.swarm);
    await call.settle();
  }
}

/** Writes a certificate for the host's addresses to the machine store and the host. */
export async function writeServerCertificate(
  call: MachineCall,
  record: MachineRecord,
  host: Host,
  validity: { readonly from?: Date; readonly to?: Date } = {},
): Promise<void> {
  const authority = await call.store.authority();
  const server = makeCertificate({
    organisation: record.Name,
    authority,
    servers: ['localhost', addressOf(record, host), ...sansOf(record)],
    ...validity,
  });
  await call.store.writeServer(record.Name, server);
  host.engine.certificate = { authority: authority.certificate, ...server };
  call.world.changed();
}

function sansOf(record: MachineRecord): readonly string[] {
  const auth = record.HostOptions['AuthOptions'] as { readonly ServerCertSANs?: readonly string[] } | undefined;
  return auth?.ServerCertSANs ?? [];
}

function configure(host: Host, record: MachineRecord): void {
  const { EngineOptions: options } = record.HostOptions;
  const mirrors = options.ArbitraryFlags.filter((flag) => flag.startsWith('registry-mirror=')).map((flag) =>
    flag.slice('registry-mirror='.length),
  );
  host.hostname = record.Name;
  Object.assign(host.engine, {
    flags: [...options.ArbitraryFlags],
    labels: [...options.Labels, `provider=${record.DriverName}`],
    mirrors: [...options.RegistryMirror, ...mirrors],
    insecureRegistries: [...options.InsecureRegistry],
    environment: [...options.Env],
  });
  if (host.engine.state === 'absent') host.engine.state = 'stopped';
}

/** Returns systemd's message; on boot2docker, only that the daemon does not listen. */
function engineComplaint(host: Host): string {
  if (host.vm) return 'Unable to verify the Docker daemon is listening: Maximum number of retries (10) exceeded';
  return [
    'ssh command error:',
    'command : sudo systemctl -f start docker',
    'err     : exit status 1',
    'output  : Job for docker.service failed because the control process exited with error code.',
    'See "systemctl status docker.service" and "journalctl -xeu docker.service" for details.',
    '',
  ].join('\n');
}

function joinClassicSwarm(call: MachineCall, record: MachineRecord, host: Host, prefix: string): void {
  const { SwarmOptions: swarm } = record.HostOptions;
  if (!isPublished(swarm.Image))
    throw new Exit(
      `${prefix}Unable to pull image: manifest for ${swarm.Image} not found: manifest unknown: manifest unknown\n`,
    );
  addImage(call.world, host, swarm.Image);
  const place = `${host.address}:${String(host.ports.engine)}`;
  const managerPort = Number(/:(\d+)$/.exec(swarm.Host)?.[1] ?? 3376);
  if (swarm.Master)
    run(call, host, 'swarm-agent-master', prefix, swarm.Image, {
      command: [
        'manage',
        '--tlsverify',
        '--tlscacert=/etc/docker/ca.pem',
        '--tlscert=/etc/docker/server.pem',
        '--tlskey=/etc/docker/server-key.pem',
        '-H',
        swarm.Host,
        '--strategy',
        swarm.Strategy,
        '--advertise',
        `${host.address}:${String(managerPort)}`,
        ...swarm.ArbitraryFlags.map((flag) => `--${flag}`),
        swarm.Discovery,
      ],
      port: managerPort,
    });
  run(call, host, 'swarm-agent', prefix, swarm.Image, {
    command: ['join', '--advertise', place, ...swarm.ArbitraryJoinFlags.map((flag) => `--${flag}`), swarm.Discovery],
    port: undefined,
  });
}

function run(
  call: MachineCall,
  host: Host,
  name: string,
  prefix: string,
  image: string,
  { command, port }: { readonly command: readonly string[]; readonly port: number | undefined },
): void {
  try {
    const container = createContainer(call.world, host, {
      name,
      image,
      entrypoint: ['/swarm'],
      command,
      environment: [],
      labels: {},
      ports: port === undefined ? [] : [{ host: port, container: port }],
      binds: port === undefined ? [] : ['/etc/docker:/etc/docker'],
      restart: 'always',
      networkMode: 'default',
      networks: {},
    });
    startContainer(call.world, host, container);
    void beginProgram(call.world, host, container);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const kind = error.status === 409 ? '409 Conflict: ' : '';
    // `create` prints this message with an extra newline.
    throw new Exit(`${prefix}Error while creating container: ${kind}${error.message}${prefix === '' ? '' : '\n'}`);
  }
}
