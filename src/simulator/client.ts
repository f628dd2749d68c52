/**
 * The program behind the `docker-machine` of a simulated world: passes its words to the serving process, and back comes what it
 * prints. SIMULATOR_SOCKET and SIMULATOR_KIND say where and what for.
 */
import { connect } from 'node:net';
import { createInterface, type Interface } from 'node:readline';

const { SIMULATOR_SOCKET: path = '', SIMULATOR_KIND: kind = 'machine', ...environment } = process.env;
const socket = connect(path);
let code = 1;
let input: Interface | undefined;
const lines: string[] = [];
let isAtEnd = false;
let waiting = false;

socket.on('error', (error) => {
  process.stderr.write(`The simulated world does not answer (${error.message}): start it with \`npm start\`.\n`);
  process.exitCode = 1;
});
socket.on('close', () => {
  input?.close();
  process.stdin.destroy();
  process.exitCode = code;
});
socket.write(`${JSON.stringify({ kind, words: process.argv.slice(2), environment, directory: process.cwd() })}\n`);

createInterface({ input: socket }).on('line', (line) => {
  const message = JSON.parse(line) as {
    readonly out?: string;
    readonly err?: string;
    readonly ask?: string;
    readonly exit?: number;
  };
  if (message.out !== undefined) process.stdout.write(message.out);
  if (message.err !== undefined) process.stderr.write(message.err);
  if (message.exit !== undefined) code = message.exit;
  if (message.ask !== undefined) {
    process.stdout.write(message.ask);
    waiting = true;
    input ??= createInterface({ input: process.stdin })
      .on('line', (read) => {
        lines.push(read);
        answer();
      })
      .on('close', () => {
        isAtEnd = true;
        answer();
      });
    answer();
  }
});

function answer(): void {
  if (!waiting || (lines.length === 0 && !isAtEnd)) return;
  waiting = false;
  socket.write(`${JSON.stringify({ line: lines.shift() ?? null })}\n`);
}
