/** Consul client for its HTTP API (0.5 and later). */
import * as v from 'valibot';
import { get, send, strange, wordsOf } from './storeHttp.ts';
import type { StoreAnswer } from './storeHttp.ts';
import { addresses, fewEnough, overlayRecords, StoreTrouble } from './storeTrouble.ts';
import type { Registrar, StoreReader } from './storeTrouble.ts';
import { listOf, texts, word } from './tolerant.ts';

const selfSchema = v.object({ Config: v.object({ Version: word }) });
const pairsSchema = listOf(v.object({ Key: v.string(), Value: v.string() }));

export const askConsul: StoreReader = async (host, paths, signal) => {
  const ask = (path: string): Promise<StoreAnswer> => get(host, path, signal);
  const key = (path: string): string => `/v1/kv/${path}/`;
  // Ask this first: without a leader, all other requests fail or block.
  const leader = leaderIn(await ask('/v1/status/leader'));
  if (leader === '') throw new StoreTrouble(isAlone(await ask('/v1/status/peers')) ? 'electing' : 'withoutLeader', '');
  const [self, engines, swarmNodes, overlays] = await Promise.all([
    ask('/v1/agent/self'),
    ask(`${key(paths.engines)}?keys`),
    paths.swarmNodes === undefined ? undefined : ask(`${key(paths.swarmNodes)}?keys`),
    ask(`${key(paths.overlays)}?recurse`),
  ]);
  return {
    version: versionIn(self),
    leader,
    engines: addresses(fewEnough(v.parse(texts, found(engines)))),
    swarmNodes: swarmNodes ? addresses(fewEnough(v.parse(texts, found(swarmNodes)))) : [],
    overlays: overlayRecords(
      fewEnough(v.parse(pairsSchema, found(overlays))).map(({ Key, Value }) => [
        Key,
        Buffer.from(Value, 'base64').toString(),
      ]),
    ),
  };
};

/** Writes the address as the value, as the engine does; its next heartbeat ties the key to a session again (libkv). */
export const registerInConsul: Registrar = async (host, paths, engine, change, signal) => {
  const path = `/v1/kv/${paths.engines}/${engine}`;
  const answer = await send(
    host,
    change === 'remove' ? { method: 'DELETE', path } : { method: 'PUT', path, body: engine },
    signal,
  );
  refuseWithoutLeader(answer);
  if (answer.status !== 200) throw strange(answer);
};

/** `"10.0.0.1:8300"`, or `""` if there is no leader. */
function leaderIn(answer: StoreAnswer): string {
  refuseWithoutLeader(answer);
  const leader = answer.content;
  if (answer.status !== 200 || typeof leader !== 'string') throw strange(answer);
  return leader;
}

/** Whether raft has exactly one server: its vote is the majority, even if its address has changed. */
function isAlone(answer: StoreAnswer): boolean {
  return answer.status === 200 && v.parse(texts, answer.content).length === 1;
}

/** Only returned if the agent is allowed to read it. */
function versionIn(answer: StoreAnswer): string | undefined {
  if (answer.status !== 200) return undefined;
  const read = v.safeParse(selfSchema, answer.content);
  return read.success ? read.output.Config.Version : undefined;
}

function found(answer: StoreAnswer): unknown {
  if (answer.status === 404) return [];
  refuseWithoutLeader(answer);
  // Consul with ACLs: "Permission denied", "ACL not found".
  if (answer.status === 401 || answer.status === 403) throw new StoreTrouble('forbidden', wordsOf(answer));
  if (answer.status !== 200) throw strange(answer);
  if (typeof answer.content === 'string') throw strange(answer);
  return answer.content;
}

/** Throws for "No cluster leader" and "No known Consul leader". */
function refuseWithoutLeader(answer: StoreAnswer): void {
  const words = wordsOf(answer);
  if (answer.status === 500 && /no (cluster|known consul) leader/i.test(words))
    throw new StoreTrouble('withoutLeader', words);
}
