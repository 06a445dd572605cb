/** Values are stored in the contract's units and shown in those that people use. */
export const timeUnits = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const sizeUnits = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** The largest unit in which the value is a whole number. */
export const bestUnit = <U extends string>(value: number, units: Readonly<Record<U, number>>): U => {
  const names = Object.keys(units) as U[];
  return names.findLast((name) => value !== 0 && value % units[name] === 0) ?? (names[0] as U);
};
