// What engines and managers answer, read as their doors read it.
import { demultiplex, logText } from '../../../src/docker/containerLog.ts';
import { parseBytes, readManagerInfo } from '../../../src/docker/classicInfo.ts';
import * as schemas from '../../../src/docker/engineSchemas.ts';
import { jsonObjects, ObjectTooLong } from '../../../src/docker/jsonStream.ts';
import { logFrames, type LogFrame } from '../../../src/docker/logFrames.ts';
import { logLine, logQuery } from '../../../src/docker/serviceLog.ts';
import * as overlays from '../../../src/docker/overlaySchemas.ts';
import * as swarm from '../../../src/docker/swarmSchemas.ts';
import { refusedRequest } from '../../../src/docker/engineFailure.ts';
import { visible } from '../../../src/base/visible.ts';
import { advertisedBy, readvertised } from '../../../src/model/agentMove.ts';
import { engineInfoText, managerInfoText } from '../../../src/model/dockerInfoText.ts';
import { madeJson, records } from '../samples.ts';
import { hold, type Sample, type Target } from '../target.ts';
import { wellFormed } from '../wellFormed.ts';
import { pieces } from './tool.ts';

const noon = new Date('2026-11-22T12:00:00Z');
const span = { from: noon, to: noon };

/** A body of JSON, as an HTTP client hands it on; what is none never gets to a reader. */
export function body(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString());
  } catch {
    return undefined;
  }
}

const json = (name: string, weight: number, samples: readonly Sample[], read: (body: unknown) => unknown): Target => ({
  name,
  form: 'json',
  samples,
  weight,
  read: (input) => {
    wellFormed(read(body(input)));
  },
});

const info = json(
  'engine-info',
  6,
  records(
    'api/node1-info.stdout',
    'swarmmode/api-s1-info.json',
    'swarmmode/api-s2-info.json',
    'engine26/info-manager.json',
    'engine26/info-worker.json',
    'api/node1-version.stdout',
    'engine26/version.json',
  ),
  (read) => {
    const engine = schemas.readEngine(read, span, { apiVersion: '1.41' });
    return [engine, engine && engineInfoText(engine), schemas.readVersion(read)];
  },
);

const managerInfo = json(
  'manager-info',
  6,
  [...records('api/mgr-info.stdout', 'faults/sd-info-at-230s.json'), ...records('api/node1-info.stdout')],
  (read) => {
    const manager = readManagerInfo(read);
    return manager.ok ? [manager.value, managerInfoText(manager.value)] : manager.error;
  },
);

const containers = json(
  'containers',
  5,
  records('api/mgr-containers_json_all_1.stdout', 'api/node1-containers_json_all_1.stdout'),
  (read) => {
    const all = schemas.readContainers(read);
    for (const each of all ?? []) hold(!each.name.startsWith('/'), () => `a container ${each.name}`);
    return all;
  },
);

const setups = json('container-setups', 2, records('api/node1-containers_c1_json.stdout'), (read) => {
  const setup = schemas.readContainerSetup(read);
  if (!setup) return undefined;
  const advertised = advertisedBy(setup.command);
  if (advertised !== undefined)
    hold(advertisedBy(readvertised(setup.command, 'a:1')) === 'a:1', () => `advertised: ${advertised}`);
  return [setup.name, visible(setup.image)];
});

const networks = json(
  'networks',
  6,
  records(
    'api/mgr-networks.stdout',
    'api/mgr-networks_ID.stdout',
    'api/node1-networks_ID.stdout',
    'swarmmode/api-s1-networks.json',
    'engine26/networks-manager.json',
    'engine26/networks-worker.json',
    'engine26/network-verbose.json',
    'engine26/network-worker.json',
  ),
  (read) => {
    const all = Array.isArray(read) ? read : [read];
    return [
      overlays.readOverlayIds(read),
      overlays.readNetworkKind(read, 'my-net'),
      all.map((each) => overlays.readOverlay(each, () => 'm')),
    ];
  },
);

const swarmBodies = json(
  'swarm-bodies',
  10,
  records(
    'engine26/nodes.json',
    'engine26/nodes-on-worker.json',
    'engine26/services.json',
    'engine26/tasks.json',
    'engine26/swarm.json',
  ),
  (read) => [
    swarm.readNodes(read),
    swarm.readServices(read),
    swarm.readTasks(read),
    (Array.isArray(read) ? read : [read]).map((each) => swarm.readChangeable(each)?.version),
    swarm.readSwarm(read)?.version,
    swarm.readUnlockKey(read),
  ],
);

/** Answers with a status of failure, whoever gives them. */
const refusals: Target = {
  name: 'refusals',
  form: 'json',
  weight: 2,
  samples: [
    madeJson('an engine’s error', {
      status: 500,
      headers: { 'content-type': 'application/json' },
      body: '{"message":"no such network"}',
    }),
    madeJson('a manager’s error', {
      status: 500,
      headers: { 'content-type': 'text/plain' },
      body: 'Error response from daemon: Error response from daemon: no',
    }),
    madeJson('a proxy', {
      status: 502,
      headers: { server: 'nginx' },
      body: '<html>\n<body>Bad  gateway</body></html>',
    }),
  ],
  read: (input) => {
    const answer = body(input) as Partial<Record<string, unknown>> | undefined;
    const headers = answer?.['headers'];
    wellFormed(
      refusedRequest('a:1', {
        status: statusOf(answer?.['status']),
        headers: (typeof headers === 'object' && headers ? headers : {}) as Record<string, string>,
        body: typeof answer?.['body'] === 'string' ? answer['body'] : input.toString(),
      }),
    );
    parseBytes(input.toString());
  },
};

/** As an HTTP client has read it: three digits. */
export function statusOf(said: unknown): number {
  return typeof said === 'number' && said >= 100 && said < 600 ? Math.floor(said) : 500;
}

const events: Target = {
  name: 'events',
  form: 'text',
  weight: 6,
  samples: records('api/mgr-events.json', 'api/node1-events.json', 'engine26/events-manager.jsonl'),
  read: (input, random) => {
    const text = input.toString();
    const whole = objectsOf([text]);
    // However it is cut, the same objects come out of it, up to the place where it is no stream of objects any more.
    const cut = objectsOf(pieces(input, random).length > 1 ? cutText(text, random.below(5) + 1) : [text]);
    hold(JSON.stringify(cut) === JSON.stringify(whole), () => 'another way to cut the stream gives other objects');
    wellFormed(whole.objects.map(schemas.readEvent));
  },
};

function cutText(text: string, times: number): string[] {
  const length = Math.ceil(text.length / (times * 7));
  return Array.from({ length: times * 7 }, (_, at) => text.slice(at * length, (at + 1) * length));
}

function objectsOf(parts: readonly string[]): { readonly objects: unknown[]; readonly isBroken: boolean } {
  const read = jsonObjects();
  const objects: unknown[] = [];
  try {
    for (const part of parts) objects.push(...read(part));
    return { objects, isBroken: false };
  } catch (error) {
    hold(error instanceof SyntaxError || error instanceof ObjectTooLong, () => `threw ${String(error)}`);
    return { objects: [], isBroken: true };
  }
}

const logs: Target = {
  name: 'logs',
  form: 'bytes',
  weight: 6,
  samples: [...records('engine26/service-log.bin'), framed('a container’s log'), ...records('dm/env.stdout')],
  read: (input, random) => {
    const parts = pieces(input, random);
    const text = logText();
    const cut = parts.map((part) => text(part)).join('') + text.end();
    hold(cut === demultiplex(input), () => 'another way to cut the log gives another text');
    const whole = frames([input]);
    const cutFrames = frames(parts);
    hold(
      contentOf(cutFrames).equals(contentOf(whole)) || input.length > 64 * 1024,
      () => 'another way to cut the log gives other frames',
    );
    for (const frame of whole) {
      const line = logLine(frame);
      wellFormed(line);
      wellFormed(logQuery({ since: line.at }));
    }
  },
};

function frames(parts: readonly Buffer[]): readonly LogFrame[] {
  const read = logFrames();
  return parts.flatMap((part) => read(part));
}

const contentOf = (all: readonly LogFrame[]): Buffer => Buffer.concat(all.map(({ content }) => content));

function framed(name: string): Sample {
  const frame = (stream: number, text: string): Buffer => {
    const content = Buffer.from(text);
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(content.length, 4);
    return Buffer.concat([head, content]);
  };
  return { name, bytes: Buffer.concat([frame(1, 'one\n'), frame(2, 'two é\n'), frame(1, ''), frame(1, 'three')]) };
}

export const engines: readonly Target[] = [
  info,
  managerInfo,
  containers,
  setups,
  networks,
  swarmBodies,
  refusals,
  events,
  logs,
];
