// Which drivers there are, and what they can be told: asked of docker-machine few at a time, and only once.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import type { MachineCommand, MachineTool } from '../../../src/docker/doors.ts';
import { driverPlugins } from '../../../src/docker/driverPlugins.ts';
import { builtInDrivers } from '../../../src/model/driver.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { createTool } from '../../../src/service/tool.ts';

const help = (driver: string): string =>
  `Options:\n   \n   --${driver}-size "20"\tHow much [$SIZE]\n   --engine-opt [--engine-opt option --engine-opt option]\tFlags\n`;

/** A docker-machine that knows these drivers, or fails with `broken`. */
function fakeTool(known: (driver: string) => boolean, broken?: () => Failure | undefined) {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const tool: MachineTool = {
    run: async <T>(command: MachineCommand<T>) => {
      const driver = command.args[2] ?? '';
      asked.push(driver);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      const failure = broken?.();
      if (failure) return err(failure);
      if (known(driver)) return command.parse(help(driver));
      const said = `Driver "${driver}" not found. Do you have the plugin binary accessible in your PATH?`;
      return command.otherwise?.(said) ?? err<Failure>({ kind: 'toolFailed', argv: command.args, exitCode: 1, said });
    },
    findsProgram: () => Promise.resolve(undefined),
  };
  return { tool, asked, most: () => most };
}

describe('the drivers', () => {
  test('are those that docker-machine knows, its plugins among them', async () => {
    const { tool, most } = fakeTool((driver) => driver !== 'hyperv' && driver !== 'gone');
    const offered = await createTool({ tool, plugins: async () => ['gone', 'hetzner', 'virtualbox'] }).drivers();
    expect(offered.failure).toBeUndefined();
    expect(offered.names).toEqual([...builtInDrivers.filter((name) => name !== 'hyperv'), 'hetzner']);
    expect(most()).toBeLessThanOrEqual(4);
  });

  test('are the built-in ones where docker-machine cannot be asked, which is tried once', async () => {
    const missing: Failure = { kind: 'toolMissing', path: 'docker-machine' };
    const { tool, asked } = fakeTool(
      () => true,
      () => missing,
    );
    const offered = await createTool({ tool, plugins: async () => ['hetzner'] }).drivers();
    expect(offered).toEqual({ names: [...builtInDrivers, 'hetzner'], failure: missing });
    expect(asked).toEqual(['virtualbox']);
  });

  test('are not asked again; what failed is', async () => {
    let isBroken = true;
    const { tool, asked } = fakeTool(
      () => true,
      () => (isBroken ? { kind: 'toolMissing', path: 'x' } : undefined),
    );
    const service = createTool({ tool, plugins: async () => [] });
    await service.drivers();
    isBroken = false;
    await service.drivers();
    await service.drivers();
    const options = await service.driverOptions('virtualbox');
    expect(asked.filter((driver) => driver === 'virtualbox')).toHaveLength(2);
    expect(options).toMatchObject({ value: [{ name: 'virtualbox-size', default: '20', variable: 'SIZE' }, {}] });
  });
});

describe('plugins', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plugins-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('are programs of that name in folders of the PATH', async () => {
    const program = (name: string, mode: number): void => {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), '#!/bin/sh\n');
      chmodSync(join(folder, name), mode);
    };
    program('a/docker-machine-driver-hetzner', 0o755);
    program('b/docker-machine-driver-hetzner', 0o755);
    program('b/docker-machine-driver-kvm2', 0o755);
    program('b/docker-machine-driver-notes', 0o644);
    program('b/docker-machine-driver-', 0o755);
    program('b/docker-machine', 0o755);
    const path = [join(folder, 'b'), join(folder, 'a'), join(folder, 'none'), 'relative', ''].join(delimiter);
    expect(await driverPlugins(path)).toEqual(['hetzner', 'kvm2']);
  });
});
