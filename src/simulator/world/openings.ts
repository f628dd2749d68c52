/** Startup messages of servers: those that the simulator implements, and those in a demo. */
import type { Container } from './nouns.ts';
import { programOf, type Program } from './programs.ts';

/** Undefined if the output depends on the command. */
export function openingOf(container: Container, now: number): readonly string[] | undefined {
  const program = programOf(container);
  if (program !== 'other') return openings[program];
  const isOwn = container.entrypoint.length === 0 && container.command.length === 0;
  return isOwn && /(^|\/)nginx([:@]|$)/.test(container.image) ? nginx(now) : undefined;
}

const openings: Readonly<Record<Exclude<Program, 'other'>, readonly string[]>> = {
  consul: ['==> Starting Consul agent...', '==> Log data will now stream in as it occurs:'],
  etcd: ['{"level":"info","msg":"ready to serve client requests"}'],
  zookeeper: ['ZooKeeper JMX enabled by default', 'Starting server'],
  swarmManager: ['level=info msg="Listening for HTTP" addr="0.0.0.0:3376" proto=tcp'],
  swarmAgent: ['level=info msg="Registering on the discovery service every 1m0s..."'],
};

function nginx(now: number): readonly string[] {
  const at = new Date(now).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  return [
    'using the "epoll" event method',
    'nginx/1.27.5',
    'built by gcc 12.2.0 (Debian 12.2.0-14)',
    'start worker processes',
    'start worker process 29',
  ].map((text) => `${at} [notice] 1#1: ${text}`);
}
