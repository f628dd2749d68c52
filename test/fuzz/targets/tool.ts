// What docker-machine prints: its answers, its complaints, and that no secret is repeated of them.
import { Readable } from 'node:stream';
import { english } from '../../../src/base/text.ts';
import { journalCommand, reachCommand } from '../../../src/cluster/observe.ts';
import { createStage } from '../../../src/docker/createProgress.ts';
import * as commands from '../../../src/docker/machineCommands.ts';
import { keepOutput, longestLine, meaningful, printable } from '../../../src/docker/toolOutput.ts';
import { withoutTerminalCodes } from '../../../src/docker/terminalCodes.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { parseStoreUrl } from '../../../src/model/keyValueStore.ts';
import { machineNameFault } from '../../../src/model/names.ts';
import { conceal, redact, secretsOf } from '../../../src/model/redaction.ts';
import { explainFailure } from '../../../src/ui/explain/explainFailure.ts';
import { sentence } from '../../../src/ui/explain/explanation.ts';
import { issueReport } from '../../../src/ui/report/issueReport.ts';
import type { Random } from '../random.ts';
import { records } from '../samples.ts';
import { hold, type Target } from '../target.ts';
import { wellFormed } from '../wellFormed.ts';

const printed = records(
  'dm/version.stdout',
  'dm/ls-q.stdout',
  'dm/ls-4.stdout',
  'dm/status.stdout',
  'dm/ip.stdout',
  'dm/create-virtualbox-help.stdout',
  'dm/create-generic-help.stdout',
  'dm/create-digitalocean-help.stdout',
  'rancher/create-generic-help.stdout',
  'dm/env.stdout',
  'dm/inspect.stdout',
  'dm/rm-y-mixed.stderr',
  'dm/rm-y-missing.stderr',
  'dm/create-nodriver.stderr',
  'dm/create-badflag.stdout',
  'dm/create-bad-sshkey.stderr',
  'dm/create-existing.stderr',
  'engine26/engine-exits.txt',
  'engine26/create-classic.stderr',
  'recipe-serial/create-swarm-node1.stdout',
  'virtualbox/6-create-at-once.stderr',
  'fail-socket-activation/create-kvstore.stderr',
);

const asked = [
  commands.version,
  commands.listNames,
  commands.status('m'),
  commands.ip('m'),
  commands.ssh('m', ['true']),
  commands.driverOptions('virtualbox'),
  journalCommand('m'),
  reachCommand('m', parseStoreUrl('consul://10.0.0.5:8500')!)!,
];

export const answers: Target = {
  name: 'tool-answers',
  form: 'text',
  samples: printed,
  weight: 14,
  read: (input) => {
    const stdout = withoutTerminalCodes(input.toString());
    for (const { parse } of asked) {
      const outcome = parse(stdout);
      if (outcome.ok) wellFormed(outcome.value);
      else words(outcome.error);
    }
    const names = commands.listNames.parse(stdout);
    if (names.ok) for (const name of names.value) hold(machineNameFault(name) === undefined, () => `a machine ${name}`);
    commands.remove('m').otherwise?.(stdout);
    commands.driverOptions('x').otherwise?.(stdout);
  },
};

/** Cuts into pieces, as a pipe does. */
export function pieces(input: Buffer, random: Random): Buffer[] {
  const all: Buffer[] = [];
  const most = random.pick([1, 3, 50, 4096, input.length + 1]);
  // Not more than a thousand, whatever the length.
  const least = Math.ceil(input.length / 1000);
  for (let at = 0; at < input.length;) {
    const length = Math.max(least, 1 + random.below(most));
    all.push(input.subarray(at, at + length));
    at += length;
  }
  return all;
}

export const complaints: Target = {
  name: 'tool-complaints',
  form: 'text',
  samples: printed,
  weight: 6,
  read: async (input, random) => {
    const lines: string[] = [];
    const text = await keepOutput(Readable.from(pieces(input, random), { objectMode: true }), (line) =>
      lines.push(line),
    );
    hold(text === input.toString() || input.length > 1024 * 1024, () => 'the text is another one than was printed');
    for (const line of lines) {
      hold(!line.includes('\n'), () => 'a line of two lines');
      createStage(line);
    }
    const same = (each: string): string => each;
    const said = meaningful(text, printed[0]!.bytes.toString(), same) + meaningful('', text, same);
    hold(said.length <= 8000, () => `${said.length} characters of complaint`);
    hold(!/[\u0000-\u0008\u000b-\u001f\u007f]/.test(said), () => 'a control character in a complaint');
    const argv = ['create', 'm'];
    words({ kind: 'toolFailed', argv, exitCode: 1, said });
    words({
      kind: 'createFailed',
      machine: 'm',
      stage: createStage(lines[0] ?? ''),
      leftover: random.chance(2),
      cause: { kind: 'toolFailed', argv, exitCode: 3, said },
    });
  },
};

function words(failure: Failure): void {
  const { short, what, why, remedy } = explainFailure(failure, english);
  for (const each of [short, what, remedy, sentence({ what, why, remedy })])
    hold(each !== '' && !each.includes('undefined'), () => `${failure.kind} says ${JSON.stringify(each)}`);
}

const environmentSecret = 'dop_v1_9f8e7d6c5b4a39281706';
const keySecret = '-----BEGIN KEY-----\nMIIEvAIBADANBgkqh\nkiG9w0BAQEFAASC\n-----END KEY-----';
const flagSecret = 'pa"ss wo/rd&more=1';
const token = 'SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx';
const unlockKey = 'SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8';

/** A piece of a secret that is as long gives it away. */
const telling = 8;

const planted: readonly string[] = [environmentSecret, keySecret, flagSecret, token, unlockKey];
/** As other programs write a text: in quotes, in a URL. */
const spellings: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => secret,
  (secret) => JSON.stringify(secret),
  (secret) => `https://api.example/v2?token=${encodeURIComponent(secret)}`,
  (secret) => `--digitalocean-access-token=${secret}`,
  // A terminal's colours in the middle of it.
  (secret) => `${secret.slice(0, 9)}\u001b[1m${secret.slice(9)}\u001b[0m`,
];

/** Secrets are put anywhere into what is printed, then it goes the ways that `machineCli` and the report let it go. */
export const redaction: Target = {
  name: 'redaction',
  form: 'text',
  samples: printed,
  weight: 8,
  longest: 256 * 1024,
  read: async (input, random) => {
    const text = withSecrets(input.toString(), random);
    const args = ['create', `--digitalocean-access-token=${flagSecret}`, 'm'];
    const secrets = secretsOf(args, { DIGITALOCEAN_ACCESS_TOKEN: environmentSecret }, [keySecret]);
    const hide = (each: string): string => conceal(each, secrets);
    const lines: string[] = [];
    await keepOutput(Readable.from(pieces(Buffer.from(text), random), { objectMode: true }), (line) => {
      lines.push(hide(line).slice(0, longestLine));
    });
    const said = meaningful(text, '', hide);
    const shown = [lines.join('\n'), said, hide(printable(text)).slice(0, 400), redact(args).join(' ')];
    for (const each of shown) tellsNothing(each);
    const home = '/home/ann.example';
    const user = 'ann.example';
    const report = issueReport(
      {
        versions: [['VS Code', '1.105.0']],
        tool: { ok: false, error: { kind: 'toolFailed', argv: redact(args), exitCode: 1, said } },
        snapshot: {
          at: new Date(0),
          storePath: `${home}/.docker`,
          storeFailure: undefined,
          lostAt: undefined,
          hasAuthority: true,
          machines: [],
          clusters: [],
        },
        failures: [`${home}/x: ${said}`, lines.at(-1) ?? '', `user ${user} said so`],
        settings: [],
        personal: { home, user },
      },
      english,
    );
    tellsNothing(report);
    hold(!report.includes(home), () => 'the report names a person’s folder');
  },
};

/** None inside another, and each with a blank before it: behind half a command of a terminal its first letters would be a part of that. */
function withSecrets(text: string, random: Random): string {
  const places = Array.from({ length: 1 + random.below(3) }, () => random.below(text.length + 1)).sort((a, b) => b - a);
  return places.reduce(
    (around, at) => `${around.slice(0, at)} ${random.pick(spellings)(random.pick(planted))}${around.slice(at)}`,
    text,
  );
}

function tellsNothing(shown: string): void {
  // Their first words are known to everybody, and so is a key's frame.
  for (const secret of [
    environmentSecret,
    'MIIEvAIBADANBgkqh',
    'kiG9w0BAQEFAASC',
    flagSecret,
    token.slice(9),
    unlockKey.slice(9),
  ]) {
    for (const spelled of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
      for (const part of [spelled.slice(0, telling), spelled.slice(-telling)])
        hold(!shown.includes(part), () => `${JSON.stringify(part)} of a secret is shown: ${context(shown, part)}`);
  }
}

function context(shown: string, part: string): string {
  const at = shown.indexOf(part);
  return JSON.stringify(shown.slice(Math.max(0, at - 60), at + 60));
}
