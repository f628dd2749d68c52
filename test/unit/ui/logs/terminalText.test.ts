// Lines of other programs in a terminal: their colours stay, their commands do not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { note, terminalLine } from '../../../../src/ui/logs/terminalText.ts';

const esc = '\u001b';
const shown = (text: string): string =>
  terminalLine({ at: '', task: 'web.1.abc@n2', stream: 'stdout', text }).replace(
    `${esc}[36mweb.1.abc@n2${esc}[0m    | `,
    '',
  );

test.each([
  ['plain', 'GET / 200', 'GET / 200'],
  ['colours', `${esc}[31mred${esc}[0m`, `${esc}[31mred${esc}[0m`],
  ['a title', `${esc}]0;evil\u0007text`, 'text'],
  ['the clipboard', `${esc}]52;c;ZXZpbA==${esc}\\text`, 'text'],
  ['the cursor', `a${esc}[2J${esc}[Hb${esc}[?1049h`, 'ab'],
  ['a device’s answer', `${esc}[cx`, 'x'],
  ['a carriage return and a bell', 'a\rb\u0007', 'ab'],
  ['a tab', 'a\tb', 'a\tb'],
  ['other controls', 'a\u009b31mb', 'a31mb'],
  ['an unfinished one', `text${esc}`, 'text'],
])('%s', (_, text, result) => {
  expect(shown(text)).toBe(`${result}${esc}[0m\r\n`);
});

test('whatever is written, nothing but colours reaches the terminal, and one line stays one line', () => {
  const pieces = fc.constantFrom(esc, '[', ']', ';', '0', '31', 'm', 'H', '\u0007', '\\', '\n', '\r', '\u009d', 'x');
  const nasty = fc.oneof(
    fc.string(),
    fc.array(pieces).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(nasty, nasty, (task, text) => {
      const line = terminalLine({ at: '', task, stream: 'stdout', text });
      const rest = line.replaceAll(new RegExp(`${esc}\\[[\\d;]*m`, 'g'), '');
      expect(rest.endsWith('\r\n')).toBe(true);
      expect(rest.slice(0, -2)).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
    }),
    { numRuns: 2000 },
  );
});

test('words of ours, and of the manager, stand apart', () => {
  expect(note('a\nb')).toBe(`${esc}[3m— a b —${esc}[0m\r\n`);
  expect(terminalLine({ at: '', task: '', stream: 'manager', text: 'Error grabbing logs' })).toBe(
    note('Error grabbing logs'),
  );
});
