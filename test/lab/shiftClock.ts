// Shifts the clock of one running program: `node shiftClock.ts PID SECONDS`, as root on x86-64; 0 gives it back the right time.
//
// A host of the lab shares this computer's clock, which no namespace divides. Go programs, as the engine is one, do not ask libc
// either (so libfaketime does nothing to them): they jump into the kernel's vDSO. That is mapped privately into each program, and
// who may trace one may write there: its `clock_gettime` is replaced by one that asks the kernel and adds the seconds. What the
// program starts has the kernel's own again, and so has the program itself once it was started anew.
import { closeSync, openSync, readFileSync, readSync, readdirSync, writeSync } from 'node:fs';

const [pid = '', seconds = ''] = process.argv.slice(2);
if (process.arch !== 'x64') fail(`only on x86-64, not on ${process.arch}`);
if (!/^\d+$/.test(pid) || !/^-?\d{1,9}$/.test(seconds)) fail('usage: shiftClock.ts PID SECONDS');

const vdso = mapping('[vdso]');
const memory = openSync(`/proc/${pid}/mem`, 'r+');
try {
  stop();
  const stub = clockAhead(Number(seconds));
  const { at, size } = clockGettime();
  if (size < stub.length) fail(`the kernel's clock_gettime has ${size} bytes only`);
  writeSync(memory, stub, 0, stub.length, vdso.from + at);
} finally {
  process.kill(Number(pid), 'SIGCONT');
  closeSync(memory);
}

/** Asks the kernel; what it says of CLOCK_REALTIME is moved. */
function clockAhead(seconds: number): Buffer {
  const code = [
    [0xb8, 228, 0, 0, 0], //             mov  eax, clock_gettime
    [0x0f, 0x05], //                     syscall
    [0x85, 0xff], //                     test edi, edi
    [0x75, 0x07], //                     jnz  ret
    [0x48, 0x81, 0x06, 0, 0, 0, 0], //   add  qword [rsi], seconds
    [0xc3], //                           ret
  ];
  const stub = Buffer.from(code.flat());
  stub.writeInt32LE(seconds, stub.length - 5);
  return stub;
}

/** Where it stands in the vDSO, an ELF image with a table of symbols for the dynamic linker. */
function clockGettime(): { readonly at: number; readonly size: number } {
  const image = Buffer.alloc(vdso.to - vdso.from);
  readSync(memory, image, 0, image.length, vdso.from);
  const long = (at: number): number => Number(image.readBigUInt64LE(at));
  const sections = Array.from({ length: image.readUInt16LE(60) }, (_, index) => long(40) + 64 * index);
  const symbols = sections.find((at) => image.readUInt32LE(at + 4) === 11) ?? fail('no symbols in the vDSO');
  const names = long((sections[image.readUInt32LE(symbols + 40)] ?? 0) + 24);
  for (let at = long(symbols + 24); at < long(symbols + 24) + long(symbols + 32); at += 24) {
    const name = names + image.readUInt32LE(at);
    if (image.toString('latin1', name, image.indexOf(0, name)) === '__vdso_clock_gettime')
      return { at: long(at + 8), size: long(at + 16) };
  }
  return fail('no clock_gettime in the vDSO');
}

/** Stops the program where none of its threads is just reading what is to be replaced. */
function stop(): void {
  for (let triesLeft = 100; triesLeft > 0; triesLeft -= 1) {
    process.kill(Number(pid), 'SIGSTOP');
    if (threads().every(({ isStopped, at }) => isStopped && (at < vdso.from || at >= vdso.to))) return;
    process.kill(Number(pid), 'SIGCONT');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  fail(`process ${pid} does not stop`);
}

function threads(): readonly { readonly isStopped: boolean; readonly at: number }[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const read = (file: string): string => readFileSync(`/proc/${pid}/task/${thread}/${file}`, 'utf8');
    // Number of the system call (or -1), its arguments, stack pointer, program counter; `running` while it is none of these.
    return { isStopped: /^State:\s+T/m.test(read('status')), at: Number(read('syscall').trim().split(' ').at(-1)) };
  });
}

function mapping(name: string): { readonly from: number; readonly to: number } {
  const line = readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .find((each) => each.endsWith(name));
  const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+)/.exec(line ?? '') ?? fail(`process ${pid} has no ${name}`);
  return { from: parseInt(from ?? '', 16), to: parseInt(to ?? '', 16) };
}

function fail(why: string): never {
  console.error(`shiftClock: ${why}`);
  return process.exit(1);
}
