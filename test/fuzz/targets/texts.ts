// Functions from text to text that foreign words go through, and every regular expression of the product.
import { visible, visibleLines } from '../../../src/base/visible.ts';
import { clipped } from '../../../src/cluster/journalBounds.ts';
import { withoutTerminalCodes } from '../../../src/docker/terminalCodes.ts';
import { printable } from '../../../src/docker/toolOutput.ts';
import { conceal } from '../../../src/model/redaction.ts';
import { suggestedStackName } from '../../../src/ui/operations/stackCommand.ts';
import { asDetail, asLabel, asLog } from '../../../src/ui/surface/labels.ts';
import { asCode, asText, asUnbroken } from '../../../src/ui/surface/markdown.ts';
import { patternsOf } from '../../unit/house/patterns.ts';
import { made } from '../samples.ts';
import { hold, type Sample, type Target } from '../target.ts';

/** A new one is one line here. Each is given whatever there is, up to 256 KiB, and may not take longer than the others. */
const functions: Readonly<Record<string, (text: string) => string>> = {
  asCode,
  asDetail,
  asLabel,
  asLog,
  asText,
  asUnbroken,
  clipped: (text) => clipped(text),
  conceal: (text) => conceal(text, []),
  printable,
  suggestedStackName: (text) => suggestedStackName('/w/x/compose.yaml', text),
  visible,
  visibleLines,
  withoutTerminalCodes,
};

const samples: readonly Sample[] = [
  made('a compose file', 'name: "shop" # of the town\nservices:\n  web: { image: "nginx:1.27" }\n'),
  made('blanks, dashes, brackets', `name:${' '.repeat(50)}"x${'-'.repeat(50)}${'[{('.repeat(20)}`),
  made(
    'a terminal',
    '\u001b]0;title\u0007\u001b[1;31mred\u001b[0m \u009b2J\r\n$(error) [text](command:x "y") ![p](https://a/b)',
  ),
  made('addresses', 'https://user:pw@[2001:db8::1]:2376/a?b=c#d tcp://10.0.0.1:2376 /a/b\\c C:\\d\\e.pem'),
  made('a token', 'docker swarm join --token SWMTKN-1-3pu6hszjas19xyp7-1awxwuwd 10.0.0.1:2377'),
  made(
    'a swarm status',
    '  └ Labels: a=b, c=d\n  └ Reserved Memory: 1.5 GiB / 2.096 GiB\n2026-11-24T05:48:51.102761104Z a=b text',
  ),
  made('bidi and blanks', 'a\u202eb\u2066c\u00a0\u3000\ufeff\u0000\u0085\u2028x'),
];

const texts: Target = {
  name: 'texts',
  form: 'text',
  weight: 3,
  longest: 256 * 1024,
  samples,
  read: (input) => {
    const text = input.toString();
    for (const [name, make] of Object.entries(functions))
      hold(typeof make(text) === 'string', () => `${name} makes no text`);
  },
};

const patterns = patternsOf().literals.map(({ place, source, flags }) => ({
  place,
  regexp: new RegExp(source, flags),
}));
/** Milliseconds that one of them may take for 64 KiB. */
const longest = 150;

const regularExpressions: Target = {
  name: 'regular-expressions',
  form: 'text',
  weight: 1.5,
  longest: 64 * 1024,
  // All together; each alone is judged below.
  steepFrom: 1500,
  samples,
  read: (input) => {
    const text = input.toString();
    for (const { place, regexp } of patterns) {
      const before = process.threadCpuUsage();
      regexp.lastIndex = 0;
      if (regexp.global) text.replace(regexp, '');
      else regexp.exec(text);
      const { user, system } = process.threadCpuUsage(before);
      hold((user + system) / 1000 < longest, () => `${place} takes too long for ${text.length} characters`);
    }
  },
};

export const textTargets: readonly Target[] = [texts, regularExpressions];
