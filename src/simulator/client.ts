/**
 * The program behind the `docker-machine` command of a simulated world: forwards its arguments to the serving process and prints the
 * reply. SIMULATOR_SOCKET is the process's socket, SIMULATOR_KIND the kind of request.
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
