/** Reads consul through its HTTP API (as old as 0.5). */
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
  // First alone: without a leader every other question would be answered by an error, or wait.
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

/** What the engine itself puts there is the address again; its next heartbeat ties the key to a session as before (libkv). */
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

/** `"10.0.0.1:8300"`, or `""` while there is none. */
function leaderIn(answer: StoreAnswer): string {
  refuseWithoutLeader(answer);
  const leader = answer.content;
  if (answer.status !== 200 || typeof leader !== 'string') throw strange(answer);
  return leader;
}

/** Whether raft knows one server and no other: that one's vote is the majority, whatever address it had in a former life. */
function isAlone(answer: StoreAnswer): boolean {
  return answer.status === 200 && v.parse(texts, answer.content).length === 1;
}

/** Told to agents with the right to read it only. */
function versionIn(answer: StoreAnswer): string | undefined {
  if (answer.status !== 200) return undefined;
  const read = v.safeParse(selfSchema, answer.content);
  return read.success ? read.output.Config.Version : undefined;
}

function found(answer: StoreAnswer): unknown {
  if (answer.status === 404) return [];
  refuseWithoutLeader(answer);
  // Consul with access control: "Permission denied", "ACL not found".
  if (answer.status === 401 || answer.status === 403) throw new StoreTrouble('forbidden', wordsOf(answer));
  if (answer.status !== 200) throw strange(answer);
  if (typeof answer.content === 'string') throw strange(answer);
  return answer.content;
}

/** "No cluster leader", "No known Consul leader". */
function refuseWithoutLeader(answer: StoreAnswer): void {
  const words = wordsOf(answer);
  if (answer.status === 500 && /no (cluster|known consul) leader/i.test(words))
    throw new StoreTrouble('withoutLeader', words);
}
