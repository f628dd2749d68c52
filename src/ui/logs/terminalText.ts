/** Makes lines from other programs safe for a terminal. Pure. */
import { visibleLines } from '../../base/visible.ts';
import type { ServiceLogLine } from '../../model/steering.ts';

/**
 * Like `docker service logs`, with the task before its line. Keeps colours; removes everything else that could move the cursor, rename the
 * window or reach the clipboard.
 */
export function terminalLine({ task, stream, text }: ServiceLogLine): string {
  if (stream === 'manager') return note(text);
  return `${cyan}${printable(task)}${plain}    | ${printable(text)}${plain}\r\n`;
}

/** A message from the extension between the tasks' lines. */
export const note = (text: string): string =>
  `${italic}— ${printable(text.replaceAll(/\s+/g, ' ').trim())} —${plain}\r\n`;

const escape = '\u001b';
const cyan = `${escape}[36m`;
/** Not dim: that halves the contrast, which is too little on a white background. */
const italic = `${escape}[3m`;
const plain = `${escape}[0m`;

/** Keeps a text's colours and visible characters. */
function printable(text: string): string {
  return text
    .split(/(\u001b\[[\d;]*m)/)
    .map((part, index) => (index % 2 === 1 ? part : withoutControls(part)))
    .join('');
}

// Sequences that set something (a title, the clipboard), with their payload; cursor movement; single characters.
const sequences = [
  /\u001b[\]PX^_][^\u0007\u001b]*(\u0007|\u001b\\)?/g,
  /\u001b\[[\d;?<=>!]*[ -/]*[@-~]?/g,
  /\u001b[ -/]*[0-~]?/g,
];

function withoutControls(text: string): string {
  const bare = sequences.reduce((left, sequence) => left.replaceAll(sequence, ''), text);
  return visibleLines(bare.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, ''));
}
