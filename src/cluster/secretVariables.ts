/** Which secret driver options docker-machine gets through its environment. Pure. */
import { isSecret, knownVariable } from '../model/secretOptions.ts';
import type { MachineSpec } from '../model/spec.ts';
import type { PlanningFacts } from './comparison.ts';

type DriverSpec = MachineSpec['driver'];

/** The environment variable of each secret option that has one, from the driver's help or, without it, from known drivers. */
export function secretVariables(
  { name, options }: DriverSpec,
  { variables }: Pick<PlanningFacts, 'variables'>,
): Readonly<Record<string, string>> {
  const told = variables.get(name);
  return Object.fromEntries(
    secretOptions(options).flatMap((option) => {
      const variable = told ? told.get(option) : knownVariable(option);
      // Drivers differ in how a variable separates list items.
      return variable === undefined || typeof options[option] === 'object' ? [] : [[option, variable]];
    }),
  );
}

/** Secret options whose values appear in the arguments of `create`, readable by any user of this computer. */
export function secretArguments(driver: DriverSpec, facts: Pick<PlanningFacts, 'variables'>): readonly string[] {
  const hidden = secretVariables(driver, facts);
  return secretOptions(driver.options).filter((option) => !Object.hasOwn(hidden, option));
}

function secretOptions(options: DriverSpec['options']): readonly string[] {
  return Object.entries(options).flatMap(([option, value]) =>
    isSecret(option) && typeof value !== 'boolean' && value !== '' ? [option] : [],
  );
}
